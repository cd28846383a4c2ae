package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.protocol.oidc.mappers.AcrProtocolMapper;

/**
 * How the requesting party was authenticated for the AAT (UMA Core 1.0.1 §3.6.1): what {@code
 * required_acr} is compared with.
 */
public final class AuthenticationContext {

  private static final AcrOfSession ACR = new AcrOfSession();

  private AuthenticationContext() {}

  /** Whether the requesting party was authenticated in one of these ways for the current AAT. */
  public static boolean isOneOf(UmaCall call, AuthorizationToken aat, List<String> required) {
    String acr = acrOf(call, aat);
    return acr != null && required.contains(acr);
  }

  /**
   * The authentication context class reference of the current AAT: its claim {@code acr}, or, where
   * it has none, as with lightweight access tokens, what Keycloak would put there.
   *
   * @return null when it is not known
   */
  public static @Nullable String acrOf(UmaCall call, AuthorizationToken aat) {
    String acr = aat.token().getAcr();
    if (acr != null) {
      return acr;
    }
    UserSessionModel userSession = call.session().getContext().getUserSession();
    // A session made for this request alone knows nothing of the login.
    if (userSession == null
        || userSession.getPersistenceState() == SessionPersistenceState.TRANSIENT
        || !userSession.getId().equals(aat.token().getSessionId())) {
      return null;
    }
    AuthenticatedClientSessionModel clientSession =
        userSession.getAuthenticatedClientSessionByClient(aat.client().getId());
    return clientSession == null ? null : ACR.of(clientSession);
  }

  /** Keycloak's own reckoning, from the level of authentication and the realm's mapping. */
  private static final class AcrOfSession extends AcrProtocolMapper {

    String of(AuthenticatedClientSessionModel clientSession) {
      return getAcr(clientSession);
    }
  }
}
