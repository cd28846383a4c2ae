package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.PhotoAlbum;
import io.github.umatrust.testkit.uma.UmaClient;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The Kantara interop feature tests of UMA 1 that an authorization server has to pass with its
 * authorization API, each named by its id; {@link KantaraInteropIT} has those of the protection
 * API. They were written for drafts, which had an endpoint for RPTs and another for adding to them;
 * where UMA 1.0.1 says otherwise the test expects what 1.0.1 says. Those whose role is the client
 * but whose subject is this server's answer are here too.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class KantaraAuthorizationIT {

  private static final String AUTHORIZATION = "uma_authorization";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final OAuthClient printer;
  private final SharedAlbum album;
  private final String aat;

  KantaraAuthorizationIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.printer = realm.client("print-service");
    this.album = new SharedAlbum(realm);
    this.aat = album.aat("bob");
  }

  /** The scope was the URI of a document, and is {@code uma_authorization} since 1.0. */
  @Test
  @DisplayName("FT-c-get-aat")
  void anAatIsIssuedToWhoeverGoesThroughTheCodeFlowWithTheScopeAndToNobodyElse() {
    Reply granted = printer.codeGrant(realm.browser("bob"), "scope", AUTHORIZATION);
    assertThat(granted.status()).isEqualTo(200);
    assertThat(granted.text("scope").split(" ", -1)).contains(AUTHORIZATION);
    assertThat(album.request(granted.text("access_token")).status()).isEqualTo(200);

    assertThat(printer.code("made-up").text("error")).isEqualTo("invalid_grant");
    assertThat(realm.client("print-service", "a guess").code(code()).text("error"))
        .isEqualTo("unauthorized_client");
    assertThat(realm.client("photo-album").code(code()).text("error")).isEqualTo("invalid_grant");
    String once = code();
    assertThat(printer.code(once).status()).isEqualTo(200);
    assertThat(printer.code(once).text("error")).isEqualTo("invalid_grant");
    assertThat(realm.client("planner").authorize(realm.browser("bob"), "scope", AUTHORIZATION))
        .containsEntry("error", "invalid_scope");
  }

  @Test
  @DisplayName("FT-as-require-aat")
  void theAuthorizationApiNeedsAnAat() {
    String plain = printer.codeGrant(realm.browser("bob"), "scope", "openid").text("access_token");
    for (String token : List.of(plain, album.pat())) {
      Reply refused = album.request(token);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("insufficient_scope");
      assertThat(refused.header("WWW-Authenticate").orElse(""))
          .contains("scope=\"" + AUTHORIZATION + "\"");
    }
    assertThat(album.request("made-up").text("error")).isEqualTo("invalid_token");
    assertThat(Http.postJson(uma.rptEndpoint(), Map.of("ticket", "x")).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("FT-c-use-aat")
  void aClientThatPresentsItsAatIsServed() {
    String set = album.registered("With a photo");
    try (PhotoAlbum photos = new PhotoAlbum(uma, album.pat(), set)) {
      UmaClient.Outcome outcome = new UmaClient(aat).read(photos.photoUrl());
      assertThat(outcome.reply().status()).isEqualTo(200);
      assertThat(outcome.reply().body()).isEqualTo("a photo of the sea");
    }
  }

  /** It needed no ticket in the drafts; it is an answer to one since 1.0. */
  @Test
  @DisplayName("FT-c-get-rpt")
  void aClientWithAnAatGetsAnRptInPlaceOfTheOneItHad() {
    String first = album.rpt(aat);
    String second = add(aat, album.ticket(album.set(), "view"), first).text("rpt");
    assertThat(second).isNotEqualTo(first);
    assertThat(album.isActive(second)).isTrue();
    assertThat(album.isActive(first)).isFalse();
  }

  @Test
  @DisplayName("FT-as-issue-rpt")
  void anRptIsIssuedForAValidAat() {
    Reply issued = album.request(aat);
    assertThat(issued.status()).isEqualTo(200);
    assertThat(issued.header("Content-Type").orElse("")).startsWith("application/json");
    assertThat(issued.header("Cache-Control")).contains("no-store");
    assertThat(issued.json().fieldNames()).toIterable().containsExactly("rpt");
    assertThat(Tokens.audience(issued.text("rpt"))).containsExactly("photo-album");
  }

  @Test
  @DisplayName("FT-c-add-authz-data")
  void aClientPresentsAatRptAndTicketAndIsAnsweredWithSuccessOrAnError() {
    String rpt = album.rpt(aat);
    String other = album.registered("Another");
    Reply granted = add(aat, album.ticket(other, "view"), rpt);
    assertThat(granted.status()).isEqualTo(200);
    assertThat(permissions(granted.text("rpt"))).hasSize(2);
    Reply refused = add(aat, album.ticket(other, "delete"), granted.text("rpt"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("not_authorized");
    assertThat(permissions(granted.text("rpt"))).hasSize(2);
  }

  /** {@code not_authorized_permission} is {@code not_authorized} since 1.0. */
  @Test
  @DisplayName("FT-as-denied")
  void aDenialSaysWhetherItIsTheTicketOrThePolicy() throws InterruptedException {
    denied(uma.requestRpt(aat, "made-up"), 400, "invalid_ticket");
    realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "1")));
    String old;
    try {
      old = album.ticket(album.set(), "view");
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "300")));
    }
    Thread.sleep(2_000);
    denied(uma.requestRpt(aat, old), 400, "expired_ticket");
    denied(uma.requestRpt(aat, album.ticket(album.set(), "delete")), 403, "not_authorized");
  }

  /** The client's RPT was changed in the drafts; a new one takes its place here. */
  @Test
  @DisplayName("FT-as-give-authz-data")
  void whatIsPermittedIsAddedToWhatWas() {
    String rpt = album.rpt(aat);
    String other = album.registered("Given too");
    Reply given = add(aat, album.ticket(other, "view"), rpt);
    assertThat(given.status()).isEqualTo(200);
    JsonNode permissions = permissions(given.text("rpt"));
    assertThat(permissions).hasSize(2);
    assertThat(permissions.path(0).path("resource_set_id").asText()).isEqualTo(album.set());
    assertThat(permissions.path(1).path("resource_set_id").asText()).isEqualTo(other);
    for (JsonNode permission : permissions) {
      assertThat(Reply.texts(permission.path("scopes"))).containsExactly("view");
    }
  }

  /** {@code need_claims} is {@code need_info} since 1.0, with what is needed in its details. */
  @Test
  @DisplayName("FT-as-need-claims")
  void whatIsNeededOfTheRequestingPartyIsTold() {
    String set = album.registered("For known people");
    album.console(set).setRequiredClaims("[{\"name\":\"email\",\"friendly_name\":\"address\"}]");
    String ticket = album.ticket(set, "view");
    Reply needed = uma.requestRpt(aat, ticket);
    denied(needed, 403, "need_info");
    JsonNode party = needed.json().path("error_details").path("requesting_party_claims");
    assertThat(party.path("required_claims")).hasSize(1);
    JsonNode claim = party.path("required_claims").path(0);
    assertThat(claim.path("name").asText()).isEqualTo("email");
    assertThat(claim.path("friendly_name").asText()).isEqualTo("address");
    assertThat(Reply.texts(claim.path("claim_token_format")))
        .isEqualTo(Reply.texts(uma.configuration().path("claim_token_profiles_supported")))
        .isNotEmpty();
    assertThat(party.path("redirect_user").asBoolean()).isTrue();
    assertThat(party.path("ticket").asText()).isEqualTo(ticket);
  }

  private static void denied(Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.text("error")).isEqualTo(error);
    assertThat(reply.json().has("rpt")).isFalse();
  }

  private Reply add(String token, String ticket, String rpt) {
    return Http.postJson(
        uma.rptEndpoint(),
        Map.of("ticket", ticket, "rpt", rpt),
        Http.AUTHORIZATION,
        Http.bearer(token));
  }

  private JsonNode permissions(String rpt) {
    return uma.introspect(album.pat(), rpt).json().path("permissions");
  }

  /** A code for an AAT of bob's. */
  private String code() {
    return printer
        .authorize(realm.browser("bob"), "scope", AUTHORIZATION)
        .getOrDefault("code", "no code");
  }
}
