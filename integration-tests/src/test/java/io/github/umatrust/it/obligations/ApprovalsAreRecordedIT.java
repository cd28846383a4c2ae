package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What owners approve, share and take back in the account console is on the record. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class ApprovalsAreRecordedIT {

  private final TestRealm realm;
  private final Journal journal;
  private final NativeAlbum album;
  private final String alice;
  private final String bob;

  ApprovalsAreRecordedIT(TestRealm realm) {
    this.realm = realm;
    this.journal = new Journal(realm);
    this.album = new NativeAlbum(realm);
    this.alice = realm.userId("alice");
    this.bob = realm.userId("bob");
  }

  @Test
  void sharingGrantsAndUnsharingEnds() {
    String resource = album.registered("Shared", "view", "print");

    realm.share(resource, "alice", "bob", "view", "print");

    List<JsonNode> approvals = approvalsOf(resource);
    assertThat(approvals).hasSize(2);
    assertThat(approvals)
        .extracting(a -> Journal.details(a).at("/permissions/0/scopes/0").asText())
        .containsExactlyInAnyOrder("view", "print");
    for (JsonNode approval : approvals) {
      assertThat(Journal.interaction(approval)).isEqualTo("authorization_granted");
      assertThat(approval.path("azp_id").asText()).isEqualTo(alice);
      assertThat(approval.path("rqp_id").asText()).isEqualTo(bob);
      assertThat(approval.path("rs_client_id").asText()).isEqualTo(NativeAlbum.CLIENT);
      assertThat(approval.path("confirmed").asBoolean()).isTrue();
      assertThat(approval.hasNonNull("expires_at")).isFalse();
      assertThat(approval.hasNonNull("session_id")).isFalse();
      assertThat(Journal.details(approval).at("/permissions/0/resource_set_name").asText())
          .isEqualTo("Shared");
    }
    int before = journal.rows().size();
    realm.share(resource, "alice", "bob", "view", "print");
    assertThat(journal.rows()).as("nothing has changed").hasSize(before);

    realm.share(resource, "alice", "bob", "view");

    String print = idOf(approvals, "print");
    String view = idOf(approvals, "view");
    assertThat(journal.ends())
        .contains("token:" + print + "/permissions_taken_back")
        .doesNotContain("token:" + view + "/permissions_taken_back")
        .doesNotContain(taken(resource));
    assertThat(approvalsOf(resource)).hasSize(2);

    realm.share(resource, "alice", "bob");

    assertThat(journal.ends())
        .contains("token:" + view + "/permissions_taken_back", taken(resource));
  }

  @Test
  void approvingARequestIsAGrant() {
    String resource = album.registered("Requested", "view");
    String ticket = album.ticket(album.ownPat(), resource, "view");
    String token = album.bob().text("access_token");
    Reply asked = album.redeem(token, ticket, "submit_request", "true");
    assertThat(asked.body()).contains("request_submitted");
    assertThat(approvalsOf(resource)).as("a request is none").isEmpty();

    realm.share(resource, "alice", "bob", "view");

    assertThat(approvalsOf(resource)).hasSize(1);
  }

  @Test
  void resourceServersApproveByTheTicketApi() {
    String resource = album.registered("By API", "view", "print");
    String pat = album.ownPat();
    String tickets = album.protection("permission/ticket");
    String pending =
        Ledger.granted(
                Http.postJson(
                    tickets, body(resource, "view", false), Http.AUTHORIZATION, Http.bearer(pat)))
            .text("id");
    assertThat(journal.of(pending)).as("not granted yet").isEmpty();

    put(tickets, pat, Map.of("id", pending, "granted", true));

    List<JsonNode> granted = journal.of(pending, "authorization_granted");
    assertThat(granted).hasSize(1);
    assertThat(granted.get(0).path("azp_id").asText()).isEqualTo(alice);
    assertThat(Journal.details(granted.get(0)).path("authorized_by").asText())
        .isEqualTo(Ledger.tokenId(pat));

    String other =
        Ledger.granted(
                Http.postJson(
                    tickets, body(resource, "print", true), Http.AUTHORIZATION, Http.bearer(pat)))
            .text("id");
    assertThat(journal.of(other, "authorization_granted")).hasSize(1);

    // says there that it is to be deleted
    put(tickets, pat, Map.of("id", pending, "granted", false));

    assertThat(journal.ends())
        .contains("token:" + pending + "/permissions_taken_back")
        .doesNotContain("token:" + other + "/permissions_taken_back", taken(resource));

    Reply deleted =
        Http.deleteJson(tickets + "/" + other, Map.of(), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(deleted.status()).as(deleted.body()).isEqualTo(204);
    assertThat(journal.ends())
        .contains("token:" + other + "/permissions_taken_back", taken(resource));
  }

  private Map<String, ?> body(String resource, String scope, boolean granted) {
    return Map.of("resource", resource, "requester", bob, "scopeName", scope, "granted", granted);
  }

  private static void put(String tickets, String pat, Map<String, ?> body) {
    Reply changed = Http.putJson(tickets, body, Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(changed.status()).as(changed.body()).isEqualTo(204);
  }

  @Test
  void whatIsRefusedIsNotRecorded() {
    String resource = album.registered("Refused", "view");
    int before = journal.rows().size();

    Reply refused =
        Http.putJson(
            realm.issuer() + "/account/resources/" + resource + "/permissions",
            List.of(Map.of("username", "auditor", "scopes", List.of("view"))),
            Http.AUTHORIZATION,
            realm.accountAuthorization(realm.browser("bob")));
    Reply anonymous =
        Http.putJson(
            realm.issuer() + "/account/resources/" + resource + "/permissions",
            List.of(Map.of("username", "auditor", "scopes", List.of("view"))));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(journal.rows()).hasSize(before);
  }

  private List<JsonNode> approvalsOf(String resource) {
    return journal.rows().stream()
        .filter(row -> row.path("token_kind").asText().equals("approval"))
        .filter(
            row ->
                Journal.details(row).at("/permissions/0/resource_set_id").asText().equals(resource))
        .toList();
  }

  private String taken(String resource) {
    return "permission:" + resource + "/" + bob + "/permissions_taken_back";
  }

  private static String idOf(List<JsonNode> approvals, String scope) {
    return approvals.stream()
        .filter(a -> Journal.details(a).at("/permissions/0/scopes/0").asText().equals(scope))
        .findFirst()
        .orElseThrow()
        .path("token_id")
        .asText();
  }
}
