package io.github.umatrust.uma.assessment;

import io.github.umatrust.uma.protocol.UmaCall;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.model.Scope;
import org.keycloak.authorization.permission.ResourcePermission;
import org.keycloak.authorization.policy.evaluation.DecisionPermissionCollector;
import org.keycloak.authorization.policy.evaluation.Evaluation;
import org.keycloak.authorization.policy.evaluation.Result;
import org.keycloak.representations.idm.authorization.AuthorizationRequest;
import org.keycloak.representations.idm.authorization.Permission;

/**
 * Asks Keycloak's policy engine: shares, the owner's and the administrators' policies. What no
 * policy allows is denied.
 */
final class PolicyDecision {

  /** The type of policy that Keycloak makes of an owner's share. */
  private static final String SHARE = "uma";

  private final UmaCall call;

  PolicyDecision(UmaCall call) {
    this.call = call;
  }

  /**
   * What policies say.
   *
   * @param scopes the scopes that are granted, of those asked for
   * @param decided whether a policy of somebody who decides denied something; a share with others
   *     is no such decision
   */
  record Verdict(Set<String> scopes, boolean decided) {}

  /**
   * What policies say about a requesting party and scopes of a resource.
   *
   * @param obtainable whether to assume that the requesting party has done all that can be done
   */
  Verdict of(
      RequestingParty party,
      ResourceServer resourceServer,
      Resource resource,
      List<String> scopes,
      boolean obtainable) {
    AuthorizationProvider authorization = call.authorization();
    List<Scope> asked =
        resource.getScopes().stream().filter(s -> scopes.contains(s.getName())).toList();
    boolean owner = party.user().getId().equals(resource.getOwner());
    Collector collector = new Collector(authorization, resourceServer, owner);
    authorization
        .evaluators()
        .from(
            List.of(new ResourcePermission(resource, asked, resourceServer)),
            resourceServer,
            new AssessmentContext(call.session(), party, obtainable))
        .evaluate(collector);
    Set<String> granted = new HashSet<>();
    for (Permission permission : collector.results()) {
      if (resource.getId().equals(permission.getResourceId()) && permission.getScopes() != null) {
        granted.addAll(permission.getScopes());
      }
    }
    granted.retainAll(scopes);
    return new Verdict(granted, collector.decided);
  }

  /** Keycloak's own way to a decision, which also notices whether anybody decided. */
  private static final class Collector extends DecisionPermissionCollector {

    private final boolean owner;
    private boolean decided;

    Collector(AuthorizationProvider authorization, ResourceServer resourceServer, boolean owner) {
      super(authorization, resourceServer, new AuthorizationRequest());
      this.owner = owner;
    }

    /**
     * Keycloak lets a share with anybody count for the owner too. Here it does not: that alice
     * shares something with bob does not open it to every client that she uses herself.
     */
    @Override
    public void onDecision(Evaluation evaluation) {
      if (!(owner && isShare(evaluation))) {
        super.onDecision(evaluation);
      }
    }

    @Override
    public void onComplete(Result result) {
      super.onComplete(result);
      Collection<Result.PolicyResult> policies = result.getResults();
      decided |=
          policies.stream()
              .filter(p -> !SHARE.equals(p.getPolicy().getType()))
              .anyMatch(p -> !isGranted(p));
    }

    private static boolean isShare(Evaluation evaluation) {
      return evaluation.getParentPolicy() != null
          && SHARE.equals(evaluation.getParentPolicy().getType());
    }
  }
}
