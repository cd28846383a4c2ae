package io.github.umatrust.uma.rpt;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.common.DefaultEvaluationContext;
import org.keycloak.authorization.common.KeycloakIdentity;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.model.Scope;
import org.keycloak.authorization.permission.ResourcePermission;
import org.keycloak.representations.idm.authorization.AuthorizationRequest;

/**
 * Asks Keycloak's policy engine: shares, the owner's and the administrators' policies (UMA Core
 * 1.0.1 §3.5.2). What no policy allows is denied.
 */
final class PolicyDecision {

  private final UmaCall call;

  PolicyDecision(UmaCall call) {
    this.call = call;
  }

  /**
   * Whether the requesting party may have all these scopes of the resource, through this client.
   */
  boolean grants(
      AuthorizationToken aat,
      ResourceServer resourceServer,
      Resource resource,
      List<String> scopes) {
    AuthorizationProvider authorization = call.authorization();
    List<Scope> asked =
        resource.getScopes().stream().filter(s -> scopes.contains(s.getName())).toList();
    if (asked.size() != scopes.size()) {
      return false;
    }
    ResourcePermission permission = new ResourcePermission(resource, asked, resourceServer);
    Collection<org.keycloak.representations.idm.authorization.Permission> granted =
        authorization
            .evaluators()
            .from(
                List.of(permission),
                resourceServer,
                new DefaultEvaluationContext(
                    new KeycloakIdentity(aat.token(), call.session()), call.session()))
            .evaluate(resourceServer, new AuthorizationRequest());
    Set<String> grantedScopes = new HashSet<>();
    for (org.keycloak.representations.idm.authorization.Permission one : granted) {
      if (resource.getId().equals(one.getResourceId()) && one.getScopes() != null) {
        grantedScopes.addAll(one.getScopes());
      }
    }
    return grantedScopes.containsAll(scopes);
  }
}
