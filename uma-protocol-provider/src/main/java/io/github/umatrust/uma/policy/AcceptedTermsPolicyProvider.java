package io.github.umatrust.uma.policy;

import io.github.umatrust.uma.assessment.AssessmentContext;
import io.github.umatrust.uma.fact.TermsAcceptances;
import io.github.umatrust.uma.requirement.ResourceRequirements;
import io.github.umatrust.uma.requirement.Terms;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.policy.evaluation.Evaluation;
import org.keycloak.authorization.policy.provider.PolicyProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Grants when the requesting party has accepted the terms of the resource, and denies when not, or
 * when there are no terms: what nobody promised anything for is not opened by a promise. It reads
 * what was accepted from the store, so that no request can claim it.
 */
final class AcceptedTermsPolicyProvider implements PolicyProvider {

  private final KeycloakSession session;

  AcceptedTermsPolicyProvider(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public void evaluate(Evaluation evaluation) {
    if (isAccepted(evaluation)) {
      evaluation.grant();
    } else {
      evaluation.deny();
    }
  }

  private boolean isAccepted(Evaluation evaluation) {
    Terms terms = termsOf(evaluation.getPermission().getResource());
    if (terms == null) {
      return false;
    }
    String userId = evaluation.getContext().getIdentity().getId();
    if (evaluation.getContext() instanceof AssessmentContext assessment) {
      if (assessment.isObtainable()) {
        return true;
      }
      userId = assessment.userId();
    }
    return new TermsAcceptances(session)
        .holding(userId, evaluation.getPermission().getResource().getId()).stream()
            .anyMatch(a -> terms.areThose(a.version(), a.hash()));
  }

  private static @Nullable Terms termsOf(@Nullable Resource resource) {
    return resource == null
        ? null
        : ResourceRequirements.of(resource).map(r -> r.terms()).orElse(null);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
