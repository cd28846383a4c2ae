package io.github.umatrust.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.JwtApi;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.ClaimsForm;
import io.github.umatrust.testkit.uma.PhotoAlbum;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One exchange between alice, bob, their services and Keycloak, each step a real request. */
final class Exchange {

  private static final String CALENDAR = "https://calendar.example.com/";
  private static final String CONTACTS = "https://contacts.example.com/";
  private static final String CLAIMS_CALLBACK = "http://127.0.0.1/claims";
  private static final Pattern TICKET = Pattern.compile("ticket=\"([^\"]+)\"");

  /** Longer lines of other programs are cut. */
  private static final int WIDTH = 140;

  private final TestRealm realm;
  private final Transcript transcript;
  private final EvidenceCheck evidenceCheck;

  Exchange(TestRealm realm, Transcript transcript, EvidenceCheck evidenceCheck) {
    this.realm = realm;
    this.transcript = transcript;
    this.evidenceCheck = evidenceCheck;
  }

  /** Plays the exchange to its end, whatever the answers are. */
  void play() {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat = protectionToken();
    String photo = registeredPhoto(uma, pat);
    try (PhotoAlbum album = new PhotoAlbum(uma, pat, photo)) {
      String ticket = challenge(album);
      Browser bob = realm.browser("bob");
      String aat = authorizationToken(bob);
      ownerAsked(uma, aat, ticket);
      shared(photo);
      termsSet(photo);
      needInfo(uma, aat, ticket);
      termsAccepted(uma, bob, ticket);
      served(album, granted(uma, aat, ticket));
      refused(album, uma);
    }
    restrictedTokens();
    obligations("What is in force now, or occurred, as the auditor sees it:", "");
    revoked(pat);
    evidence(pat);
  }

  private String protectionToken() {
    transcript.step(
        "alice logs in and lets Photo Album protect her photos here: it gets a PAT by the code grant.");
    Reply reply =
        transcript.reply(
            "POST token endpoint", realm.grant("photo-album", "alice", "uma_protection"), 200);
    String pat = reply.text("access_token");
    transcript.field("scope", reply.text("scope"));
    transcript.field("expires_in", reply.text("expires_in"));
    transcript.check(
        !pat.isEmpty() && Tokens.scope(pat).contains("uma_protection"), "the token is no PAT");
    return pat;
  }

  private String registeredPhoto(UmaEndpoints uma, String pat) {
    transcript.step("Photo Album registers alice's photo as a resource set.");
    Reply reply =
        transcript.reply(
            "POST " + path(uma.resourceSets()),
            uma.registerResourceSet(pat, "Photo of the sea", PhotoAlbum.VIEW, "print"),
            201);
    transcript.field("_id", reply.text("_id"));
    transcript.field("user_access_policy_uri", reply.text("user_access_policy_uri"));
    return reply.text("_id");
  }

  private String challenge(PhotoAlbum album) {
    transcript.step(
        "Print Service asks Photo Album for the photo, with no RPT, and is challenged.");
    Reply reply = transcript.reply("GET " + PhotoAlbum.PHOTO, Http.get(album.photoUrl()), 401);
    transcript.field("WWW-Authenticate", reply.header("WWW-Authenticate").orElse(""));
    return ticket(reply);
  }

  private String ticket(Reply challenged) {
    String challenge = challenged.header("WWW-Authenticate").orElse("");
    Matcher ticket = TICKET.matcher(challenge);
    boolean found = challenge.startsWith("UMA ") && ticket.find();
    transcript.check(found, "there was no UMA challenge with a ticket");
    return found ? ticket.group(1) : "";
  }

  private String authorizationToken(Browser bob) {
    transcript.step("bob logs in and lets Print Service ask in his name: it gets an AAT.");
    Reply reply =
        transcript.reply(
            "POST token endpoint",
            realm.client("print-service").codeGrant(bob, "scope", "uma_authorization"),
            200);
    transcript.field("scope", reply.text("scope"));
    return reply.text("access_token");
  }

  private void ownerAsked(UmaEndpoints uma, String aat, String ticket) {
    transcript.step(
        "Print Service asks for an RPT. Nobody has decided yet, so alice is asked in her account console.");
    error(uma, aat, ticket, "request_submitted");
  }

