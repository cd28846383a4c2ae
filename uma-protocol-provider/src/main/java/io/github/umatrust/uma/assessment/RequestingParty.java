package io.github.umatrust.uma.assessment;

import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.List;
import java.util.function.Predicate;
import org.keycloak.authorization.common.KeycloakIdentity;
import org.keycloak.authorization.identity.Identity;
import org.keycloak.authorization.identity.UserModelIdentity;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Who wants access, and through whom.
 *
 * @param user the requesting party
 * @param client the client that asks
 * @param identity what policies see of the requesting party
 * @param authenticated whether the requesting party has used one of these authentication contexts
 */
public record RequestingParty(
    UserModel user, ClientModel client, Identity identity, Predicate<List<String>> authenticated) {

  /** The requesting party of an AAT. */
  public static RequestingParty of(
      KeycloakSession session, AuthorizationToken aat, Predicate<List<String>> authenticated) {
    return new RequestingParty(
        aat.user(), aat.client(), new KeycloakIdentity(aat.token(), session), authenticated);
  }

  /**
   * A requesting party in front of a page of the server, for whom the client has an AAT that is not
   * at hand: policies see the person's own roles, and the way of logging in is not looked at.
   */
  public static RequestingParty inPerson(
      KeycloakSession session, UserModel user, ClientModel client) {
    return new RequestingParty(
        user,
        client,
        new UserModelIdentity(session.getContext().getRealm(), user),
        required -> true);
  }
}
