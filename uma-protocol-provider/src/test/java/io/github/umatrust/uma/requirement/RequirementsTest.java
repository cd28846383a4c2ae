package io.github.umatrust.uma.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.uma.fact.SuppliedClaim;
import io.github.umatrust.uma.requirement.Requirements.Missing;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsTest {

  private static final Terms TERMS =
      new Terms(
          "1",
          List.of(
              new TermsText("en", "Be good.", null),
              new TermsText("de", null, "https://example.com/de"),
              new TermsText("pt-BR", "Seja bom.", null)));

  private static RequiredClaim email(
      List<String> formats, List<String> issuers, List<String> values) {
    return new RequiredClaim("email", null, "urn:mail", formats, issuers, values);
  }

  private static Missing missing(RequiredClaim claim, SuppliedClaim... supplied) {
    return new Requirements(null, List.of(claim), List.of(), null)
        .missing(terms -> false, List.of(supplied), acr -> false);
  }

  @Test
  void whatIsNotRequiredIsNotMissing() {
    assertThat(Requirements.NONE.missing(terms -> false, List.of(), acr -> false).isNothing())
        .isTrue();
  }

  @Test
  void everythingThatIsRequiredIsMissingAtFirst() {
    RequiredClaim email = email(List.of(), List.of(), List.of());
    Missing missing =
        new Requirements(TERMS, List.of(email), List.of("gold"), null)
            .missing(terms -> false, List.of(), acr -> false);
    assertThat(missing).isEqualTo(new Missing(TERMS, List.of(email), List.of("gold"), false));
    assertThat(missing.isNothing()).isFalse();
  }

  @Test
  void whatIsDoneIsNotMissing() {
    Missing missing =
        new Requirements(
                TERMS, List.of(email(List.of(), List.of(), List.of())), List.of("gold"), null)
            .missing(
                TERMS::equals,
                List.of(new SuppliedClaim("email", "a@example.com", null, null)),
                acr -> acr.contains("gold"));
    assertThat(missing.isNothing()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // name | issuer | format
        "email    |     |   | true",
        "urn:mail |     |   | true",
        "e-mail   |     |   | false",
        "Email    |     |   | false",
      })
  void aClaimIsMetByItsNameOrType(String name, String issuer, String format, boolean met) {
    assertThat(
            missing(
                    email(List.of(), List.of(), List.of()),
                    new SuppliedClaim(name, "x", issuer, format))
                .isNothing())
        .isEqualTo(met);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://idp | f | true",
        "https://idp | g | false",
        "https://idp |   | false",
        "https://bad | f | false",
        "            | f | false",
      })
  void aClaimIsMetByItsIssuerInItsFormatOnly(String issuer, String format, boolean met) {
    assertThat(
            missing(
                    email(List.of("f"), List.of("https://idp"), List.of()),
                    new SuppliedClaim("email", "x", issuer, format))
                .isNothing())
        .isEqualTo(met);
  }

  @Test
  void aValueThatWillNotDoIsRefusedAndNotMissing() {
    RequiredClaim claim = email(List.of(), List.of(), List.of("a@example.com"));
    Missing missing = missing(claim, new SuppliedClaim("email", "b@example.com", null, null));
    assertThat(missing.claims()).isEmpty();
    assertThat(missing.refused()).isTrue();
    assertThat(missing.isNothing()).isFalse();
    assertThat(
            missing(
                    claim,
                    new SuppliedClaim("email", "b@example.com", null, null),
                    new SuppliedClaim("email", "a@example.com", "https://idp", null))
                .isNothing())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"en, en", "en-GB, en", "de-AT, de", "pt-BR, pt-BR", "pt, en", "fr, en"})
  void termsAreShownInTheNearestLanguage(String locale, String language) {
    assertThat(TERMS.in(Locale.forLanguageTag(locale)).language()).isEqualTo(language);
  }

  @Test
  void anAcceptanceIsOfAVersionAndAText() {
    String hash = TERMS.texts().get(0).hash();
    // SHA-256 of the text, as anybody can compute it.
    assertThat(hash).isEqualTo("8b979bed848ca68e88fc5f1840f9edb1267e906ae967f6b964aa5b3e10ff4e10");
    assertThat(TERMS.areThose("1", hash)).isTrue();
    assertThat(TERMS.areThose("2", hash)).isFalse();
    assertThat(TERMS.areThose("1", new TermsText("en", "Be better.", null).hash())).isFalse();
    assertThat(TERMS.areThose("1", TERMS.texts().get(1).hash())).isTrue();
  }

  @Test
  void whichClaimsCanBeGivenInPerson() {
    String realm = "https://kc/realms/r";
    assertThat(email(List.of(), List.of(), List.of()).canBeGivenInPerson(realm)).isTrue();
    assertThat(email(List.of(), List.of(realm), List.of()).canBeGivenInPerson(realm)).isTrue();
    assertThat(email(List.of(), List.of("https://idp"), List.of()).canBeGivenInPerson(realm))
        .isFalse();
    assertThat(email(List.of("f"), List.of(), List.of()).canBeGivenInPerson(realm)).isFalse();
  }

  @Test
  void clientsAreNotToldWhichValuesWillDo() {
    assertThat(email(List.of(), List.of(), List.of("secret")).toHint(List.of("f")))
        .hasToString(
            "{\"name\":\"email\",\"claim_type\":\"urn:mail\",\"claim_token_format\":[\"f\"]}");
  }
}
