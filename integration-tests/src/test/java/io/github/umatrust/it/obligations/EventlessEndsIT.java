package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What ends without an event is found by comparing, and nothing else is taken for ended. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class EventlessEndsIT {

  /** A session that is younger may not be committed yet. */
  private static final long GRACE = 10_500;

  private final Map<String, PatScene> scenes = new HashMap<>();
  private Ledger ledger;
  private Reconciliation reconciliation;
  private long brokenAt;
  private long foundAt;

  /** One pass for all of them. */
  @BeforeAll
  void breakAndReconcile(TestRealm realm) throws InterruptedException {
    ledger = new Ledger(realm);
    reconciliation = new Reconciliation(realm);
    Map<String, Consumer<PatScene>> silently = new LinkedHashMap<>();
    ends().forEach(end -> put(silently, end));
    silently.keySet().forEach(name -> scenes.put(name, new PatScene(realm)));
    Thread.sleep(GRACE);
    brokenAt = System.currentTimeMillis();
    silently.forEach((name, how) -> how.accept(scene(name)));
    silently
        .keySet()
        .forEach(
            name ->
                assertThat(scene(name).states().values())
                    .as(name)
                    .allMatch(List.of("in_force")::equals));

    reconciliation.pass();
    foundAt = System.currentTimeMillis();
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Consumer<PatScene>> silently, Arguments end) {
    silently.put((String) end.get()[0], (Consumer<PatScene>) end.get()[1]);
  }

  private PatScene scene(String name) {
    return Objects.requireNonNull(scenes.get(name));
  }

  private static Arguments end(
      String name, Consumer<PatScene> how, String reason, String... ended) {
    return Arguments.of(name, how, reason, List.of(ended));
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        end("nothing happens", scene -> {}, "none"),
        end(
            "the session is removed",
            scene -> scene.silently("remove session", scene.session(PatScene.IT)),
            "session_removed",
            PatScene.IT),
        end(
            "the offline session is removed",
            scene ->
                scene.silently("remove session", scene.session(PatScene.OFFLINE), "offline", true),
            "session_removed",
            PatScene.OFFLINE),
        end(
            "the client's part of the session is removed",
            scene ->
                scene.silently(
                    "remove client from session",
                    scene.session(PatScene.IT),
                    "client",
                    scene.client),
            "session_removed",
            PatScene.IT),
        end(
            "the client may have no offline session any more",
            scene -> scene.silently("withdraw offline access", scene.client),
            "revoked",
            PatScene.OFFLINE),
        end(
            "the token is revoked",
            scene -> scene.silently("revoke token", Ledger.tokenId(scene.pat(PatScene.IT))),
            "revoked",
            PatScene.IT),
        end(
            "the user is removed",
            scene -> scene.silently("remove user", scene.realm.userId(scene.user)),
            "user_removed",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the user is disabled",
            scene -> scene.silently("disable user", scene.realm.userId(scene.user)),
            "user_disabled",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the user has a not-before policy",
            scene ->
                scene.silently(
                    "user not before",
                    scene.realm.userId(scene.user),
                    "time",
                    System.currentTimeMillis() / 1000),
            "not_before",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the client is disabled",
            scene -> scene.silently("disable client", scene.client),
            "client_disabled",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the client has a not-before policy",
            scene ->
                scene.silently(
                    "client not before", scene.client, "time", System.currentTimeMillis() / 1000),
            "not_before",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the client is taken out of the realm",
            scene -> scene.silently("take client out of realm", scene.client),
            "client_removed",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the session is in the caches alone",
            scene -> scene.silently("forget stored session", scene.session(PatScene.IT)),
            "none"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void endsWhatKeycloakWouldRefuseAndNothingElse(
      String name, Consumer<PatScene> how, String reason, List<String> ended) {
    PatScene scene = scene(name);

    assertThat(scene.states()).isEqualTo(scene.ended(reason, ended));
    for (String pat : ended) {
      assertThat(ledger.ofToken(scene.pat(pat)))
          .isNotEmpty()
          .allSatisfy(
              obligation ->
                  assertThat(obligation.path("until").asLong())
                      .isBetween(brokenAt / 1000 * 1000, foundAt));
    }
  }

  @Test
  void anotherPassFindsNothingNew(TestRealm realm) {
    String before = ends(realm);

    reconciliation.pass();

    assertThat(ends(realm)).isEqualTo(before);
  }

  /** More than are met in one step of a walk. */
  @Test
  void everyoneWhoIsGoneIsFoundHoweverMany(TestRealm realm) {
    int people = 450;
    LedgerTables.addGrantsToStrangers(realm, people, System.currentTimeMillis() - 60_000);
    String strangers = "party=stranger&max=500&role=requesting_party";
    assertThat(ledger.obligations(strangers + "&state=in_force")).hasSize(people);

    reconciliation.pass();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(ledger.obligations(strangers + "&state=in_force")).isEmpty());
    assertThat(ledger.obligations(strangers + "&state=ended"))
        .hasSize(people)
        .allSatisfy(
            obligation ->
                assertThat(obligation.path("endReason").asText()).isEqualTo("user_removed"));
  }

  /** Keycloak takes the access token as long as it lasts. */
  @Test
  void withdrawnConsentEndsWhatWasGrantedOnceTheTokenHasExpired(TestRealm realm)
      throws InterruptedException {
    realm.changeClient("photo-album", Map.of("attributes", Map.of("access.token.lifespan", "2")));
    String pat = ledger.patOfAlice().text("access_token");
    Thread.sleep(3_000);
    reconciliation.pass();
    assertThat(ledger.statesOf(pat)).containsExactly("in_force");

    PatScene.silently(realm, "withdraw consent", realm.userId("alice"), "client", "photo-album");
    reconciliation.pass();

    assertThat(ledger.statesOf(pat)).containsExactly("ended/consent_withdrawn");
  }

  /** An administrator's request would tell of it, so the reconciler has to find it by itself. */
  @ParameterizedTest
  @CsvSource({"disable realm, realm_disabled", "realm not before, not_before"})
  void changedRealmEndsEverything(
      String change, String reason, TestRealm here, KeycloakServer server)
      throws InterruptedException {
    TestRealm realm =
        TestRealm.importCopy(server, Keycloak.realmFile(), "it-eventless-" + reason.charAt(0));
    NativeAlbum.settings(realm, Map.of("obligations.reconcile-interval", "5"));
    String id = realm.adminGet("").path("id").asText();
    Ledger own = new Ledger(realm);
    String pat = own.patOfAlice().text("access_token");
    assertThat(own.statesOf(pat)).containsExactly("in_force");
    Thread.sleep(1_000);

    PatScene.silently(realm, change, "", "time", System.currentTimeMillis() / 1000);

    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(Http.get(here.issuer() + "/test/ends?realm=" + id).body())
                    .contains("realm:" + id, reason));
    realm.changeRealm(Map.of("enabled", true));
    assertThat(own.statesOf(pat)).containsExactly("ended/" + reason);
  }

  private static String ends(TestRealm realm) {
    return Http.get(realm.issuer() + "/test/ends").body();
  }
}
