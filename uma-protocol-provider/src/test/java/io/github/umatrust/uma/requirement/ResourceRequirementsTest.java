package io.github.umatrust.uma.requirement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceRequirementsTest {

  private static final RequiredClaim EMAIL =
      new RequiredClaim(
          "email",
          "Work address \"é\"",
          "urn:mail",
          List.of("urn:format"),
          List.of("https://idp.example.com"),
          List.of("a@example.com"));

  @Test
  void nothingSaidIsNothingRequired() {
    assertThat(ResourceRequirements.of((Map<String, List<String>>) null))
        .contains(Requirements.NONE);
    assertThat(ResourceRequirements.of(Map.of("color", List.of("red"))))
        .contains(Requirements.NONE);
    assertThat(ResourceRequirements.of(Map.of("uma_name", List.of("x"))))
        .contains(Requirements.NONE);
  }

  @Test
  void areReadAsTheyAreWritten() {
    Requirements requirements =
        new Requirements(
            new Terms(
                "2026-01",
                List.of(
                    new TermsText("de", "Nur für dich.\n" + "𝔘ä".repeat(700), null),
                    new TermsText("en", null, "https://example.com/terms"))),
            List.of(EMAIL, new RequiredClaim("name", null, null, List.of(), List.of(), List.of())),
            List.of("gold", "silver"),
            false);
    Map<String, List<String>> attributes = ResourceRequirements.toAttributes(requirements);
    assertThat(attributes.values().stream().flatMap(List::stream))
        .allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(255));
    assertThat(ResourceRequirements.of(attributes)).contains(requirements);
  }

  @Test
  void anAdministratorWritesThemWithoutNumbers() {
    assertThat(
            ResourceRequirements.of(
                Map.of(
                    "uma_terms_version", List.of("1"),
                    "uma_terms_text_en", List.of("Do no harm."),
                    "uma_required_claims", List.of("[{\"name\":\"email\"}]"))))
        .contains(
            new Requirements(
                new Terms("1", List.of(new TermsText("en", "Do no harm.", null))),
                List.of(new RequiredClaim("email", null, null, List.of(), List.of(), List.of())),
                List.of(),
                null));
  }

  /** Nobody can meet what nobody understands. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uma_terms_version     | 1",
        "uma_terms_text_en     | no version",
        "uma_terms_text_       | no language",
        "uma_terms_text_e n    | no language",
        "uma_terms_uri_en      | javascript:alert(1)",
        "uma_required_claims   | email",
        "uma_required_claims   | {\"name\":\"email\"}",
        "uma_required_claims   | []",
        "uma_required_claims   | [{}]",
        "uma_required_claims   | [{\"name\":1}]",
        "uma_required_claims   | [{\"name\":\"a\",\"values\":\"b\"}]",
        "uma_required_claims   | [{\"name\":\"a\",\"issuers\":[\"https://idp\"]}]",
        "uma_required_claim    | [{\"name\":\"a\"}]",
        "uma_terms             | 1",
        "uma_terms_url_en      | https://example.com/",
        "uma_access_request    | true",
        "uma_access_requests   | yes",
      })
  void whatCannotBeUnderstoodIsNoRequirements(String attribute, String value) {
    Map<String, List<String>> attributes = new HashMap<>();
    if (attribute.startsWith("uma_terms_uri")) {
      attributes.put("uma_terms_version", List.of("1"));
    }
    attributes.put(attribute, List.of(value));
    assertThat(ResourceRequirements.of(attributes)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"en, en", "EN, en", "de-at, de-AT", "zh-hans-cn, zh-Hans-CN"})
  void aLanguageTagIsAsBcp47WritesIt(String tag, String well) {
    assertThat(ResourceRequirements.languageTag(tag)).isEqualTo(well);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "und", "e n", "en_US", "germanlanguage", "x", "en/../../etc"})
  void whatIsNoLanguageTagIsRefused(String tag) {
    assertThatThrownBy(() -> ResourceRequirements.languageTag(tag))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "terms", "/terms", "ftp://example.com/", "javascript:alert(1)", "https:///x"})
  void whatIsNoWebAddressIsRefused(String uri) {
    assertThatThrownBy(() -> ResourceRequirements.termsUri(uri))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
