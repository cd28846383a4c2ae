package io.github.umatrust.uma.claimsgathering;

import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Terms;
import io.github.umatrust.uma.requirement.TermsText;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that a person is asked for on the page. */
sealed interface Question {

  /** The name of its field; the same for the same question, and for no other. */
  String field();

  /** The resource sets whose owner asks it, by Keycloak's ids. */
  Set<String> resourceSetIds();

  /**
   * Whether the person accepts terms.
   *
   * @param text the text that is shown; the field is named after it, so that what was accepted is
   *     what was shown
   */
  record OfTerms(String field, Set<String> resourceSetIds, Terms terms, TermsText text)
      implements Question {}

  /**
   * What the person says about something.
   *
   * @param prefill what the realm knows; null where it does not
   */
  record OfClaim(
      String field,
      Set<String> resourceSetIds,
      RequiredClaim claim,
      ClaimInput input,
      @Nullable String prefill)
      implements Question {}

  /**
   * Whether the person lets the realm say something.
   *
   * @param value what the realm attests
   */
  record OfAttestation(
      String field, Set<String> resourceSetIds, RequiredClaim claim, ClaimInput input, String value)
      implements Question {}

  /**
   * Not a question: the owner wants it from somebody else, and the person learns that.
   *
   * @param claim what cannot be given here
   */
  record Elsewhere(String field, Set<String> resourceSetIds, RequiredClaim claim, ClaimInput input)
      implements Question {}
}
