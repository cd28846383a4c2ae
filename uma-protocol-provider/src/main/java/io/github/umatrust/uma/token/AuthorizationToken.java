package io.github.umatrust.uma.token;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * A valid AAT: it binds a requesting party, a client and this authorization server, and no
 * particular resource server or owner (UMA Core 1.0.1 §1.3.2).
 *
 * @param token the access token
 * @param client the client that asks for access
 * @param user the requesting party; the service account where an organisation asks for itself
 */
public record AuthorizationToken(AccessToken token, ClientModel client, UserModel user) {

  /** The scope that makes an access token an AAT. */
  public static final String SCOPE = "uma_authorization";

  /**
   * The AAT of a request.
   *
   * @throws UmaException the OAuth error when there is no valid AAT (RFC 6750 §3.1)
   */
  public static AuthorizationToken of(UmaCall call) {
    AuthResult result = AccessTokens.authenticate(call, SCOPE);
    return new AuthorizationToken(result.token(), result.client(), result.user());
  }
}
