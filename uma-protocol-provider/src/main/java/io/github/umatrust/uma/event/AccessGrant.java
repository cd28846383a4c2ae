package io.github.umatrust.uma.event;

import java.util.List;
import org.keycloak.models.ClientModel;

/**
 * Access that was granted on a ticket, as events tell of it.
 *
 * @param ticketId the id of the ticket
 * @param ownerId who owns the resource sets
 * @param resourceServer the resource server's client
 * @param granted the permissions that are granted
 * @param permissions all permissions of the RPT, with those that it carries from the one before
 * @param terms the accepted terms that the grant rests on
 * @param claims the names of the supplied claims that the grant rests on
 */
public record AccessGrant(
    String ticketId,
    String ownerId,
    ClientModel resourceServer,
    List<PermissionDetail> granted,
    List<PermissionDetail> permissions,
    List<TermsDetail> terms,
    List<String> claims) {

  public AccessGrant {
    granted = List.copyOf(granted);
    permissions = List.copyOf(permissions);
    terms = List.copyOf(terms);
    claims = List.copyOf(claims);
  }
}
