package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That each filter of the administrators' list narrows it to what it says, page by page. */
@ExtendWith(Keycloak.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObligationFiltersIT {

  private TestRealm realm;
  private String auditor;
  private String realmId;
  private String set;
  private String rpt;
  private List<JsonNode> all;

  /** Something of everything: reported and not, in force, ended and past. */
  @BeforeAll
  void setUp(TestRealm realm) throws InterruptedException {
    this.realm = realm;
    Ledger ledger = new Ledger(realm);
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat = ledger.patOfAlice().text("access_token");
    realm.client("print-service").revoke(ledger.aatOfBob().text("access_token"));
    Thread.sleep(50); // so that from and to have something before and after them
    String aat = ledger.aatOfBob().text("access_token");
    set = uma.registerResourceSet(pat, "Filtered", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    rpt =
        Ledger.granted(uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")))
            .text("rpt");
    uma.introspect(pat, rpt);
    Ledger.reportAccess(uma, pat, rpt, set);
    String unused = uma.registerPermission(pat, set, "view").text("ticket");
    Ledger.granted(uma.requestRpt(aat, unused));
    auditor = realm.userAuthorization("auditor");
    realmId = realm.adminGet("").path("id").asText();
    all = Ledger.list(Ledger.granted(ledger.query("max=1000")).json());
  }

  private static boolean isSide(JsonNode obligation, String member, String... values) {
    return Stream.of("obligated", "expecting")
        .map(side -> obligation.path(side).path(member).asText())
        .anyMatch(List.of(values)::contains);
  }

  private static Arguments filter(String name, String value, Predicate<JsonNode> meaning) {
    return Arguments.of(name, value, meaning);
  }

  private static Arguments member(String name, String member, String value) {
    return filter(name, value, o -> o.path(member).asText().equals(value));
  }

  Stream<Arguments> filters() {
    String operator = realm.adminGet("").path("displayName").asText();
    String middle = all.get(all.size() / 2).path("since").asText();
    String album = realm.clientUuid("photo-album");
    return Stream.of(
        filter("party", "alice", o -> isSide(o, "name", "alice")),
        filter("party", realm.userId("bob"), o -> isSide(o, "name", "bob")),
        filter("party", "Photo Album", o -> isSide(o, "name", "Photo Album")),
        filter("party", album, o -> isSide(o, "id", album)),
        filter("party", operator, o -> isSide(o, "name", operator)),
        filter("party", realmId, o -> isSide(o, "id", realmId)),
        role("authorizing_party"),
        role("requesting_party"),
        role("resource_server_operator"),
        role("authorization_server_operator"),
        member("clause", "clause", "RSO-AzP-Delegate-Protection"),
        member("clause", "clause", "RqP-AzP-Adhere-to-Terms"),
        member("state", "state", "in_force"),
        member("state", "state", "ended"),
        member("state", "state", "occurred"),
        member("state", "state", "not_reported"),
        member("tokenKind", "tokenKind", "pat"),
        member("tokenKind", "tokenKind", "aat"),
        member("tokenKind", "tokenKind", "rpt"),
        member("tokenKind", "tokenKind", "permission_ticket"),
        member("tokenId", "tokenId", Ledger.tokenId(rpt)),
        member("client", "clientId", "print-service"),
        filter(
            "client",
            album,
            o ->
                o.path("clientId").asText().equals("photo-album")
                    || o.path("resourceServer").asText().equals("photo-album")),
        filter(
            "resourceSet", set, o -> o.at("/permissions/0/resource_set_id").asText().equals(set)),
        filter("from", middle, o -> o.path("since").asLong() >= Long.parseLong(middle)),
        filter("to", middle, o -> o.path("since").asLong() < Long.parseLong(middle)));
  }

  private static Arguments role(String role) {
    return filter("role", role, o -> isSide(o, "role", role));
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("filters")
  void filterNarrowsTheListToWhatItSays(String filter, String value, Predicate<JsonNode> meaning) {
    List<String> expected = ids(all.stream().filter(meaning).toList());
    assertThat(expected).isNotEmpty().hasSizeLessThan(all.size());
    String url = realm.adminUrl("obligations?" + filter + "=" + Http.encode(value));

    assertThat(Ledger.pages(url + "&max=1000", auditor))
        .singleElement()
        .satisfies(page -> assertThat(ids(page)).isEqualTo(expected));
    List<List<JsonNode>> pages = Ledger.pages(url + "&max=1", auditor);
    assertThat(pages).allSatisfy(page -> assertThat(page).hasSizeLessThanOrEqualTo(1));
    assertThat(ids(pages.stream().flatMap(List::stream).toList())).isEqualTo(expected);
  }

  private static List<String> ids(List<JsonNode> obligations) {
    return obligations.stream().map(o -> o.path("id").asText()).toList();
  }
}
