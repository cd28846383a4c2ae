package io.github.umatrust.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/**
 * The realm in which the cost of the ledger is measured: the one of the other benchmarks, in which
 * {@code photo-album} gets PATs by every grant and nothing expires while the benchmark runs.
 */
final class LedgerRealm {

  private static final int DAY = 24 * 60 * 60;

  /** The types of event that the measured requests raise. */
  static final List<String> SAVED =
      List.of("CLIENT_LOGIN", "LOGIN", "REFRESH_TOKEN", "PERMISSION_TOKEN");

  private LedgerRealm() {}

  /**
   * Writes a copy of a realm file.
   *
   * @param mapper whether the mapper of resource indicators stays; a Keycloak without its JAR does
   *     not know it
   * @param ledger whether the ledger is on; a Keycloak without its JAR does not know it
   * @return the copy's path
   */
  static Path write(Path realmFile, Path copy, boolean mapper, boolean ledger) {
    return BenchRealm.write(realmFile, copy, realm -> of(realm, mapper, ledger));
  }

  static ObjectNode of(ObjectNode realm, boolean ledger) {
    return of(realm, false, ledger);
  }

  /**
   * The realm without the ledger, in which Keycloak itself saves an event for each measured
   * request: one row in the transaction of the request, as the ledger does.
   */
  static ObjectNode savingEvents(ObjectNode realm) {
    ObjectNode copy = of(realm, false);
    copy.put("eventsEnabled", true);
    SAVED.forEach(copy.putArray("enabledEventTypes")::add);
    return copy;
  }

  static ObjectNode of(ObjectNode realm, boolean mapper, boolean ledger) {
    ObjectNode copy = BenchRealm.of(realm, mapper);
    if (ledger) {
      ((ArrayNode) copy.path("eventsListeners")).add("obligations-audit");
    }
    copy.put("accessTokenLifespan", DAY)
        .put("ssoSessionIdleTimeout", DAY)
        .put("ssoSessionMaxLifespan", DAY);
    for (JsonNode client : copy.path("clients")) {
      if (client.path("clientId").asText().equals("photo-album")) {
        ((ObjectNode) client).put("directAccessGrantsEnabled", true).put("consentRequired", false);
      }
    }
    return copy;
  }
}
