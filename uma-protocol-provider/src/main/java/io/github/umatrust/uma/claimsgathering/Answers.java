package io.github.umatrust.uma.claimsgathering;

import io.github.umatrust.uma.fact.SuppliedClaim;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person answered, question by question.
 *
 * @param given what stands in the fields, by their names; also what will not do
 * @param faults what is wrong with them: keys of messages, by the names of the fields
 */
record Answers(Map<String, String> given, Map<String, String> faults) {

  /** The value of a checkbox that is checked. */
  static final String YES = "yes";

  private static final String TERMS = "umaClaimsFault.terms";
  private static final String ATTESTATION = "umaClaimsFault.attestation";

  Answers {
    given = Map.copyOf(given);
    faults = new LinkedHashMap<>(faults);
  }

  /** Before the person has answered anything. */
  static Answers none() {
    return new Answers(Map.of(), Map.of());
  }

  /** Reads the answers to questions from a form; a field that comes twice does not count. */
  static Answers read(Questionnaire questionnaire, MultivaluedMap<String, String> form) {
    Map<String, String> given = new LinkedHashMap<>();
    Map<String, String> faults = new LinkedHashMap<>();
    for (Question question : questionnaire.questions()) {
      List<String> values = form.get(question.field());
      String value = values != null && values.size() == 1 ? values.get(0).strip() : "";
      given.put(question.field(), value);
      if (question instanceof Question.OfTerms && !value.equals(YES)) {
        faults.put(question.field(), TERMS);
      } else if (question instanceof Question.OfAttestation && !value.equals(YES)) {
        faults.put(question.field(), ATTESTATION);
      } else if (question instanceof Question.OfClaim claim) {
        ClaimInput.Fault fault = claim.input().faultOf(value);
        if (fault != null) {
          faults.put(question.field(), fault.messageKey());
        }
      }
    }
    return new Answers(given, faults);
  }

  /** Whether everything is answered as it must be. */
  boolean areComplete() {
    return faults.isEmpty();
  }

  /**
   * The claims that the answers supply for a resource set.
   *
   * @param realmIssuer the issuer under which the realm attests
   */
  List<SuppliedClaim> claims(
      Questionnaire questionnaire, String resourceSetId, String realmIssuer) {
    List<SuppliedClaim> claims = new ArrayList<>();
    for (Question question : questionnaire.questions()) {
      if (!question.resourceSetIds().contains(resourceSetId)) {
        continue;
      }
      if (question instanceof Question.OfClaim claim) {
        claims.add(
            new SuppliedClaim(
                claim.claim().name(), given.getOrDefault(claim.field(), ""), null, null));
      } else if (question instanceof Question.OfAttestation attestation) {
        claims.add(
            new SuppliedClaim(attestation.claim().name(), attestation.value(), realmIssuer, null));
      }
    }
    return claims;
  }
}