  private Reply error(UmaEndpoints uma, String aat, String ticket, String error) {
    Reply reply =
        transcript.reply("POST " + path(uma.rptEndpoint()), uma.requestRpt(aat, ticket), 403);
    transcript.field("error", reply.text("error"));
    transcript.check(reply.text("error").equals(error), "the error is not " + error);
    return reply;
  }

  private void shared(String photo) {
    transcript.step("alice shares the photo with bob, as she does in Keycloak's account console.");
    transcript.reply(
        "PUT /account/resources/…/permissions",
        realm.share(photo, "alice", "bob", PhotoAlbum.VIEW),
        204);
  }

  private void termsSet(String photo) {
    transcript.step("alice sets terms for whoever gets the photo, and wants no more requests.");
    transcript.reply(
        "PUT /realms/" + realm.name() + "/uma/policy/…",
        Http.putJson(
            realm.issuer() + "/uma/policy/" + photo,
            Map.of(
                "terms",
                Map.of(
                    "version",
                    "1",
                    "texts",
                    List.of(Map.of("language", "en", "text", "Print it once, for yourself."))),
                "access_requests",
                false),
            Http.AUTHORIZATION,
            realm.accountAuthorization(realm.browser("alice"))),
        200);
  }

  private void needInfo(UmaEndpoints uma, String aat, String ticket) {
    transcript.step(
        "Print Service asks again with the same ticket. A share does not override terms.");
    Reply reply = error(uma, aat, ticket, "need_info");
    transcript.field("error_details", reply.json().path("error_details").toString());
  }

  private void termsAccepted(UmaEndpoints uma, Browser bob, String ticket) {
    transcript.step(
        "Print Service sends bob to the page where he reads the terms and accepts them.");
    String address =
        uma.claimsEndpoint()
            + "?"
            + Http.form(
                Map.of(
                    "client_id",
                    List.of("print-service"),
                    "claims_redirect_uri",
                    List.of(CLAIMS_CALLBACK),
                    "ticket",
                    List.of(ticket),
                    "state",
                    List.of("af0ifjsldkj")));
    Reply page = transcript.reply("GET the page", bob.visit(address, CLAIMS_CALLBACK), 200);
    transcript.check(
        page.body().contains("Print it once, for yourself."), "the page does not show the terms");
    Reply back =
        transcript.reply(
            "POST the page", bob.post(ClaimsForm.action(page), ClaimsForm.everything(page)), 303);
    String location = back.header("Location").orElse("");
    transcript.field("Location", location);
    transcript.check(
        location.startsWith(CLAIMS_CALLBACK)
            && location.contains("authorization_state=claims_submitted"),
        "the terms were not accepted");
  }

  private void refused(PhotoAlbum album, UmaEndpoints uma) {
    transcript.step("The auditor wants to see the photo, too. alice allowed nobody else: no.");
    String ticket = ticket(Http.get(album.photoUrl()));
    String aat = realm.grant("print-service", "auditor", "uma_authorization").text("access_token");
    error(uma, aat, ticket, "not_authorized");
  }

  private String granted(UmaEndpoints uma, String aat, String ticket) {
    transcript.step("Print Service asks once more with the same ticket and gets the RPT.");
    Reply reply =
        transcript.reply("POST " + path(uma.rptEndpoint()), uma.requestRpt(aat, ticket), 200);
    String rpt = reply.text("rpt");
    if (!rpt.isEmpty()) {
      transcript.field("aud", Tokens.audience(rpt).toString());
      transcript.field("permissions", Tokens.claims(rpt).path("permissions").toString());
    }
    return rpt;
  }

  private void served(PhotoAlbum album, String rpt) {
    transcript.step(
        "Print Service shows the RPT; Photo Album introspects it and serves the photo.");
    Reply reply =
        transcript.reply(
            "GET " + PhotoAlbum.PHOTO,
            Http.get(album.photoUrl(), Http.AUTHORIZATION, Http.bearer(rpt)),
            200);
    transcript.field("body", reply.body());
  }

