package io.github.umatrust.uma.token;

import io.github.umatrust.uma.introduction.ResourceServers;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * A valid PAT: it binds a resource owner, a resource server and this authorization server (UMA Core
 * 1.0.1 §1.3.1).
 *
 * @param token the access token
 * @param client the client that is the resource server
 * @param resourceServer the same client in Keycloak's Authorization Services
 * @param user whose token it is: the owner, or the service account when the resource server owns
 *     the resources itself
 * @param ownerId the id that owns the resource sets: a user's, or the client's own
 */
public record ProtectionToken(
    AccessToken token,
    ClientModel client,
    ResourceServer resourceServer,
    UserModel user,
    String ownerId) {

  /** The scope that makes an access token a PAT. */
  public static final String SCOPE = "uma_protection";

  /**
   * The PAT of a request. A client that uses one for the first time becomes a resource server by
   * it, where the realm's settings let it.
   *
   * @throws UmaException the OAuth error when there is no valid PAT (RFC 6750 §3.1), or its client
   *     is not a resource server
   */
  public static ProtectionToken of(UmaCall call) {
    AuthResult result = AccessTokens.authenticate(call, SCOPE);
    ClientModel client = result.client();
    ResourceServer resourceServer =
        new ResourceServers(call)
            .of(client, result.token(), result.user())
            .orElseThrow(
                () ->
                    UmaException.insufficientScope(
                        AccessTokens.challenge(call), SCOPE, "the client is no resource server"));
    UserModel user = result.user();
    boolean ownAccount = client.getId().equals(user.getServiceAccountClientLink());
    return new ProtectionToken(
        result.token(), client, resourceServer, user, ownAccount ? client.getId() : user.getId());
  }

  /** Whether the resource server itself owns the resource sets, by its service account. */
  public boolean ownedByResourceServer() {
    return ownerId.equals(client.getId());
  }
}
