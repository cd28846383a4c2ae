package io.github.umatrust.uma.assessment;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.keycloak.authorization.common.DefaultEvaluationContext;
import org.keycloak.models.KeycloakSession;

/** What policies see beside the requesting party. */
public final class AssessmentContext extends DefaultEvaluationContext {

  private final RequestingParty party;
  private final boolean obtainable;

  AssessmentContext(KeycloakSession session, RequestingParty party, boolean obtainable) {
    super(party.identity(), session);
    this.party = party;
    this.obtainable = obtainable;
  }

  @Override
  protected Map<String, Collection<String>> getBaseAttributes() {
    Map<String, Collection<String>> attributes = super.getBaseAttributes();
    attributes.put("kc.client.id", List.of(party.client().getClientId()));
    return attributes;
  }

  /** The requesting party's user, who is not always the identity that policies see. */
  public String userId() {
    return party.user().getId();
  }

  /**
   * Whether the question is what would be if the requesting party had done all that can be done.
   */
  public boolean isObtainable() {
    return obtainable;
  }
}
