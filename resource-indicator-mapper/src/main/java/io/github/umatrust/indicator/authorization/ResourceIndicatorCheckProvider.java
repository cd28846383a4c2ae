package io.github.umatrust.indicator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.Report;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.request.CurrentRequest;
import io.github.umatrust.indicator.request.FoldedResources;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker.AuthorizationCheckException;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.request.AuthzEndpointParParser;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;

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
    ClientModel client = checker.getClient();
    Optional<Enforcement> reporting = Enforcement.reporting(session, client);
    if (reporting.isPresent()) {
      Report.of(client, "authorization request", decide(checker, reporting.get()));
    }
    Optional<Enforcement> enforcement = Enforcement.of(session, client);
    if (enforcement.isPresent()
        && decide(checker, enforcement.get()) instanceof TargetDecision.Refused refused) {
      checker.getEventBuilder().detail(Details.REASON, refused.description());
      checker.getEventBuilder().error(Enforcement.INVALID_TARGET);
      throw new AuthorizationCheckException(
          Response.Status.BAD_REQUEST, Enforcement.INVALID_TARGET, refused.description());
    }
  }

  @Override
  public void close() {}

  private TargetDecision decide(AuthorizationEndpointChecker checker, Enforcement enforcement) {
    AuthorizationEndpointRequest request = checker.getAuthorizationEndpointRequest();
    List<String> requested = FoldedResources.unfoldNullable(request.getResource());
    List<String> sent = requested.isEmpty() ? sent(checker.getQueryParams()) : requested;
    TargetDecision decision =
        enforcement.decide(sent, grant(checker.getParsedResponseType()), request.getScope());
    return requested.isEmpty() && !sent.isEmpty() && !(decision instanceof TargetDecision.Refused)
        ? new TargetDecision.Refused(
            "the parameter resource is too long or stands outside of the request object")
        : decision;
  }

  private static TargetGrant grant(OIDCResponseType responseType) {
    return responseType.hasResponseType(OIDCResponseType.TOKEN)
        ? new TargetGrant.Fresh()
        : new TargetGrant.Prospective();
  }

  /**
   * The resources as the client sent them. Keycloak drops a parameter above its length limit; one
   * that was dropped must not pass as one that was not sent.
   */
  private List<String> sent(MultivaluedMap<String, String> parameters) {
    JsonNode requestObject = CurrentRequest.requestObject(session);
    if (requestObject != null && requestObject.has(Enforcement.RESOURCE)) {
      return CurrentRequest.resources(requestObject.get(Enforcement.RESOURCE));
    }
    if (parameters.containsKey(Enforcement.RESOURCE)) {
      return FoldedResources.unfold(parameters.get(Enforcement.RESOURCE));
    }
    String requestUri = parameters.getFirst(OIDCLoginProtocol.REQUEST_URI_PARAM);
    Map<String, String> pushed =
        requestUri != null && requestUri.startsWith(ParEndpoint.REQUEST_URI_PREFIX)
            ? AuthzEndpointParParser.getRequestObject(session, requestUri)
            : null;
    return pushed == null
        ? List.of()
        : FoldedResources.unfoldNullable(pushed.get(Enforcement.RESOURCE));
  }
}
