package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.Sabotage;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something fails at each stage of a token request. In a realm that fails closed, no token leaves
 * without its record; in one that fails open, none leaves without its record or a notice that one
 * is missing.
 */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class SabotageIT {

  private final TestRealm realm;
  private final KeycloakServer server;
  private final Journal journal;
  private final String bob;
  private final Prepared prepared;

  SabotageIT(TestRealm realm, KeycloakServer server) {
    this.realm = realm;
    this.server = server;
    this.journal = new Journal(realm);
    this.bob = realm.userId("bob");
    realm.changeRealm(
        Map.of(
            "eventsListeners",
            List.of("jboss-logging", "obligations-audit", "saboteur"),
            "accessTokenLifespan",
            1800));
    this.prepared = Prepared.in(realm);
  }

  @AfterEach
  void mend() {
    settings("", "");
  }

  @ParameterizedTest
  @CsvSource({
    "throw, 200, 200",
    "rollback, 503, 200",
    "flush, 503, 200",
    "persist, 503, 409",
    "prepare, 500, 500",
    "commit, 500, 500",
    "completion, 500, 500",
    "before:throw, 500, 500",
    "before:rollback, 503, 200",
    "before:flush, 503, 200",
    "before:persist, 503, 409",
    "before:prepare, 500, 500",
    "after:throw, 500, 500",
    "after:rollback, 503, 200",
    "after:flush, 503, 200",
    "after:persist, 503, 409",
    "after:prepare, 500, 500",
  })
  void noTokenWithoutItsRecord(String how, int closed, int open) {
    int gaps = gaps().size();
    for (boolean failsOpen : List.of(false, true)) {
      settings(how, failsOpen ? "open" : "closed");
      Reply reply = pat();
      settings("", "");

      assertThat(reply.status()).as(reply.body()).isEqualTo(failsOpen ? open : closed);
      if (reply.status() == 200) {
        assertThat(journal.of(Ledger.tokenId(reply.text("access_token")))).hasSize(1);
      } else {
        assertThat(reply.body()).doesNotContain("access_token").doesNotContain("eyJ");
      }
      if (reply.status() == 503) {
        assertThat(reply.header("Retry-After")).hasValue("5");
      }
    }
    assertThat(gaps()).as("nothing is missing").hasSize(gaps);
  }

  /** How a token is asked for. */
  private enum Way {
    CODE("pat_issued"),
    REFRESH("pat_issued"),
    AAT("aat_issued"),
    NATIVE_RPT("rpt_issued"),
    UMA_RPT("rpt_issued");

    private final String interaction;

    Way(String interaction) {
      this.interaction = interaction;
    }
  }

  /** What tokens are asked for with, whose making is none of the tests' business. */
  private record Prepared(
      UmaEndpoints uma,
      String pat,
      String refreshToken,
      String set,
      String aat,
      String ofBob,
      String resource) {

    static Prepared in(TestRealm realm) {
      Ledger ledger = new Ledger(realm);
      UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
      Reply pat = ledger.patOfAlice();
      String set =
          uma.registerResourceSet(pat.text("access_token"), "Sabotaged", "view").text("_id");
      realm.share(set, "alice", "bob", "view");
      return new Prepared(
          uma,
          pat.text("access_token"),
          pat.text("refresh_token"),
          set,
          ledger.aatOfBob().text("access_token"),
          Ledger.granted(realm.client("print-service").codeGrant(realm.browser("bob")))
              .text("access_token"),
          ledger.resourceOfAliceThatBobMayView("sabotaged"));
    }
  }

  /** Has everything ready for the one request that issues the token. */
  private Supplier<Reply> request(Way way) {
    OAuthClient album = realm.client("photo-album");
    OAuthClient print = realm.client("print-service");
    return switch (way) {
      case CODE -> {
        String code = code(album, "alice", "openid uma_protection");
        yield () -> album.code(code);
      }
      case REFRESH -> () -> album.refresh(prepared.refreshToken);
      case AAT -> {
        String code = code(print, "bob", "openid uma_authorization");
        yield () -> print.code(code);
      }
      case NATIVE_RPT -> () -> new Ledger(realm).nativeRpt(prepared.ofBob, prepared.resource);
      case UMA_RPT -> {
        String ticket =
            prepared.uma.registerPermission(prepared.pat, prepared.set, "view").text("ticket");
        yield () -> prepared.uma.requestRpt(prepared.aat, ticket);
      }
    };
  }

  private String code(OAuthClient client, String user, String scope) {
    return Objects.requireNonNull(
        client.authorize(realm.browser(user), "scope", scope).get("code"));
  }

  /** The token of an answer, empty without any. */
  private static String token(Way way, Reply reply) {
    return reply.status() == 200 ? reply.text(way == Way.UMA_RPT ? "rpt" : "access_token") : "";
  }

  /** The RPT endpoint asks the database once more before it answers, and meets what was left. */
  @ParameterizedTest
  @CsvSource({
    "rollback, 503, 200, 200",
    "flush, 503, 200, 200",
    "persist, 503, 409, 200",
    "prepare, 500, 500, 500",
    "commit, 500, 500, 500",
    "completion, 500, 500, 500",
  })
  void noTokenOfAnyKindWithoutItsRecord(String how, int closed, int open, int openRptEndpoint) {
    int gaps = gaps().size();
    for (Way way : Way.values()) {
      for (boolean failsOpen : List.of(false, true)) {
        Supplier<Reply> request = request(way);
        settings(how, failsOpen ? "open" : "closed");
        Reply reply = request.get();
        settings("", "");

        String what = way + (failsOpen ? " open: " : " closed: ") + reply.body();
        int inOpen = way == Way.UMA_RPT ? openRptEndpoint : open;
        assertThat(reply.status()).as(what).isEqualTo(failsOpen ? inOpen : closed);
        String token = token(way, reply);
        if (token.isEmpty()) {
          assertThat(reply.body()).as(what).doesNotContain("access_token").doesNotContain("eyJ");
        } else {
          assertThat(journal.of(Ledger.tokenId(token), way.interaction)).as(what).hasSize(1);
        }
        if (reply.status() == 503) {
          assertThat(reply.header("Retry-After")).as(what).hasValue("5");
        }
      }
    }
    assertThat(gaps()).as("nothing is missing").hasSize(gaps);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void everyKindOfTokenGoesOutOfARealmThatFailsOpenAndIsToldToBeMissing(Way way) {
    Supplier<Reply> request = request(way);
    settings("", "open");
    long missing = missing();
    Reply reply;
    Sabotage.call(realm, "break-journal");
    try {
      reply = request.get();
    } finally {
      Sabotage.call(realm, "mend-journal");
    }

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(missing()).isGreaterThan(missing));
    assertThat(journal.of(Ledger.tokenId(token(way, reply)))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void noKindOfTokenLeavesARealmThatFailsClosedWhoseJournalIsBroken(Way way) {
    Supplier<Reply> request = request(way);
    Sabotage.with(
        realm,
        "break-journal",
        "mend-journal",
        () -> {
          Reply reply = request.get();
          assertThat(reply.status()).as(reply.body()).isEqualTo(503);
          assertThat(reply.body()).doesNotContain("eyJ");
        });
  }

  @Test
  void aRealmThatFailsOpenSaysWhatIsMissing() throws IOException {
    settings("", "open");
    long before = System.currentTimeMillis();
    int gaps = gaps().size();
    Reply first;
    Reply second;
    Sabotage.call(realm, "break-journal");
    try {
      first = pat();
      second = pat();
    } finally {
      // nothing is recorded any more from here on
      Sabotage.call(realm, "mend-journal");
    }

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(missing()).isEqualTo(gapsBefore(gaps) + 2));
    for (JsonNode gap : gaps().subList(gaps, gaps().size())) {
      assertThat(gap.path("from").asLong()).isBetween(before, gap.path("to").asLong());
      assertThat(gap.path("to").asLong()).isLessThanOrEqualTo(System.currentTimeMillis());
    }
    int written = gaps().size();
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(gaps()).as("never twice").hasSize(written));
    assertThat(journal.of(Ledger.tokenId(first.text("access_token")))).isEmpty();

    String id = Ledger.tokenId(first.text("access_token"));
    List<String> lines =
        Files.readAllLines(server.log()).stream()
            .filter(line -> line.contains("ERROR") && line.contains(id))
            .toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains("pat_issued").doesNotContain("eyJ");
  }

  /** A user federation that does not answer, where a party of the event has its account. */
  @ParameterizedTest
  @CsvSource({"closed, 503", "open, 200"})
  void aPartyThatCannotBeLookedUp(String mode, int status) {
    settings("", mode);
    Reply created =
        realm.adminPost(
            "components",
            Map.of(
                "name",
                "no answer",
                "providerId",
                "ldap",
                "providerType",
                "org.keycloak.storage.UserStorageProvider",
                "config",
                Map.ofEntries(
                    config("vendor", "other"),
                    config("connectionUrl", "ldap://127.0.0.1:1"),
                    config("usersDn", "ou=people,dc=example,dc=com"),
                    config("authType", "none"),
                    config("editMode", "READ_ONLY"),
                    config("usernameLDAPAttribute", "uid"),
                    config("rdnLDAPAttribute", "uid"),
                    config("uuidLDAPAttribute", "entryUUID"),
                    config("userObjectClasses", "inetOrgPerson"),
                    config("importEnabled", "false"),
                    config("enabled", "true"))));
    String location = created.header("Location").orElseThrow();
    String component = location.substring(location.lastIndexOf('/') + 1);
    int rows = journal.rows().size();
    int gaps = gaps().size();
    try {
      Reply reply =
          Http.postJson(
              realm.issuer() + "/test/events",
              List.of(
                  Map.of(
                      "type",
                      "PERMISSION_TOKEN",
                      "client",
                      "print-service",
                      "user",
                      bob,
                      "details",
                      Map.of(
                          "uma_interaction", "rpt_issued",
                          "token_id", "an-rpt-of-" + mode,
                          "uma_resource_server", "photo-album",
                          "uma_authorizing_party", "f:" + component + ":carol",
                          "uma_requesting_party", bob,
                          "uma_client", "print-service",
                          "uma_permissions", "[]",
                          "uma_expires_at", "4102444800"))));

      assertThat(reply.status()).as(reply.body()).isEqualTo(status);
      assertThat(journal.of("an-rpt-of-" + mode)).isEmpty();
    } finally {
      realm.adminDelete("components/" + component);
    }
    if (mode.equals("open")) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(gaps()).hasSize(gaps + 1));
    } else {
      assertThat(journal.rows()).hasSize(rows);
    }
  }

  private static Map.Entry<String, List<String>> config(String key, String value) {
    return Map.entry(key, List.of(value));
  }

  @Test
  void endsAreRecordedInARealmThatFailsOpen() {
    settings("", "open");
    Ledger ledger = new Ledger(realm);
    Reply pat = ledger.patOfAlice();

    ledger.logout("photo-album", pat.text("refresh_token"));

    assertThat(ledger.statesOf(pat.text("access_token"))).containsExactly("ended/logout");
  }

  private long gapsBefore(int count) {
    return gaps().subList(0, count).stream().mapToLong(gap -> gap.path("count").asLong()).sum();
  }

  private long missing() {
    return gapsBefore(gaps().size());
  }

  private List<JsonNode> gaps() {
    return journal.rows().stream()
        .map(row -> Journal.details(row).at("/notice/gap"))
        .filter(gap -> !gap.isMissingNode())
        .toList();
  }

  private Reply pat() {
    return realm.client("photo-album").clientCredentials("scope", "uma_protection");
  }

  private void settings(String sabotage, String failMode) {
    NativeAlbum.settings(realm, Map.of("sabotage", sabotage, "obligations.fail-mode", failMode));
  }
}
