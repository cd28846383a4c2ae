package io.github.umatrust.indicator.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.indicator.policy.AudienceForm;
import io.github.umatrust.indicator.policy.IndicatorSettings;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MapperSettingsTest {

  @Test
  void withoutSettingsEverythingRegisteredIsAllowed() {
    assertThat(MapperSettings.of(Map.of())).isEqualTo(IndicatorSettings.NONE_SET);
    assertThat(
            MapperSettings.of(
                Map.of("allowed.resources", "", "default.resource", " ", "audience.form", "")))
        .isEqualTo(IndicatorSettings.NONE_SET);
  }

  @Test
  void readsEverySetting() throws Exception {
    IndicatorSettings settings =
        MapperSettings.of(
            Map.of(
                "allowed.resources", "https://a.example##https://b.example/",
                "default.resource", "https://a.example/",
                "resource.required", "true",
                "audience.form", "client_id"));
    assertThat(settings.allowed())
        .contains(
            Set.of(
                ResourceUri.parse("https://a.example/"), ResourceUri.parse("https://b.example/")));
    assertThat(settings.defaultResource()).contains("https://a.example/");
    assertThat(settings.required()).isTrue();
    assertThat(settings.audienceForm()).contains(AudienceForm.CLIENT_ID);
  }

  @Test
  void allowedResourcesThatCannotBeReadAllowNothing() throws Exception {
    IndicatorSettings settings = MapperSettings.of(Map.of("allowed.resources", "relative"));
    assertThat(settings.allowed()).contains(Set.of());
    assertThat(settings.allows(ResourceUri.parse("https://a.example/"))).isFalse();
  }
}
