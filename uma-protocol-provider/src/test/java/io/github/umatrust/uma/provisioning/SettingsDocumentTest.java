package io.github.umatrust.uma.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.settings.Introduction;
import io.github.umatrust.uma.settings.UmaSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uma.permission-ticket.lifespan     | 1             | 1",
        "uma.permission-ticket.lifespan     | 86400         | 86400",
        "uma.permission.lifespan            | 0             | 0",
        "uma.permission.lifespan            | 86400         | 86400",
        "uma.resource-set.draft-00          | true          | true",
        "uma.resource-set.draft-00          | false         | false",
        "uma.resource-server.introduction   | \"none\"       | none",
        "uma.resource-server.introduction   | \"registered\" | registered",
        "uma.resource-server.introduction   | \"any\"        | any",
        "uma.rpt.partial-grant              | true          | true",
        "uma.access-requests                | false         | false",
        "uma.claims.lifespan                | 0             | 0",
        "uma.claims.lifespan                | 31536000      | 31536000",
        "uma.claims.security-enhanced       | true          | true",
      })
  void aSettingIsReadAsTheAttributeItIsStoredAs(String setting, String json, String attribute)
      throws InvalidSettingException {
    assertThat(SettingsDocument.read(document(setting, json)))
        .containsExactly(entry(setting, attribute));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uma.permission-ticket.lifespan     | 0",
        "uma.permission-ticket.lifespan     | -1",
        "uma.permission-ticket.lifespan     | 86401",
        "uma.permission-ticket.lifespan     | 4294967297",
        "uma.permission-ticket.lifespan     | 1e400",
        "uma.permission-ticket.lifespan     | 120.0",
        "uma.permission-ticket.lifespan     | \"120\"",
        "uma.permission-ticket.lifespan     | null",
        "uma.permission-ticket.lifespan     | true",
        "uma.permission-ticket.lifespan     | [120]",
        "uma.permission.lifespan            | -1",
        "uma.permission.lifespan            | 86401",
        "uma.permission.lifespan            | {}",
        "uma.resource-set.draft-00          | \"true\"",
        "uma.resource-set.draft-00          | 1",
        "uma.resource-set.draft-00          | null",
        "uma.resource-server.introduction   | \"ANY\"",
        "uma.resource-server.introduction   | \"\"",
        "uma.resource-server.introduction   | \"everybody\"",
        "uma.resource-server.introduction   | [\"any\"]",
        "uma.resource-server.introduction   | null",
        "uma.rpt.partial-grant              | \"true\"",
        "uma.access-requests                | 0",
        "uma.claims.lifespan                | 31536001",
        "uma.claims.security-enhanced       | null",
        "uma.permission-ticket.Lifespan     | 120",
        "uma                                | {\"permission-ticket\":{\"lifespan\":120}}",
        "settings                           | {}",
        "frontendUrl                        | \"https://evil.example.com\"",
      })
  void anythingElseIsRefusedByName(String setting, String json) {
    assertThatThrownBy(() -> SettingsDocument.read(document(setting, json)))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(e.setting()).isEqualTo(setting));
  }

  @Test
  void theNameOfAnUnknownSettingIsNotToldBackAtLength() {
    assertThatThrownBy(() -> SettingsDocument.read(document("x".repeat(60_000), "1")))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(e.setting()).hasSize(255));
  }

  @Test
  void nothingIsNoSetting() throws InvalidSettingException {
    assertThat(SettingsDocument.read(JSON.createObjectNode())).isEmpty();
  }

  @Test
  void whatIsWrittenCanBeReadBack() throws InvalidSettingException {
    UmaSettings settings = new UmaSettings(60, 30, true, Introduction.ANY, true, false, 7, true);
    assertThat(SettingsDocument.read(SettingsDocument.write(settings)))
        .isEqualTo(settings.toAttributes());
  }

  @Test
  void aStateIsSentBackAsItWasRead() throws Exception {
    ObjectNode state = document("scopes", "{\"uma_protection\":false}");
    assertThat(SettingsDocument.ofState(state)).isEmpty();
    state.set("settings", SettingsDocument.write(UmaSettings.DEFAULTS));
    assertThat(SettingsDocument.ofState(state)).isEqualTo(UmaSettings.DEFAULTS.toAttributes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"settings | []", "settings | null", "setting | {}", "uma.permission.lifespan | 1"})
  void whatIsNoStateIsRefusedByName(String member, String json) {
    assertThatThrownBy(() -> SettingsDocument.ofState(document(member, json)))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(e.setting()).isEqualTo(member));
  }

  private static ObjectNode document(String setting, String json) {
    try {
      return JSON.createObjectNode().set(setting, JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
