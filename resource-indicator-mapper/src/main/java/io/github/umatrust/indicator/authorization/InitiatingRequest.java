package io.github.umatrust.indicator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.request.CurrentRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;

/**
 * A request that starts a grant away from the browser: pushed, device, back-channel.
 *
 * @param requested the {@code resource} values, from the form or the verified request object
 * @param scope the scopes it asks for; null for none
 * @param isBesideRequestObject whether {@code resource} stands in the form while the request object
 *     has none; such a parameter is no part of the request (RFC 9101 §5)
 */
record InitiatingRequest(
    List<String> requested, @Nullable String scope, boolean isBesideRequestObject) {

  /** The current request. */
  static InitiatingRequest of(KeycloakSession session) {
    List<String> form = CurrentRequest.resources(session);
    JsonNode requestObject = CurrentRequest.requestObject(session);
    if (requestObject == null) {
      return new InitiatingRequest(
          form, CurrentRequest.form(session).getFirst(OAuth2Constants.SCOPE), false);
    }
    JsonNode claim = requestObject.get(Enforcement.RESOURCE);
    return new InitiatingRequest(
        claim == null ? List.of() : CurrentRequest.resources(claim),
        requestObject.path(OAuth2Constants.SCOPE).asText(null),
        claim == null && !form.isEmpty());
  }

  /** What the request gets. */
  TargetDecision decide(Enforcement enforcement) {
    return isBesideRequestObject
        ? new TargetDecision.Refused("the parameter resource stands outside of the request object")
        : enforcement.decide(requested, new TargetGrant.Prospective(), scope);
  }
}
