package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class BenchRealmTest {

  private static final String REALM =
      """
      {
        "realm": "r", "loginTheme": "uma-trust", "adminTheme": "uma-trust", "eventsEnabled": true,
        "adminEventsEnabled": true, "eventsListeners": ["jboss-logging", "obligations-audit"],
        "clients": [{"clientId": "c", "protocolMappers": [
          {"name": "m", "protocolMapper": "resource-indicator-mapper"},
          {"name": "a", "protocolMapper": "oidc-audience-mapper"}]}],
        "clientScopes": [{"name": "s", "protocolMappers": [
          {"name": "m", "protocolMapper": "resource-indicator-mapper"}]}]
      }
      """;

  @Test
  void withoutTheJarNothingOfItIsLeft() throws JsonProcessingException {
    assertThat(BenchRealm.of(realm(), false))
        .isEqualTo(
            json(
                """
                {
                  "realm": "r", "eventsEnabled": false, "adminEventsEnabled": false,
                  "eventsListeners": ["jboss-logging"],
                  "clients": [{"clientId": "c", "protocolMappers": [
                    {"name": "a", "protocolMapper": "oidc-audience-mapper"}]}],
                  "clientScopes": [{"name": "s", "protocolMappers": []}]
                }
                """));
  }

  @Test
  void withTheJarOnlyTheMapperMakesTheDifference() throws JsonProcessingException {
    ObjectNode with = BenchRealm.of(realm(), true);
    assertThat(with.findValuesAsText("protocolMapper"))
        .containsExactly(
            "resource-indicator-mapper", "oidc-audience-mapper", "resource-indicator-mapper");
    assertThat(BenchRealm.of(with, false)).isEqualTo(BenchRealm.of(realm(), false));
  }

  private static ObjectNode realm() throws JsonProcessingException {
    return json(REALM);
  }

  private static ObjectNode json(String text) throws JsonProcessingException {
    return (ObjectNode) new ObjectMapper().readTree(text);
  }
}
