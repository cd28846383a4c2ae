package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ledger's settings are realm attributes: Keycloak's own tools keep them. */
@ExtendWith(Keycloak.class)
class LedgerSettingsIT {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "obligations.fail-mode", "open",
          "obligations.native", "pat,ticket,rpt",
          "obligations.operator", "Example Operator Ltd.",
          "obligations.reconcile-interval", "30",
          "obligations.checkpoint-interval", "5",
          "obligations.log.public", "false",
          "obligations.log.origin", "ledger.example.com/it",
          "obligations.log.witnesses", "w1.example.com+00000001+AAAA w2.example.com+00000002+BBBB",
          "obligations.retention-days", "3650");

  private TestRealm realm;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    ObjectNode attributes = attributes(realm);
    SETTINGS.forEach(attributes::put);
    realm.changeRealm(Map.of("attributes", attributes));
  }

  @AfterEach
  void tearDown() {
    ObjectNode attributes = attributes(realm);
    SETTINGS.keySet().forEach(key -> attributes.put(key, ""));
    realm.changeRealm(Map.of("attributes", attributes));
  }

  @Test
  void theySurviveAChangeOfAnotherSetting() {
    realm.changeRealm(Map.of("displayName", "Keycloak UMA Trust"));

    assertThat(settings(attributes(realm))).isEqualTo(SETTINGS);
  }

  @Test
  void theySurviveExportAndImport() {
    JsonNode export = realm.adminPost("partial-export", Map.of()).json();
    assertThat(settings((ObjectNode) export.path("attributes"))).isEqualTo(SETTINGS);

    TestRealm copy = new TestRealm(realm.baseUrl(), realm.name() + "-imported");
    // ids are of the server they come from
    withoutIds(export);
    Reply created =
        Http.postJson(
            realm.baseUrl() + "/admin/realms",
            ((ObjectNode) export).put("realm", copy.name()),
            Http.AUTHORIZATION,
            realm.administrator());
    try {
      assertThat(created.status()).as(created.body()).isEqualTo(201);
      assertThat(settings(attributes(copy))).isEqualTo(SETTINGS);
    } finally {
      copy.adminDelete("");
    }
  }

  @Test
  void operatorOfTheAuthorizationServerIsTheOneInTheSettings() {
    Ledger ledger = new Ledger(realm);
    String pat = ledger.patOfAlice().text("access_token");

    assertThat(Ledger.parties(ledger.ofToken(pat).get(1)))
        .isEqualTo("Photo Album > Example Operator Ltd.");
  }

  private static void withoutIds(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(List.of("id", "containerId", "_id"));
    }
    node.forEach(LedgerSettingsIT::withoutIds);
  }

  private static ObjectNode attributes(TestRealm realm) {
    return (ObjectNode) realm.adminGet("").path("attributes");
  }

  private static Map<String, String> settings(ObjectNode attributes) {
    Map<String, String> settings = new TreeMap<>();
    attributes
        .properties()
        .forEach(
            attribute -> {
              if (attribute.getKey().startsWith("obligations.")) {
                settings.put(attribute.getKey(), attribute.getValue().asText());
              }
            });
    return settings;
  }
}
