package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.request.CurrentRequest;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/** Refuses a token request with {@code invalid_target} and an error event. */
final class Refusal {

  private Refusal() {}

  /** The refusal of a grant that has its event and its CORS headers at hand. */
  static CorsErrorResponseException of(String description, EventBuilder event, Cors cors) {
    event.detail(Details.REASON, description);
    event.error(Enforcement.INVALID_TARGET);
    return new CorsErrorResponseException(
        cors, Enforcement.INVALID_TARGET, description, Response.Status.BAD_REQUEST);
  }

  /**
   * Refuses a grant before it uses anything up.
   *
   * @throws CorsErrorResponseException if the decision is a refusal
   */
  static void ifRefused(TargetDecision decision, EventBuilder event, Cors cors) {
    if (decision instanceof TargetDecision.Refused refused) {
      throw of(refused.description(), event, cors);
    }
  }

  /**
   * Refuses the use of a device code or an {@code auth_req_id} for a resource it was not granted
   * for. A handle that nobody knows is left to Keycloak.
   */
  static void ofPending(
      KeycloakSession session,
      Enforcement enforcement,
      @Nullable String handle,
      EventBuilder event,
      Cors cors) {
    try {
      ifRefused(TokenRequest.ofPending(session, handle).decide(enforcement), event, cors);
    } catch (TokenRequest.UnknownGrantException e) {
      // Either Keycloak does not know it either, or the post-processor refuses the token.
    }
  }

  /** The refusal of the current token request, where Keycloak hands over neither. */
  static CorsErrorResponseException of(
      String description, KeycloakSession session, ClientModel client) {
    String grantType = CurrentRequest.form(session).getFirst(OAuth2Constants.GRANT_TYPE);
    OAuth2GrantType grant =
        grantType == null ? null : session.getProvider(OAuth2GrantType.class, grantType);
    EventBuilder event =
        new EventBuilder(client.getRealm(), session, session.getContext().getConnection())
            .event(grant == null ? EventType.CODE_TO_TOKEN : grant.getEventType())
            .client(client);
    if (grantType != null && grant != null) {
      event.detail(Details.GRANT_TYPE, grantType);
    }
    Cors cors =
        Cors.builder()
            .auth()
            .allowedMethods("POST")
            .exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS)
            .checkAllowedOrigins(session, client);
    return of(description, event, cors);
  }
}
