package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

  private static final String ALBUM = "photo-album";
  private static final String OPERATOR = "obligations.operator";

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
    nameAlbum("");
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
    nameAlbum("Photo Album Ltd.");
    ObjectNode export =
        (ObjectNode) realm.adminPost("partial-export?exportClients=true", Map.of()).json();
    assertThat(settings((ObjectNode) export.path("attributes"))).isEqualTo(SETTINGS);
    // the clients that Keycloak itself adds to each realm name roles, which were not exported
    ArrayNode album = export.arrayNode();
    export
        .path("clients")
        .forEach(
            client -> {
              if (client.path("clientId").asText().equals(ALBUM)) {
                ((ObjectNode) client).remove("authorizationSettings");
                album.add(client);
              }
            });
    export.set("clients", album);
    export.remove(List.of("scopeMappings", "clientScopeMappings", "users"));

    assertThatACopyHasAll(export);
  }

  @Test
  void theySurviveAsTheWholeRepresentationOfTheRealm() {
    nameAlbum("Photo Album Ltd.");
    ObjectNode representation = (ObjectNode) realm.adminGet("");
    ObjectNode album = (ObjectNode) realm.adminGet("clients/" + realm.clientUuid(ALBUM));
    album.remove(List.of("authorizationSettings", "defaultClientScopes", "optionalClientScopes"));
    representation.putArray("clients").add(album);

    assertThatACopyHasAll(representation);
  }

  private void nameAlbum(String operator) {
    ObjectNode attributes =
        (ObjectNode) realm.adminGet("clients/" + realm.clientUuid(ALBUM)).path("attributes");
    realm.changeClient(ALBUM, Map.of("attributes", attributes.put(OPERATOR, operator)));
  }

  /** That a realm made of a representation has the settings, the listener and the operator. */
  private void assertThatACopyHasAll(ObjectNode representation) {
    TestRealm copy = new TestRealm(realm.baseUrl(), realm.name() + "-imported");
    // ids are of the server they come from
    withoutIds(representation);
    Reply created =
        Http.postJson(
            realm.baseUrl() + "/admin/realms",
            representation.put("realm", copy.name()),
            Http.AUTHORIZATION,
            realm.administrator());
    try {
      assertThat(created.status()).as(created.body()).isEqualTo(201);
      assertThat(settings(attributes(copy))).isEqualTo(SETTINGS);
      assertThat(Ledger.list(copy.adminGet("events/config").path("eventsListeners")))
          .extracting(JsonNode::asText)
          .contains("obligations-audit");
      assertThat(
              copy.adminGet("clients/" + copy.clientUuid(ALBUM))
                  .path("attributes")
                  .path(OPERATOR)
                  .asText())
          .isEqualTo("Photo Album Ltd.");
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
