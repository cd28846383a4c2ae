package io.github.umatrust.indicator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.indicator.policy.AudienceForm;
import io.github.umatrust.indicator.policy.IndicatorSettings;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsConfigTest {

  @Test
  void withoutSettingsEverythingRegisteredIsAllowed() {
    assertThat(config(Map.of()).settings()).isEqualTo(IndicatorSettings.NONE_SET);
    assertThat(
            config(
                    Map.of(
                        "allowed.resources", List.of("", " "),
                        "default.resource", List.of(" "),
                        "max.resources", List.of(""),
                        "audience.form", List.of("")))
                .settings())
        .isEqualTo(IndicatorSettings.NONE_SET);
    assertThat(config(Map.of()).isReportOnly()).isFalse();
    assertThat(config(Map.of()).problem()).isEmpty();
  }

  @Test
  void readsEverySetting() throws Exception {
    SettingsConfig config =
        config(
            Map.of(
                "allowed.resources", List.of("https://a.example", " https://b.example/ "),
                "default.resource", List.of("https://a.example/"),
                "resource.required", List.of("true"),
                "audience.form", List.of("client_id"),
                "single.resource", List.of("true"),
                "max.resources", List.of("3"),
                "ignore.trailing.slash", List.of("true"),
                "rfc9068", List.of("true"),
                "report.only", List.of("true")));
    assertThat(config.settings())
        .isEqualTo(
            new IndicatorSettings(
                Set.of(
                    ResourceUri.parse("https://a.example/"),
                    ResourceUri.parse("https://b.example/")),
                "https://a.example/",
                true,
                AudienceForm.CLIENT_ID,
                true,
                3,
                true,
                true));
    assertThat(config.isReportOnly()).isTrue();
    assertThat(config.problem()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNarrowerAndNeverWider() throws Exception {
    IndicatorSettings settings =
        config(
                Map.of(
                    "allowed.resources", List.of("relative"),
                    "max.resources", List.of("many")))
            .settings();
    assertThat(settings.allowed()).isEmpty();
    assertThat(settings.allows(ResourceUri.parse("https://a.example/"))).isFalse();
    assertThat(settings.limit()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "allowed.resources, calendar, Allowed resources: calendar is not an absolute URI",
    "default.resource, https://a.example/#f, Default resource: https://a.example/#f has a fragment",
    "audience.form, everything, 'Audience: must be one of [uri, client_id]'",
    "max.resources, 0, Most resources in one request: must be a number from 1 to 50",
    "max.resources, 51, Most resources in one request: must be a number from 1 to 50",
    "max.resources, ten, Most resources in one request: must be a number from 1 to 50"
  })
  void saysWhatCannotBeKept(String setting, String value, String problem) {
    assertThat(config(Map.of(setting, List.of(value))).problem()).contains(problem);
  }

  @Test
  void theDefaultMustBeAllowed() {
    Map<String, List<String>> settings =
        Map.of(
            "allowed.resources", List.of("https://a.example/"),
            "default.resource", List.of("https://b.example/"));
    assertThat(config(settings).problem())
        .contains("Default resource: is not among the allowed resources");
  }

  @Test
  void everyPropertyHasALabelAndAHelpText() {
    assertThat(SettingsConfig.PROPERTIES)
        .allSatisfy(
            property -> {
              assertThat(property.getLabel()).isNotBlank();
              assertThat(property.getHelpText()).isNotBlank();
            });
  }

  private static SettingsConfig config(Map<String, List<String>> values) {
    return new SettingsConfig(name -> values.getOrDefault(name, List.of()));
  }
}