  private void restrictedTokens() {
    OAuthClient planner = realm.client("planner");
    transcript.step("Planner asks for a token for the calendar API alone (RFC 8707).");
    Reply reply =
        transcript.reply(
            "POST token endpoint, resource=" + CALENDAR,
            planner.clientCredentials("scope", "calendar contacts", "resource", CALENDAR),
            200);
    String token = reply.text("access_token");
    List<String> audience = token.isEmpty() ? List.of() : Tokens.audience(token);
    transcript.field("aud", audience.toString());
    transcript.field("scope", reply.text("scope"));
    transcript.check(audience.equals(List.of(CALENDAR)), "the calendar is not the only audience");
    try (JwtApi calendar = new JwtApi(realm.issuer(), CALENDAR);
        JwtApi contacts = new JwtApi(realm.issuer(), CONTACTS)) {
      transcript.reply(
          "GET the calendar API",
          Http.get(calendar.url(), Http.AUTHORIZATION, Http.bearer(token)),
          200);
      transcript.reply(
          "GET the contacts API",
          Http.get(contacts.url(), Http.AUTHORIZATION, Http.bearer(token)),
          401);
    }

    transcript.step("Planner asks for a token for an API that nobody knows.");
    Reply unknown =
        transcript.reply(
            "POST token endpoint, resource=https://unknown.example.com/",
            planner.clientCredentials("resource", "https://unknown.example.com/"),
            400);
    transcript.field("error", unknown.text("error"));
    transcript.field("error_description", unknown.text("error_description"));
    transcript.check(
        unknown.text("error").equals("invalid_target"), "the error is not invalid_target");
  }

  private void revoked(String pat) {
    transcript.step("Photo Album's PAT is revoked: the obligations that lasted as long as it end.");
    transcript.reply("POST revocation endpoint", realm.client("photo-album").revoke(pat), 200);
    String tokenId = Tokens.claims(pat).path("jti").asText();
    JsonNode ended = obligations("What ended with the PAT:", "?tokenId=" + Http.encode(tokenId));
    int clauses = 0;
    for (JsonNode obligation : ended) {
      if (obligation.path("tokenKind").asText().equals("pat")) {
        clauses++;
        transcript.check(
            obligation.path("state").asText().equals("ended"),
            obligation.path("clause").asText() + " did not end");
      }
    }
    transcript.check(clauses == 5, clauses + " clauses of the PAT are on record instead of 5");
  }

  private void evidence(String pat) {
    transcript.step(
        "The auditor keeps the evidence that the PAT was recorded, and verifies it without Keycloak.");
    String[] authorization = {Http.AUTHORIZATION, realm.userAuthorization("auditor")};
    String tokenId = Tokens.claims(pat).path("jti").asText();
    String entry =
        transcript
            .reply(
                "GET /admin/realms/" + realm.name() + "/obligations/entries",
                Http.get(
                    realm.adminUrl("obligations/entries?tokenId=" + Http.encode(tokenId)),
                    authorization),
                200)
            .json()
            .at("/0/id")
            .asText();
    Reply proof =
        transcript.reply(
            "GET /admin/realms/" + realm.name() + "/obligations/entries/{id}/evidence",
            Http.get(
                realm.adminUrl("obligations/entries/" + entry + "/evidence?format=tlog-proof"),
                authorization),
            200);
    String log = realm.issuer() + "/obligations/log";
    Reply checkpoint =
        transcript.reply("GET " + path(log) + "/checkpoint", Http.get(log + "/checkpoint"), 200);
    checkpoint.body().lines().forEach(line -> transcript.line("     " + line));
    String verifierKey = Http.get(log + "/vkey").body().strip();
    transcript.field("verifier key", verifierKey);
    EvidenceCheck.Result result = evidenceCheck.run(proof.body(), verifierKey);
    transcript.line("   java -jar " + evidenceCheck.jar().getFileName() + " evidence …");
    for (String line : result.said()) {
      transcript.line("     " + (line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line));
    }
    transcript.check(result.verified(), "the evidence does not verify");
    transcript.check(
        result.said().toString().contains(tokenId), "the evidence is that of something else");
  }

  private JsonNode obligations(String heading, String query) {
    Reply reply =
        Http.get(
            realm.adminUrl("obligations") + query,
            Http.AUTHORIZATION,
            realm.userAuthorization("auditor"));
    transcript.line("");
    transcript.line(heading);
    transcript.reply("GET /admin/realms/" + realm.name() + "/obligations", reply, 200);
    transcript.line(ObligationTable.of(reply.json()));
    return reply.json();
  }

  private String path(String url) {
    return url.substring(realm.baseUrl().length());
  }
}
