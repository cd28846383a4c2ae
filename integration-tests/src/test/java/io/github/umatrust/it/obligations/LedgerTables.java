package io.github.umatrust.it.obligations;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.time.Duration;
import java.util.Map;

/** The ledger's tables, behind the product's back. */
final class LedgerTables {

  private LedgerTables() {}

  /** Changes a column of a journal row. */
  static void change(TestRealm realm, String id, String column, String value) {
    require(
        Http.postJson(
            realm.issuer() + "/test-ledger/change",
            Map.of("id", id, "column", column, "value", value)));
  }

  /**
   * Adds PATs of alice, who was called {@code gone} then, recorded from this moment on, one each
   * millisecond, and expired five minutes later.
   *
   * @param at milliseconds since the epoch
   * @param lasting whether they do not expire at all
   */
  static void addOldPats(TestRealm realm, int count, long at, boolean lasting) {
    require(
        Http.postJson(
            realm.issuer() + "/test-ledger/pats",
            Map.of("count", count, "at", at, "lasting", lasting)));
  }

  /**
   * Adds grants of alice to people called {@code stranger} whom Keycloak does not know, recorded
   * from this moment on, one each millisecond.
   *
   * @param at milliseconds since the epoch
   */
  static void addGrantsToStrangers(TestRealm realm, int count, long at) {
    require(
        Http.send(
            "POST",
            realm.issuer() + "/test-ledger/grants-to-strangers?count=" + count + "&at=" + at,
            null));
  }

  /** Makes the journal of a realm by its id, which may be gone, older. */
  static void age(TestRealm realm, String realmId, Duration by) {
    require(
        Http.send(
            "POST",
            realm.issuer() + "/test-ledger/age?realm=" + realmId + "&by=" + by.toMillis(),
            null));
  }

  /** All rows of all tables of a realm by its id, which may be gone, as text, by table. */
  static JsonNode rows(TestRealm realm, String realmId) {
    return require(Http.get(realm.issuer() + "/test-ledger/rows?realm=" + realmId)).json();
  }

  /** All rows of all tables of this realm, as text, by table. */
  static JsonNode rows(TestRealm realm) {
    return require(Http.get(realm.issuer() + "/test-ledger/rows")).json();
  }

  private static Reply require(Reply reply) {
    if (reply.status() / 100 != 2) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
    return reply;
  }
}
