package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class LedgerRealmTest {

  private static final String REALM =
      """
      {
        "realm": "r", "accessTokenLifespan": 300, "eventsEnabled": true,
        "eventsListeners": ["jboss-logging", "obligations-audit"],
        "clients": [{"clientId": "photo-album", "consentRequired": true},
          {"clientId": "planner", "consentRequired": true}]
      }
      """;

  @Test
  void onlyTheListenerMakesTheDifference() throws JsonProcessingException {
    ObjectNode without = LedgerRealm.of(realm(), false);
    ObjectNode with = LedgerRealm.of(realm(), true);

    assertThat(without.path("eventsListeners").toString()).isEqualTo("[\"jboss-logging\"]");
    assertThat(with.path("eventsListeners").toString())
        .isEqualTo("[\"jboss-logging\",\"obligations-audit\"]");
    ((ArrayNode) with.path("eventsListeners")).remove(1);
    assertThat(with).isEqualTo(without);
  }

  @Test
  void photoAlbumGetsTokensByPasswordAndNothingExpires() throws JsonProcessingException {
    ObjectNode realm = LedgerRealm.of(realm(), true);

    assertThat(realm.at("/clients/0").toString())
        .isEqualTo(
            "{\"clientId\":\"photo-album\",\"consentRequired\":false,"
                + "\"directAccessGrantsEnabled\":true}");
    assertThat(realm.at("/clients/1/consentRequired").asBoolean()).isTrue();
    assertThat(realm.path("accessTokenLifespan").asInt()).isEqualTo(86_400);
  }

  @Test
  void savingEventsIsAllThatKeycloakDoesBesides() throws JsonProcessingException {
    ObjectNode without = LedgerRealm.of(realm(), false);
    ObjectNode saving = LedgerRealm.savingEvents(realm());

    assertThat(without.path("eventsEnabled").asBoolean()).isFalse();
    assertThat(saving.path("eventsEnabled").asBoolean()).isTrue();
    assertThat(saving.remove("enabledEventTypes")).hasSize(LedgerRealm.SAVED.size());
    assertThat(saving.put("eventsEnabled", false)).isEqualTo(without);
  }

  private static ObjectNode realm() throws JsonProcessingException {
    return (ObjectNode) new ObjectMapper().readTree(REALM);
  }
}
