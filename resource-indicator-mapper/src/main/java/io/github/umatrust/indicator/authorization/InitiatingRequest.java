package io.github.umatrust.indicator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.request.CurrentRequest;
import io.github.umatrust.indicator.request.FoldedResources;
import java.util.List;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;

/** A request that starts a grant away from the browser: pushed, device, back-channel. */
final class InitiatingRequest {

  private InitiatingRequest() {}

  /** What the current request gets, from its form or its verified request object. */
  static TargetDecision decide(KeycloakSession session, Enforcement enforcement) {
    List<String> form = CurrentRequest.resources(session);
    String scope = CurrentRequest.form(session).getFirst(OAuth2Constants.SCOPE);
    JsonNode requestObject = CurrentRequest.requestObject(session);
    if (requestObject == null) {
      return enforcement.decide(form, new TargetGrant.Prospective(), scope);
    }
    JsonNode claim = requestObject.get(Enforcement.RESOURCE);
    if (claim == null && !form.isEmpty()) {
      return new TargetDecision.Refused(
          "the parameter resource stands outside of the request object");
    }
    return enforcement.decide(
        claim == null ? List.of() : FoldedResources.unfold(FoldedResources.ofClaim(claim)),
        new TargetGrant.Prospective(),
        requestObject.path(OAuth2Constants.SCOPE).asText(""));
  }
}
