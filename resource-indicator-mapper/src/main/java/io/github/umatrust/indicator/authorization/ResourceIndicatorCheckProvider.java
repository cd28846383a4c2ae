package io.github.umatrust.indicator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.indicator.CurrentRequest;
import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker.AuthorizationCheckException;

/**
 * Refuses an authorization request for a resource nobody can get a token for (RFC 8707 §2.1) before
 * anyone logs in. Keycloak has proven the redirect URI by then and turns the refusal into a
 * redirect in the right response mode.
 */
final class ResourceIndicatorCheckProvider implements AuthorizationEndpointCheckProvider {

  private final KeycloakSession session;

  ResourceIndicatorCheckProvider(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public void check(AuthorizationEndpointChecker checker) throws AuthorizationCheckException {
    Optional<Enforcement> enforcement = Enforcement.of(session, checker.getClient());
    if (enforcement.isEmpty()) {
      return;
    }
    Optional<String> refusal = refusal(checker, enforcement.get());
    if (refusal.isPresent()) {
      checker.getEventBuilder().detail(Details.REASON, refusal.get());
      checker.getEventBuilder().error(Enforcement.INVALID_TARGET);
      throw new AuthorizationCheckException(
          Response.Status.BAD_REQUEST, Enforcement.INVALID_TARGET, refusal.get());
    }
  }

  @Override
  public void close() {}

  private Optional<String> refusal(AuthorizationEndpointChecker checker, Enforcement enforcement) {
    String resource = checker.getAuthorizationEndpointRequest().getResource();
    if (resource == null && namesResource(checker.getQueryParams())) {
      return Optional.of(
          "the parameter resource is too long or stands outside of the request object");
    }
    TargetDecision decision =
        enforcement.decide(
            resource == null ? List.of() : List.of(resource), new TargetGrant.Fresh());
    return decision instanceof TargetDecision.Refused refused
        ? Optional.of(refused.description())
        : Optional.empty();
  }

  /**
   * Keycloak drops a parameter above its length limit; one that was dropped must not pass as one
   * that was not sent.
   */
  private boolean namesResource(MultivaluedMap<String, String> parameters) {
    JsonNode requestObject = CurrentRequest.requestObject(session);
    return parameters.containsKey(Enforcement.RESOURCE)
        || (requestObject != null && requestObject.has(Enforcement.RESOURCE));
  }
}
