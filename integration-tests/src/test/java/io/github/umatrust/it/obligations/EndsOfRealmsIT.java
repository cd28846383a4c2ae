package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What ends with a whole realm, and that it is one realm's alone. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class EndsOfRealmsIT {

  private static final String RETENTION = "obligations.retention-days";

  private KeycloakServer server;
  private TestRealm other;
  private String pat;

  @BeforeEach
  void setUp(KeycloakServer server, TestRealm other) {
    this.server = server;
    this.other = other;
    this.pat = account(other);
  }

  private TestRealm realm(String name) {
    return TestRealm.importCopy(server, Keycloak.realmFile(), "it-endsofrealmsit-" + name);
  }

  private static String account(TestRealm realm) {
    return Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"))
        .text("access_token");
  }

  private void assertOthersStay() {
    assertThat(new Ledger(other).statesOf(pat)).containsExactly("in_force");
  }

  @Test
  void notBeforePolicyEndsWhatIsOlder() throws InterruptedException {
    TestRealm realm = realm("notbefore");
    Ledger ledger = new Ledger(realm);
    String online = ledger.patOfAlice().text("access_token");
    String account = account(realm);
    Thread.sleep(1000);

    long second = System.currentTimeMillis() / 1000;
    realm.changeRealm(Map.of("notBefore", second));
    String later = account(realm);
    realm.adminPost("push-revocation", Map.of());
    realm.changeRealm(Map.of("displayName", "Something else"));

    assertThat(ledger.statesOf(online)).containsExactly("ended/not_before");
    assertThat(ledger.statesOf(account)).containsExactly("ended/not_before");
    assertThat(ledger.statesOf(later)).containsExactly("in_force");
    assertThat(endKeys(realm.issuer() + "/test/ends")).as("one policy, one end").hasSize(1);
    assertOthersStay();
  }

  @Test
  void logoutOfAllEndsEverySessionAndWhatIsOlder() throws InterruptedException {
    TestRealm realm = realm("logoutall");
    Ledger ledger = new Ledger(realm);
    String account = account(realm);
    Thread.sleep(1000);
    String justNow = ledger.patOfAlice().text("access_token");

    realm.adminPost("logout-all", Map.of());

    assertThat(ledger.statesOf(account)).containsExactly("ended/logout");
    assertThat(ledger.statesOf(justNow))
        .as("whatever second it is of: its session is gone")
        .containsExactly("ended/logout");
    assertOthersStay();
  }

  @Test
  void disabledRealmEndsEverythingUntilItIsEnabledAgain() {
    TestRealm realm = realm("disabled");
    Ledger ledger = new Ledger(realm);
    String online = ledger.patOfAlice().text("access_token");

    realm.changeRealm(Map.of("enabled", false));
    realm.changeRealm(Map.of("enabled", true));

    assertThat(ledger.statesOf(online)).containsExactly("ended/realm_disabled");
    assertThat(ledger.statesOf(account(realm))).containsExactly("in_force");
    assertOthersStay();
  }

  @Test
  void removedRealmEndsEverythingAndAnotherOfTheSameIdBeginsAnew() throws IOException {
    String id = UUID.randomUUID().toString();
    TestRealm realm = withId(id, "removed");
    Ledger ledger = new Ledger(realm);
    String before = account(realm);
    assertThat(ledger.statesOf(before)).containsExactly("in_force");

    realm.adminDelete("");

    assertThat(endKeys(other.issuer() + "/test/ends?realm=" + id))
        .containsExactly("realm:" + id + "/realm_removed");
    assertOthersStay();

    withId(id, "removed"); // as an import brings it back

    assertThat(ledger.statesOf(before)).containsExactly("ended/realm_removed");
    assertThat(ledger.statesOf(account(realm))).containsExactly("in_force");
  }

  @Test
  void ledgerOfARemovedRealmIsKeptAsLongAsTheRealmKeptItAndThenDeleted() throws IOException {
    String id = UUID.randomUUID().toString();
    String forEver = UUID.randomUUID().toString();
    TestRealm realm = withId(id, "kept");
    account(realm);
    NativeAlbum.settings(realm, Map.of(RETENTION, "3"));
    new Ledger(realm).obligations("max=1");
    realm.adminDelete("");
    TestRealm keeping = withId(forEver, "kept-for-ever");
    account(keeping);
    new Ledger(keeping).obligations("max=1");
    keeping.adminDelete("");

    LedgerTables.age(other, id, Duration.ofDays(3).minusHours(1));
    LedgerTables.age(other, forEver, Duration.ofDays(4000));
    runRetention();
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(LedgerTables.rows(other, id).path("JOURNAL")).hasSizeGreaterThan(1));
    LedgerTables.age(other, id, Duration.ofHours(1));
    runRetention();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(LedgerTables.rows(other, id))
                    .allSatisfy(rows -> assertThat(rows).isEmpty()));
    assertThat(LedgerTables.rows(other, forEver).path("JOURNAL")).hasSizeGreaterThan(1);
    assertOthersStay();
  }

  private void runRetention() {
    Reply reply =
        Http.send("POST", other.issuer() + "/test/tasks?name=obligations-retention", null);
    assertThat(reply.status()).isEqualTo(204);
  }

  private TestRealm withId(String id, String suffix) throws IOException {
    String name = "it-endsofrealmsit-" + suffix;
    ObjectNode json =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    Files.readString(Keycloak.realmFile())
                        .replace("default-roles-uma-trust", "default-roles-" + name));
    json.put("id", id);
    json.put("realm", name);
    TestRealm realm = new TestRealm(server.baseUrl(), name);
    Reply created =
        Http.postJson(
            server.baseUrl() + "/admin/realms", json, Http.AUTHORIZATION, realm.administrator());
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return realm;
  }

  private static List<String> endKeys(String url) {
    return Ledger.list(Http.get(url).json()).stream()
        .map(end -> end.path("key").asText() + "/" + end.path("reason").asText())
        .toList();
  }
}
