package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator gets from the ledger beside the obligations themselves. */
@ExtendWith(Keycloak.class)
class LedgerAdminIT {

  private TestRealm realm;
  private Ledger ledger;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
  }

  @Test
  void everyEntryIsListedOnceNewestFirst() {
    for (int i = 0; i < 5; i++) {
      Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"));
    }
    List<JsonNode> all = Ledger.list(ledger.get("entries?max=1000").json());
    assertThat(all).extracting(e -> -e.path("recordedAt").asLong()).isSorted();

    List<JsonNode> paged = new ArrayList<>();
    Reply page = ledger.get("entries?max=2");
    while (true) {
      paged.addAll(Ledger.list(page.json()));
      String link = page.header("Link").orElse(null);
      if (link == null) {
        break;
      }
      page =
          Http.get(
              link.substring(1, link.indexOf('>')),
              Http.AUTHORIZATION,
              realm.userAuthorization("auditor"));
    }

    assertThat(paged).extracting(e -> e.path("id").asText()).doesNotHaveDuplicates();
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void filtersNarrowTheEntries() {
    String pat = ledger.patOfAlice().text("access_token");
    String aat = ledger.aatOfBob().text("access_token");
    realm.client("print-service").revoke(aat);
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String set = uma.registerResourceSet(pat, "Filtered", "view").text("_id");
    uma.registerPermission(pat, set, "view");

    assertThat(entries("interaction=aat_issued&max=1000"))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.path("interaction").asText()).isEqualTo("aat_issued"));
    assertThat(entries("type=end&max=1000"))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.has("end")).isTrue());
    assertThat(entries("type=interaction&max=1000"))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.path("type").asText()).isEqualTo("interaction"));
    assertThat(entries("party=alice&max=1000"))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.path("parties").toString()).contains("alice"));
    assertThat(entries("party=" + realm.userId("bob")))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.path("parties").toString()).contains("bob"));
    assertThat(entries("client=print-service&max=1000"))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.toString()).contains("print-service"));
    assertThat(entries("tokenId=" + Ledger.tokenId(aat)))
        .extracting(e -> e.path("interaction").asText())
        .containsExactly("aat_issued");
    List<JsonNode> ofSet = entries("resourceSet=" + set);
    assertThat(ofSet)
        .extracting(e -> e.path("interaction").asText())
        .containsExactly("permission_registered");
    assertThat(entries("ticketId=" + ofSet.get(0).path("ticketId").asText())).isEqualTo(ofSet);
    assertThat(entries("to=2020-01-01")).isEmpty();
    assertThat(entries("from=2020-01-01&max=1")).hasSize(1);
    assertThat(entries("party=nobody")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "entries?interaction=party",
        "entries?type=",
        "entries?state=ended",
        "entries?after=x",
        "entries?max=0",
        "counts?by=year",
        "counts?by=hour&from=2020-01-01",
        "counts?max=1",
        "export?format=xml",
        "export?what=secrets",
        "export?max=5",
        "export?format=csv&format=ndjson",
        "export?what=entries&state=ended",
        "log/openings?from=-1",
        "log/openings?from=x"
      })
  void badQueriesAreRefusedWithAReason(String path) {
    Reply reply = ledger.get(path);

    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.text("errorMessage")).isNotBlank();
  }

  @Test
  void oneCanWalkFromAnAccessBackToThePromise() {
    String pat = ledger.patOfAlice().text("access_token");
    String aat = ledger.aatOfBob().text("access_token");
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String set = uma.registerResourceSet(pat, "Walked", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
    uma.introspect(pat, rpt);
    Ledger.reportAccess(uma, pat, rpt, set);
    JsonNode access =
        entries("tokenId=" + Ledger.tokenId(rpt)).stream()
            .filter(e -> e.path("interaction").asText().equals("access_reported"))
            .findFirst()
            .orElseThrow();

    JsonNode entry = ledger.get("entries/" + access.path("id").asText()).json();

    assertThat(interactions(entry, "followed_from"))
        .contains(
            "rpt_introspected=token",
            "rpt_issued=token",
            "authorization_granted=token",
            "permission_registered=ticket",
            "pat_issued=authorization");
    assertThat(Ledger.list(entry.path("obligations")))
        .extracting(o -> o.path("clause").asText() + " " + o.path("state").asText())
        .containsExactly("RqP-AzP-Adhere-to-Terms in_force");
    assertThat(entry.at("/report/decision").asText()).isEqualTo("allow");
    assertThat(entry.at("/log/index").isIntegralNumber()).isTrue();

    JsonNode grant = linked(entry, "followed_from", "authorization_granted");
    assertThat(interactions(grant, "followed_from"))
        .contains("aat_issued=authorization", "permission_registered=ticket");
    assertThat(interactions(grant, "followed_by"))
        .contains("rpt_introspected=token", "access_reported=token");
    assertThat(Ledger.list(grant.path("obligations")))
        .extracting(o -> o.path("clause").asText())
        .containsExactly("AzP-RqP-Adhere-to-Terms");
    assertThat(Ledger.list(linked(grant, "followed_from", "aat_issued").path("obligations")))
        .extracting(o -> o.path("clause").asText())
        .containsExactly("RqP-ASO-Supply-Truthful-Claims", "ASO-RqP-Request-Limited-Claims");

    realm.client("print-service").revoke(aat);
    assertThat(interactions(linked(grant, "followed_from", "aat_issued"), "followed_by"))
        .contains("end=end");
  }

  @Test
  void refreshesAreLinkedBothWays() {
    Reply first = ledger.aatOfBob();
    Reply second = realm.client("print-service").refresh(first.text("refresh_token"));

    JsonNode begun = ofToken(first.text("access_token"));
    JsonNode renewed = ofToken(second.text("access_token"));

    assertThat(begun.at("/followed_by/0/id")).isEqualTo(renewed.path("id"));
    assertThat(begun.at("/followed_by/0/by").asText()).isEqualTo("refresh");
    assertThat(renewed.at("/followed_from/0/id")).isEqualTo(begun.path("id"));
    assertThat(renewed.at("/token/renewal").asBoolean()).isTrue();
    assertThat(renewed.at("/obligations/0/renewals").asInt()).isEqualTo(1);
    assertThat(renewed.at("/obligations/0/firstEntry")).isEqualTo(begun.path("id"));
  }

  @Test
  void evidenceIsVerifiedWithNothingButTheLogsKey() {
    ledger.patOfAlice();
    String aat = ledger.aatOfBob().text("access_token");
    String id = ofToken(aat).path("id").asText();

    Reply json = ledger.get("entries/" + id + "/evidence");
    Reply file =
        Http.get(
            realm.adminUrl("obligations/entries/" + id + "/evidence"),
            Http.AUTHORIZATION,
            realm.userAuthorization("auditor"),
            "Accept",
            "text/plain");

    assertThat(file.status()).as(file.body()).isEqualTo(200);
    assertThat(file.header("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(file.header("Content-Disposition"))
        .contains("attachment; filename=\"" + id + ".tlog-proof\"");
    assertThat(ledger.get("entries/" + id + "/evidence?format=tlog-proof").body())
        .isEqualTo(file.body());
    String key = activeKey();
    JsonNode committed = Evidence.parse(file.body()).verify(key);
    assertThat(committed.at("/record/id").asText()).isEqualTo(id);
    assertThat(committed.at("/record/token/id").asText()).isEqualTo(Ledger.tokenId(aat));
    assertThat(committed.toString()).doesNotContain("bob").doesNotContain(realm.userId("bob"));

    assertThat(json.json().path("entry_id").asText()).isEqualTo(id);
    assertThat(json.text("proof")).isEqualTo(file.body());
    assertThat(json.json().path("record")).isEqualTo(committed.path("record"));
    assertThat(json.json().path("salt")).isEqualTo(committed.path("salt"));
    assertThat(json.json().at("/disclosures/requesting_party/value/name").asText())
        .isEqualTo("bob");
    json.json()
        .path("disclosures")
        .properties()
        .forEach(
            open ->
                assertThat(
                        Evidence.opens(
                            committed.at("/record/sealed/" + open.getKey()).asText(),
                            open.getKey(),
                            open.getValue()))
                    .as(open.getKey())
                    .isTrue());
    assertThat(json.json().path("disclosures")).hasSize(committed.at("/record/sealed").size());
  }

  @Test
  void thereIsNoEvidenceOfWhatWasNotRecorded() {
    ledger.patOfAlice();
    assertThat(ledger.get("entries/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(ledger.get("entries/" + UUID.randomUUID() + "/evidence").status()).isEqualTo(404);
    assertThat(ledger.get("entries/%00").status()).isEqualTo(404);
    String id = entries("max=1").get(0).path("id").asText();
    assertThat(ledger.get("entries/" + id + "/evidence?format=pdf").status()).isEqualTo(400);
  }

  @Test
  void countsAreThoseOfTheEntries() {
    ledger.patOfAlice();
    realm.client("print-service").revoke(ledger.aatOfBob().text("access_token"));
    String tomorrow = Instant.now().plusSeconds(86_400).toString().substring(0, 10);
    List<JsonNode> all = entries("max=1000");

    for (String by : List.of("hour", "day", "week", "month")) {
      JsonNode buckets = ledger.get("counts?by=" + by).json();
      assertThat(sum(buckets, "pat_issued"))
          .as(by)
          .isEqualTo(
              all.stream()
                  .filter(e -> e.path("interaction").asText().equals("pat_issued"))
                  .count());
      assertThat(sum(buckets, "end"))
          .as(by)
          .isEqualTo(all.stream().filter(e -> e.path("type").asText().equals("end")).count())
          .isPositive();
    }
    JsonNode ahead = ledger.get("counts?by=day&from=" + tomorrow + "&to=" + tomorrow).json();
    assertThat(ahead).hasSize(1);
    assertThat(ahead.at("/0/counts")).isEmpty();
  }

  @Test
  void exportsHaveEverythingAndSayWhereTheyEnd() {
    ledger.patOfAlice();
    ledger.aatOfBob();

    List<JsonNode> obligations = lines(ledger.get("export").body());
    JsonNode trailer = obligations.remove(obligations.size() - 1).path("trailer");
    List<JsonNode> entries = lines(ledger.get("export?what=entries&party=bob").body());
    JsonNode log = ledger.get("log").json();

    assertThat(obligations).isEqualTo(Ledger.list(ledger.get("?max=1000").json()));
    assertThat(trailer.path("count").asInt()).isEqualTo(obligations.size());
    assertThat(trailer.at("/log/origin")).isEqualTo(log.path("origin"));
    assertThat(trailer.at("/log/size").asLong()).isLessThanOrEqualTo(log.path("size").asLong());
    assertThat(Base64.getDecoder().decode(trailer.at("/log/root").asText())).hasSize(32);
    entries.remove(entries.size() - 1);
    assertThat(entries)
        .isNotEmpty()
        .extracting(e -> e.path("id").asText())
        .isEqualTo(entries("party=bob&max=1000").stream().map(e -> e.path("id").asText()).toList());
  }

  @Test
  void tablesCarryNoFormulas() {
    realm.changeClient(
        "calendar-api",
        Map.of(
            "serviceAccountsEnabled",
            true,
            "authorizationServicesEnabled",
            true,
            "attributes",
            Map.of("obligations.operator", "=cmd|'/C calc'!A0,\"quoted\"")));
    realm.grantOptionalScope("calendar-api", "uma_protection");
    Ledger.granted(realm.client("calendar-api").clientCredentials("scope", "uma_protection"));

    Reply reply = ledger.get("export?format=csv&client=calendar-api");
    assertThat(reply.body()).endsWith("\r\n");
    List<String> rows = reply.body().lines().toList();

    assertThat(reply.header("Content-Type").orElse("")).startsWith("text/csv");
    assertThat(reply.header("Content-Disposition").orElse(""))
        .isEqualTo("attachment; filename=\"obligations-obligations.csv\"");
    assertThat(rows.get(0)).startsWith("id,clause,title,state,");
    assertThat(rows.subList(1, rows.size() - 1))
        .hasSize(5)
        .anySatisfy(row -> assertThat(row).contains(",\"'=cmd|'/C calc'!A0,\"\"quoted\"\"\","))
        .noneSatisfy(row -> assertThat(row).containsPattern("[,\"]="));
    assertThat(rows.get(rows.size() - 1)).startsWith("#trailer,5,");
    assertThat(rows.get(rows.size() - 1).chars().filter(c -> c == ',').count())
        .isEqualTo(rows.get(0).chars().filter(c -> c == ',').count());
    assertThat(ledger.get("export?format=csv&what=entries").body())
        .startsWith("id,type,interaction,");
  }

  @Test
  void theLogsStateIsShown() {
    ledger.patOfAlice();
    ledger.query("max=1");

    JsonNode log = ledger.get("log").json();

    assertThat(log.path("origin").asText()).endsWith("/obligations/log");
    assertThat(log.path("size").asLong()).isPositive();
    assertThat(log.path("unsequenced").asLong()).isZero();
    assertThat(log.path("minIndex").asLong()).isZero();
    assertThat(log.path("checkpointAge").asLong()).isNotNegative();
    assertThat(log.at("/keys/0/vkey").asText()).startsWith(log.path("origin").asText());
    assertThat(log.toString()).doesNotContainIgnoringCase("private");
  }

  @Test
  void openingsAreWhatTheLogCommitsTo() {
    String pat = ledger.patOfAlice().text("access_token");
    JsonNode entry = ofToken(pat);
    String evidence =
        ledger.get("entries/" + entry.path("id").asText() + "/evidence?format=tlog-proof").body();
    long index = entry.at("/log/index").asLong();

    Reply all = ledger.get("log/openings");
    Reply rest = ledger.get("log/openings?from=" + index);

    String line = index + " " + Evidence.parse(evidence).committed();
    assertThat(all.body().lines()).contains(line);
    assertThat(all.body().lines().map(l -> Long.valueOf(l.substring(0, l.indexOf(' ')))))
        .isSorted()
        .doesNotHaveDuplicates()
        .startsWith(0L);
    assertThat(rest.body()).startsWith(line + "\n");
    assertThat(ledger.get("log/openings?from=1000000000").body()).isEmpty();
  }

  @Test
  void anAuditFindsWhatWasChanged() {
    ledger.patOfAlice();
    assertThat(fsck().path("verifies").asBoolean()).isTrue();
    JsonNode entry = ofToken(ledger.aatOfBob().text("access_token"));
    String id = entry.path("id").asText();

    LedgerTables.change(realm, id, "CLIENT_OPERATOR", "Somebody else");
    JsonNode broken = fsck();
    LedgerTables.change(realm, id, "CLIENT_OPERATOR", entry.at("/client/operator").asText());

    assertThat(broken.path("verifies").asBoolean()).isFalse();
    assertThat(broken.at("/finding/index")).isEqualTo(entry.at("/log/index"));
    assertThat(broken.at("/finding/entryId").asText()).isEqualTo(id);
    assertThat(fsck().path("verifies").asBoolean()).isTrue();
  }

  @Test
  void anAuditFindsPlacesThatAreMissingOrDouble() {
    ledger.patOfAlice();
    JsonNode first = ofToken(ledger.aatOfBob().text("access_token"));
    JsonNode second = ofToken(ledger.aatOfBob().text("access_token"));
    String id = second.path("id").asText();
    long place = second.at("/log/index").asLong();
    fsck();

    LedgerTables.change(realm, id, "LEAF_INDEX", first.at("/log/index").asText());
    JsonNode doubled = fsck();
    LedgerTables.change(realm, id, "LEAF_INDEX", "1000000");
    JsonNode missing = fsck();
    LedgerTables.change(realm, id, "LEAF_INDEX", String.valueOf(place));

    assertThat(doubled.at("/finding/index")).isEqualTo(first.at("/log/index"));
    assertThat(missing.at("/finding/index").asLong()).isEqualTo(place);
    assertThat(fsck().path("verifies").asBoolean()).isTrue();
  }

  @Test
  void aNewKeySignsAndTheOldOneStillVerifies() {
    String aat = ledger.aatOfBob().text("access_token");
    String path = "entries/" + ofToken(aat).path("id").asText() + "/evidence?format=tlog-proof";
    String before = ledger.get(path).body();
    String old = activeKey();

    Reply rotated = ledger.manage("log/keys", Map.of());

    assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
    String current = activeKey();
    assertThat(current).isNotEqualTo(old);
    Evidence.parse(before).verify(old);
    ledger.aatOfBob();
    Evidence.parse(ledger.get(path).body()).verify(current);
    assertThat(ledger.adminEvents("OBLIGATIONS_LEDGER"))
        .anySatisfy(e -> assertThat(e.path("resourcePath").asText()).endsWith("log/keys"));
  }

  @Test
  void theClausesAreToldInTheReadersLanguage() {
    JsonNode english = clauses("en");
    JsonNode german = clauses("de");

    assertThat(english).hasSize(14);
    assertThat(english.at("/4/title").asText())
        .isEqualTo("Leave protection to the authorization server");
    assertThat(english.at("/4/text").asText()).contains("the owner's resources").endsWith(".");
    assertThat(german.at("/4/title").asText())
        .isEqualTo("Den Schutz dem Autorisierungsserver überlassen");
    for (int i = 0; i < 14; i++) {
      assertThat(german.get(i).path("id")).isEqualTo(english.get(i).path("id"));
      assertThat(german.get(i).path("text")).isNotEqualTo(english.get(i).path("text"));
      assertThat(english.get(i).path("text").asText()).hasSizeGreaterThan(50);
    }
  }

  private JsonNode clauses(String language) {
    return Http.get(
            realm.adminUrl("obligations/clauses"),
            Http.AUTHORIZATION,
            realm.userAuthorization("auditor"),
            "Accept-Language",
            language)
        .json();
  }

  private String activeKey() {
    return Ledger.list(ledger.get("log").json().path("keys")).stream()
        .filter(key -> !key.has("retiredAt"))
        .reduce((first, second) -> second)
        .orElseThrow()
        .path("vkey")
        .asText();
  }

  private JsonNode fsck() {
    Reply reply = ledger.manage("log/fsck", Map.of());
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private List<JsonNode> entries(String query) {
    return Ledger.list(Ledger.granted(ledger.get("entries?" + query)).json());
  }

  private JsonNode ofToken(String accessToken) {
    String id = entries("tokenId=" + Ledger.tokenId(accessToken)).get(0).path("id").asText();
    return ledger.get("entries/" + id).json();
  }

  private JsonNode linked(JsonNode entry, String direction, String interaction) {
    for (JsonNode link : entry.path(direction)) {
      if (link.path("interaction").asText().equals(interaction)) {
        return ledger.get("entries/" + link.path("id").asText()).json();
      }
    }
    throw new AssertionError("no " + interaction + " in " + entry.path(direction));
  }

  private static List<String> interactions(JsonNode entry, String direction) {
    return Ledger.list(entry.path(direction)).stream()
        .map(
            l ->
                l.path("interaction").asText(l.path("type").asText()) + "=" + l.path("by").asText())
        .toList();
  }

  private static long sum(JsonNode buckets, String name) {
    long sum = 0;
    for (JsonNode bucket : buckets) {
      sum += bucket.path("counts").path(name).asLong();
    }
    return sum;
  }

  private static List<JsonNode> lines(String text) {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    text.lines()
        .forEach(
            line -> {
              try {
                lines.add(json.readTree(line));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return lines;
  }
}
