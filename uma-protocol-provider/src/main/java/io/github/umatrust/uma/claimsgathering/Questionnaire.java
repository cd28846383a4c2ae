package io.github.umatrust.uma.claimsgathering;

import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Requirements.Missing;
import io.github.umatrust.uma.requirement.Terms;
import io.github.umatrust.uma.requirement.TermsText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.keycloak.jose.jws.crypto.HashUtils;

/**
 * What a person is asked for: what is missing for the resource sets of a ticket, and nothing else.
 * What is the same for several resource sets is asked once.
 *
 * @param questions the questions, terms first
 */
record Questionnaire(List<Question> questions) {

  private static final int FIELD_CHARACTERS = 16;

  Questionnaire {
    questions = List.copyOf(questions);
  }

  /**
   * The questions about what is missing.
   *
   * @param missing what is missing, by the resource set's id in Keycloak
   * @param profile what the realm knows of the person
   * @param realmIssuer the issuer under which it attests that
   * @param locale the person's language
   */
  static Questionnaire of(
      Map<String, Missing> missing, ProfileClaims profile, String realmIssuer, Locale locale) {
    Map<Terms, Set<String>> terms = new LinkedHashMap<>();
    Map<RequiredClaim, Set<String>> claims = new LinkedHashMap<>();
    missing.forEach(
        (resourceSetId, what) -> {
          if (what.terms() != null) {
            terms.computeIfAbsent(what.terms(), t -> new LinkedHashSet<>()).add(resourceSetId);
          }
          // Which values will do the person is not told, and is not asked twice for it.
          what.claims()
              .forEach(
                  c ->
                      claims
                          .computeIfAbsent(withoutValues(c), k -> new LinkedHashSet<>())
                          .add(resourceSetId));
        });
    List<Question> questions = new ArrayList<>();
    terms.forEach(
        (t, ids) -> {
          TermsText text = t.in(locale);
          questions.add(
              new Question.OfTerms(
                  field("t", t.version(), text.language(), text.hash()), ids, t, text));
        });
    claims.forEach((c, ids) -> questions.add(question(c, ids, profile, realmIssuer)));
    return new Questionnaire(questions);
  }

  /** Whether the person can do anything here. */
  boolean asks() {
    return questions.stream().anyMatch(q -> !(q instanceof Question.Elsewhere));
  }

  private static Question question(
      RequiredClaim claim, Set<String> ids, ProfileClaims profile, String realmIssuer) {
    String field =
        field("c", claim.name(), String.valueOf(claim.claimType()), claim.issuers().toString());
    ClaimInput input = ClaimInput.of(claim);
    if (!claim.canBeGivenInPerson(realmIssuer)) {
      return new Question.Elsewhere(field, ids, claim, input);
    }
    if (claim.issuers().isEmpty()) {
      return new Question.OfClaim(field, ids, claim, input, profile.known(claim.name()));
    }
    String attested = profile.attested(claim.name());
    // Its own value must not be longer than what a supplied claim can be.
    return attested == null || input.faultOf(attested) == ClaimInput.Fault.TOO_LONG
        ? new Question.Elsewhere(field, ids, claim, input)
        : new Question.OfAttestation(field, ids, claim, input, attested);
  }

  private static RequiredClaim withoutValues(RequiredClaim claim) {
    return new RequiredClaim(
        claim.name(),
        claim.friendlyName(),
        claim.claimType(),
        claim.formats(),
        claim.issuers(),
        List.of());
  }

  private static String field(String kind, String... what) {
    String hash = HashUtils.sha256UrlEncodedHash(String.join("\n", what), StandardCharsets.UTF_8);
    return kind + "_" + hash.substring(0, FIELD_CHARACTERS);
  }
}
