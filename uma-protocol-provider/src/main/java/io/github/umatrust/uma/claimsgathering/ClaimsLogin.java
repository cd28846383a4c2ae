package io.github.umatrust.uma.claimsgathering;

import io.github.umatrust.uma.protocol.UmaCall;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Who sits in front of the browser: the person of Keycloak's own single sign-on session, or whoever
 * logs in now. The login is one for the client that sent the person, with its flow and its theme,
 * and ends without a code or a token for anybody.
 */
final class ClaimsLogin extends AuthorizationEndpointBase {

  /** Where Keycloak keeps the secret of the identity cookie for forms of its own. */
  private static final String STATE_CHECKER = "state_checker";

  private ClaimsLogin(KeycloakSession session, EventBuilder event) {
    super(session, event);
  }

  /** The person who is logged in; empty where nobody is. */
  static Optional<AuthResult> loggedIn(KeycloakSession session) {
    return Optional.ofNullable(
        AuthenticationManager.authenticateIdentityCookie(
            session, session.getContext().getRealm(), true));
  }

  /**
   * Has somebody log in.
   *
   * @param client a client that people can log in to
   * @param returnTo where the browser goes then
   */
  static Response begin(UmaCall call, ClientModel client, String returnTo) {
    KeycloakSession session = call.session();
    session.getContext().setClient(client);
    EventBuilder event =
        new EventBuilder(call.realm(), session, session.getContext().getConnection())
            .event(EventType.LOGIN)
            .client(client);
    return new ClaimsLogin(session, event).begin(client, returnTo);
  }

  private Response begin(ClientModel client, String returnTo) {
    AuthenticationSessionModel login = createAuthenticationSession(client, null);
    login.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
    login.setAction(AuthenticationSessionModel.Action.AUTHENTICATE.name());
    login.setRedirectUri(returnTo);
    login.setClientNote(OIDCLoginProtocol.REDIRECT_URI_PARAM, returnTo);
    login.setClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, OIDCResponseType.NONE);
    login.setClientNote(
        OIDCLoginProtocol.ISSUER,
        Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
    LoginProtocol protocol =
        session.getProvider(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL);
    protocol
        .setRealm(realm)
        .setHttpHeaders(headers)
        .setUriInfo(session.getContext().getUri())
        .setEventBuilder(event);
    return handleBrowserAuthenticationRequest(login, protocol, false, true);
  }

  /**
   * Logs the person out, so that another one can log in.
   *
   * @param userSession the person's session
   */
  static void logOut(UmaCall call, UserSessionModel userSession) {
    KeycloakSession session = call.session();
    EventBuilder event =
        new EventBuilder(call.realm(), session, session.getContext().getConnection())
            .event(EventType.LOGOUT)
            .user(userSession.getUser())
            .session(userSession);
    AuthenticationManager.backchannelLogout(session, userSession, true);
    AuthenticationManager.expireIdentityCookie(session);
    event.success();
  }

  /** What a form must send along to be this person's; call {@link #loggedIn} before. */
  static String stateChecker(KeycloakSession session) {
    return session.getAttribute(STATE_CHECKER) instanceof String secret ? secret : "";
  }

  /** Whether a form was made for the person who is logged in; call {@link #loggedIn} before. */
  static boolean isOwnForm(KeycloakSession session, @Nullable String sent) {
    String secret = stateChecker(session);
    return sent != null
        && !secret.isEmpty()
        && MessageDigest.isEqual(
            secret.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
  }
}
