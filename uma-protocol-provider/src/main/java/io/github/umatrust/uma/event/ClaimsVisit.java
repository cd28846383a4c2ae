package io.github.umatrust.uma.event;

import java.util.List;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * A person's visit to the server's page for claims and terms, as events tell of it.
 *
 * @param client the client that sent the person
 * @param user the person
 * @param sessionId the person's session
 * @param ticketId the id of the ticket
 * @param resourceServer the resource server's client
 * @param ownerId who owns the resource sets
 * @param permissions what the ticket asks for
 * @param expiresAt when the ticket ends, in seconds since the epoch
 */
public record ClaimsVisit(
    ClientModel client,
    UserModel user,
    String sessionId,
    String ticketId,
    ClientModel resourceServer,
    String ownerId,
    List<PermissionDetail> permissions,
    long expiresAt) {

  public ClaimsVisit {
    permissions = List.copyOf(permissions);
  }
}
