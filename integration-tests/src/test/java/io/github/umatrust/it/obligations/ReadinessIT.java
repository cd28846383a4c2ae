package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.server.KeycloakServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Keycloak.class)
class ReadinessIT {

  @Test
  void readinessTellsOfTheLedger(KeycloakServer server) {
    Reply ready = Http.get(server.metricsUrl().replace("/metrics", "/health/ready"));

    assertThat(ready.status()).isEqualTo(200);
    assertThat(Ledger.list(ready.json().path("checks")))
        .filteredOn((JsonNode check) -> check.path("name").asText().equals("Obligations ledger"))
        .extracting(check -> check.path("status").asText())
        .containsExactly("UP");
  }
}
