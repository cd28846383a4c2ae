package io.github.umatrust.it.obligations;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The ledger of a realm, as its auditor reads it. */
record Ledger(TestRealm realm) {

  /** Obligations of a query, for example {@code state=ended&max=5}. */
  Reply query(String query) {
    return Http.get(
        realm.adminUrl("obligations") + (query.isEmpty() ? "" : "?" + query),
        Http.AUTHORIZATION,
        realm.userAuthorization("auditor"));
  }

  /**
   * What is on the pages of an address, one page after the other as the links lead, each of them in
   * a list of its own.
   */
  static List<List<JsonNode>> pages(String url, String authorization) {
    List<List<JsonNode>> pages = new ArrayList<>();
    Optional<String> next = Optional.of(url);
    while (next.isPresent()) {
      Reply page = granted(Http.get(next.get(), Http.AUTHORIZATION, authorization));
      pages.add(list(page.json()));
      next = page.header("Link").map(link -> link.substring(1, link.indexOf(">; rel=\"next\"")));
    }
    return pages;
  }

  /** What the auditor gets from below the ledger, for example {@code entries?max=5}. */
  Reply get(String path) {
    return Http.get(
        realm.adminUrl("obligations" + (path.startsWith("?") ? "" : "/") + path),
        Http.AUTHORIZATION,
        realm.userAuthorization("auditor"));
  }

  /** What the server's administrator gets for a change. */
  Reply manage(String path, Object body) {
    return Http.postJson(
        realm.adminUrl("obligations/" + path), body, Http.AUTHORIZATION, realm.administrator());
  }

  /** Has the resource server report that it let somebody view a resource set just now. */
  static void reportAccess(UmaEndpoints uma, String pat, String rpt, String set) {
    Reply reply =
        uma.reportAccess(
            pat,
            Map.of(
                "report_id",
                UUID.randomUUID().toString(),
                "occurred_at",
                Instant.now().getEpochSecond(),
                "rpt",
                rpt,
                "resource_set_id",
                set,
                "scopes",
                List.of("view"),
                "decision",
                "allow"));
    if (reply.status() / 100 != 2) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
  }

  /** The realm's admin events of a resource type. */
  List<JsonNode> adminEvents(String resourceType) {
    return list(realm.adminGet("admin-events?max=500")).stream()
        .filter(event -> event.path("resourceType").asText().equals(resourceType))
        .toList();
  }

  /** The obligations of a query, in the order they began. */
  List<JsonNode> obligations(String query) {
    return list(granted(query(query)).json()).stream()
        .sorted(
            Comparator.comparingLong((JsonNode o) -> o.path("since").asLong())
                .thenComparing(o -> o.path("firstEntry").asText()))
        .toList();
  }

  /** The obligations that hang on this access token, without what nobody knows. */
  List<JsonNode> ofToken(String accessToken) {
    return ofTokenId(tokenId(accessToken));
  }

  /** The obligations that hang on the token or ticket of this id, without what nobody knows. */
  List<JsonNode> ofTokenId(String tokenId) {
    return obligations("tokenId=" + Http.encode(tokenId)).stream()
        .filter(obligation -> !state(obligation).equals("not_reported"))
        .toList();
  }

  /** The clauses of this access token of which only the resource server could tell, and did not. */
  List<String> unreportedOf(String accessToken) {
    return clauses(obligations("state=not_reported&tokenId=" + Http.encode(tokenId(accessToken))));
  }

  List<String> statesOf(String accessToken) {
    return ofToken(accessToken).stream().map(Ledger::state).distinct().toList();
  }

  static String tokenId(String accessToken) {
    return Tokens.claims(accessToken).path("jti").asText();
  }

  /** State, with the reason where there is one: {@code ended/revoked}. */
  static String state(JsonNode obligation) {
    String reason = obligation.path("endReason").asText("");
    return obligation.path("state").asText() + (reason.isEmpty() ? "" : "/" + reason);
  }

  static List<String> clauses(List<JsonNode> obligations) {
    return obligations.stream().map(o -> o.path("clause").asText()).toList();
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** The names of the parties, {@code obligated > expecting}. */
  static String parties(JsonNode obligation) {
    return obligation.at("/obligated/name").asText("")
        + " > "
        + obligation.at("/expecting/name").asText("");
  }

  /** A PAT for alice by the code grant. */
  Reply patOfAlice(String... more) {
    return granted(
        realm
            .client("photo-album")
            .codeGrant(
                realm.browser("alice"), concat(List.of("scope", "openid uma_protection"), more)));
  }

  /** An AAT for bob by the code grant. */
  Reply aatOfBob() {
    return granted(realm.grant("print-service", "bob", "openid uma_authorization"));
  }

  /** An RPT of Keycloak's own UMA 2.0 for the resource server photo-album. */
  Reply nativeRpt(String accessToken, String resourceId) {
    return Http.postForm(
        realm.issuer() + "/protocol/openid-connect/token",
        Map.of(
            "grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
            "audience", List.of("photo-album"),
            "permission", List.of(resourceId + "#view")),
        Http.AUTHORIZATION,
        Http.bearer(accessToken));
  }

  /** A resource of alice's at photo-album that bob may view. */
  String resourceOfAliceThatBobMayView(String name) {
    String server = realm.authorizationPath("photo-album");
    String resource =
        realm
            .adminPost(
                server + "/resource",
                Map.of(
                    "name",
                    name,
                    "owner",
                    Map.of("id", realm.userId("alice")),
                    "scopes",
                    List.of(Map.of("name", "view"))))
            .text("_id");
    String policy =
        realm
            .adminPost(
                server + "/policy/user",
                Map.of("name", "bob and " + name, "users", List.of(realm.userId("bob"))))
            .text("id");
    realm.adminPost(
        server + "/permission/resource",
        Map.of(
            "name", "view " + name, "resources", List.of(resource), "policies", List.of(policy)));
    return resource;
  }

  /** Logs out the session of a refresh token. */
  Reply logout(String client, String refreshToken) {
    return Http.postForm(
        realm.issuer() + "/protocol/openid-connect/logout",
        Map.of("refresh_token", List.of(refreshToken)),
        Http.AUTHORIZATION,
        Http.basic(client, client + "-secret"));
  }

  static Reply granted(Reply reply) {
    if (reply.status() != 200) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
    return reply;
  }

  private static String[] concat(List<String> first, String... more) {
    return Stream.concat(first.stream(), Arrays.stream(more)).toArray(String[]::new);
  }
}
