package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every error of the RPT endpoint to the letter (UMA Core 1.0.1 §3.5.4, §4; RFC 6750 §3.1). What a
 * body must be like is in {@link #BAD_REQUESTS}.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class RptErrorsIT {

  private static final String NOT_JSON = "the body is not well-formed JSON, or has a member twice";
  private static final String NO_OBJECT = "the body is not a JSON object";
  private static final String CONTENT_TYPE = "the content type must be application/json";

  /** A body that is refused, and why; TICKET is a good ticket. */
  private record BadRequest(String name, String body, String description) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<BadRequest> BAD_REQUESTS =
      List.of(
          new BadRequest("an empty body", "", NO_OBJECT),
          new BadRequest("not JSON", "ticket=TICKET", NOT_JSON),
          new BadRequest("half an object", "{\"ticket\":\"TICKET\"", NOT_JSON),
          new BadRequest("two objects", "{\"ticket\":\"TICKET\"} {}", NOT_JSON),
          new BadRequest("a comment", "{\"ticket\":\"TICKET\"/* */}", NOT_JSON),
          new BadRequest("single quotes", "{'ticket':'TICKET'}", NOT_JSON),
          new BadRequest("an array", "[{\"ticket\":\"TICKET\"}]", NO_OBJECT),
          new BadRequest("a text", "\"TICKET\"", NO_OBJECT),
          new BadRequest("null", "null", NO_OBJECT),
          new BadRequest("two tickets", "{\"ticket\":\"TICKET\",\"ticket\":\"b\"}", NOT_JSON),
          new BadRequest(
              "two tickets, one escaped",
              "{\"ticket\":\"TICKET\",\"\\u0074icket\":\"TICKET\"}",
              NOT_JSON),
          new BadRequest(
              "two RPTs", "{\"ticket\":\"TICKET\",\"rpt\":\"a\",\"rpt\":\"b\"}", NOT_JSON),
          new BadRequest("no ticket", "{}", "ticket is missing"),
          new BadRequest("a ticket in capitals", "{\"Ticket\":\"TICKET\"}", "ticket is missing"),
          new BadRequest("an empty ticket", "{\"ticket\":\"\"}", "ticket is empty"),
          new BadRequest("a blank ticket", "{\"ticket\":\" \"}", "ticket is empty"),
          new BadRequest("a number", "{\"ticket\":1}", "ticket must be text"),
          new BadRequest(
              "a number beyond all bounds",
              "{\"ticket\":\"TICKET\",\"x\":1e7442183647}",
              "the body has a number that is too great or too small"),
          new BadRequest("ticket: null", "{\"ticket\":null}", "ticket must be text"),
          new BadRequest("ticket: true", "{\"ticket\":true}", "ticket must be text"),
          new BadRequest("several", "{\"ticket\":[\"TICKET\"]}", "ticket must be text"),
          new BadRequest("an object", "{\"ticket\":{}}", "ticket must be text"),
          new BadRequest(
              "NUL in it",
              "{\"ticket\":\"TICKET\\u0000\"}",
              "ticket has a character that is not allowed"),
          new BadRequest(
              "half a surrogate pair",
              "{\"ticket\":\"TICKET\\ud800\"}",
              "ticket has a character that is not allowed"),
          new BadRequest("a NUL of its own", "{\"ticket\":\"TICKET\u0000\"}", NOT_JSON),
          new BadRequest("rpt: null", "{\"ticket\":\"TICKET\",\"rpt\":null}", "rpt must be text"),
          new BadRequest("rpt: 1", "{\"ticket\":\"TICKET\",\"rpt\":1}", "rpt must be text"),
          new BadRequest("rpt: {}", "{\"ticket\":\"TICKET\",\"rpt\":{}}", "rpt must be text"),
          new BadRequest("claim tokens: null", claims("null"), "claim_tokens must be an array"),
          new BadRequest("claim tokens: {}", claims("{}"), "claim_tokens must be an array"),
          new BadRequest(
              "claim tokens of text", claims("[\"a\"]"), "claim_tokens must have objects only"),
          new BadRequest("no format", claims("[{\"token\":\"t\"}]"), "format is missing"),
          new BadRequest("no token", claims("[{\"format\":\"f\"}]"), "token is missing"),
          new BadRequest(
              "a format that is none",
              claims("[{\"format\":[\"f\"],\"token\":\"t\"}]"),
              "format must be text"),
          new BadRequest(
              "a format too long",
              claims("[{\"format\":\"" + "f".repeat(256) + "\",\"token\":\"t\"}]"),
              "format is longer than 255 characters"),
          new BadRequest(
              "an empty token", claims("[{\"format\":\"f\",\"token\":\"\"}]"), "token is empty"),
          new BadRequest(
              "eleven claim tokens",
              claims(Collections.nCopies(11, "{\"format\":\"f\",\"token\":\"t\"}").toString()),
              "claim_tokens has more than 10 elements"),
          new BadRequest(
              "one byte too long",
              "{\"ticket\":\"TICKET\",\"more\":\"" + "a".repeat(65_536) + "\"}",
              "the body is longer than 65536 bytes"),
          new BadRequest(
              "deep nesting",
              "{\"ticket\":\"TICKET\",\"more\":" + "[".repeat(21) + "]".repeat(21) + "}",
              NOT_JSON),
          new BadRequest(
              "very deep nesting",
              "{\"ticket\":\"TICKET\",\"more\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}",
              NOT_JSON));

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final SharedAlbum album;
  private final String aat;
  private final String ticket;

  RptErrorsIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.album = new SharedAlbum(realm);
    this.aat = album.aat("bob");
    this.ticket = album.ticket(album.set(), "view");
  }

  private static String claims(String claimTokens) {
    return "{\"ticket\":\"TICKET\",\"claim_tokens\":" + claimTokens + "}";
  }

  static List<BadRequest> badRequests() {
    return BAD_REQUESTS;
  }

  @ParameterizedTest(name = "invalid_request: {0}")
  @MethodSource("badRequests")
  void aBadRequestIsToldWhatIsBad(BadRequest bad) {
    is(
        album.send(aat, bad.body().replace("TICKET", ticket)),
        400,
        "{\"error\":\"invalid_request\",\"error_description\":\"%s\"}"
            .formatted(bad.description()));
  }

  /** Nothing of all that has used up the ticket, or bound it. */
  @Test
  void aBadRequestChangesNothing() {
    String fresh = album.ticket(album.set(), "view");
    String auditors = album.aat("auditor");
    for (BadRequest bad : BAD_REQUESTS) {
      assertThat(album.send(auditors, bad.body().replace("TICKET", fresh)).status()).isEqualTo(400);
    }
    assertThat(uma.requestRpt(aat, fresh).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/*",
        "*/*",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json/x",
        "nonsense"
      })
  void theContentTypeMustBeJson(String type) {
    Reply reply =
        Http.send(
            "POST",
            uma.rptEndpoint(),
            "{\"ticket\":\"" + ticket + "\"}",
            "Content-Type",
            type,
            Http.AUTHORIZATION,
            Http.bearer(aat));
    is(
        reply,
        400,
        "{\"error\":\"invalid_request\",\"error_description\":\"" + CONTENT_TYPE + "\"}");
  }

  @Test
  void aRequestWithoutAContentTypeOrBodyIsBad() {
    for (Reply reply :
        List.of(
            Http.send(
                "POST",
                uma.rptEndpoint(),
                "{\"ticket\":\"" + ticket + "\"}",
                Http.AUTHORIZATION,
                Http.bearer(aat)),
            Http.send("POST", uma.rptEndpoint(), null, Http.AUTHORIZATION, Http.bearer(aat)))) {
      is(
          reply,
          400,
          "{\"error\":\"invalid_request\",\"error_description\":\"" + CONTENT_TYPE + "\"}");
    }
  }

  /** Keycloak itself fails at them, some when the work is done already. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "application/json/x",
        "/",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/mixed; boundary=\"a b\"",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/x-www-form-urlencoded/%zz"
      })
  void noEndpointFailsAtAContentType(String type) {
    String set = album.registered("With a content type");
    Map<String, String> requests =
        Map.of(
            uma.rptEndpoint(), "POST",
            uma.permissionEndpoint(), "POST",
            uma.introspectionEndpoint(), "POST",
            uma.resourceSets(), "GET",
            uma.resourceSets(set), "PUT");
    requests.forEach(
        (url, method) -> {
          Reply reply =
              Http.send(
                  method,
                  url,
                  method.equals("GET") ? null : "{\"name\":\"a\",\"scopes\":[\"view\"]}",
                  "Content-Type",
                  type,
                  Http.AUTHORIZATION,
                  Http.bearer(url.equals(uma.rptEndpoint()) ? aat : album.pat()));
          assertThat(reply.status()).as(url + ": " + reply.body()).isLessThan(500);
          if (!method.equals("GET")) {
            assertThat(reply.text("error")).as(url).isEqualTo("invalid_request");
          }
        });
    Reply deleted =
        Http.send(
            "DELETE",
            uma.resourceSets(set),
            null,
            "Content-Type",
            type,
            Http.AUTHORIZATION,
            Http.bearer(album.pat()));
    assertThat(deleted.status()).isEqualTo(204);
  }

  @Test
  void aBodyThatIsNotUtf8IsBad() throws IOException, InterruptedException {
    byte[] body = "{\"ticket\":\"TICKET?\"}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    body[body.length - 3] = (byte) 0xff;
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(uma.rptEndpoint()))
                    .POST(BodyPublishers.ofByteArray(body))
                    .header("Content-Type", "application/json")
                    .header(Http.AUTHORIZATION, Http.bearer(aat))
                    .build(),
                BodyHandlers.ofString());
    is(
        new Reply(response.statusCode(), response.headers(), response.body()),
        400,
        "{\"error\":\"invalid_request\",\"error_description\":\"the body is not UTF-8\"}");
  }

  /** The longest body that is read. */
  @Test
  void unknownMembersAreIgnoredUpToTheLongestBody() {
    String start = "{\"ticket\":\"x\",\"more\":\"";
    String longest = start + "a".repeat(65_536 - start.length() - 2) + "\"}";
    is(album.send(aat, longest), 400, INVALID_TICKET);
    is(album.send(aat, longest + " "), 400, tooLong());
  }

  private static final String INVALID_TICKET =
      "{\"error\":\"invalid_ticket\",\"error_description\":\"the permission ticket is not known\"}";

  private static String tooLong() {
    return "{\"error\":\"invalid_request\","
        + "\"error_description\":\"the body is longer than 65536 bytes\"}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\ud800", "\\ud800.\\udfff.\\u0000", "e30.e30.e30", "💥"})
  void whatIsNoRptFailsNothing(String rpt) {
    Reply reply =
        album.send(
            aat,
            "{\"ticket\":\"%s\",\"rpt\":\"%s\"}".formatted(album.ticket(album.set(), "view"), rpt));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().fieldNames()).toIterable().containsExactly("rpt");
    assertThat(reply.header("Cache-Control")).hasValue("no-store");
  }

  @Test
  void anUnknownTicketIsInvalid() {
    List<String> unknown =
        new ArrayList<>(List.of("x", "%s%n", "' or 1=1 --", "../../x", "💥", "A".repeat(43)));
    unknown.addAll(List.of("A".repeat(255), "A".repeat(256), "A".repeat(60_000), ticket + "A"));
    for (String none : unknown) {
      is(uma.requestRpt(aat, none), 400, INVALID_TICKET);
    }
  }

  @Test
  void aTicketThatIsTooOldIsExpired() throws InterruptedException {
    realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "1")));
    String old;
    try {
      old = album.ticket(album.set(), "view");
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "300")));
    }
    Thread.sleep(2_000);
    is(
        uma.requestRpt(aat, old),
        400,
        "{\"error\":\"expired_ticket\","
            + "\"error_description\":\"the permission ticket has expired\"}");
  }

  @Test
  void whoIsRefusedIsNotAuthorized() {
    is(
        uma.requestRpt(aat, album.ticket(album.set(), "delete")),
        403,
        "{\"error\":\"not_authorized\",\"error_description\":\"access is not granted\"}");
  }

  @Test
  void whereNobodyHasDecidedTheRequestIsSubmitted() {
    is(
        uma.requestRpt(aat, album.ticket(album.set(), "print")),
        403,
        "{\"error\":\"request_submitted\","
            + "\"error_description\":\"the owner has been asked and must decide\"}");
  }

  @Test
  void whatMustBeKnownIsNeeded() {
    String set = album.registered("With everything");
    album
        .console(set)
        .setAttributes(
            Map.of(
                "uma_terms_version",
                List.of("1"),
                "uma_terms_text_en",
                List.of("Print nothing."),
                "uma_required_acr",
                List.of("urn:gold"),
                "uma_required_claims",
                List.of(
                    "[{\"name\":\"email\",\"friendly_name\":\"work mail\",\"claim_type\":\"urn:m\","
                        + "\"claim_token_format\":[\"urn:f\"],\"issuer\":[\"https://idp.test\"],"
                        + "\"values\":[\"secret@example.com\"]}]")));
    String asked = album.ticket(set, "view");
    is(
        uma.requestRpt(aat, asked),
        403,
        ("{\"error\":\"need_info\","
                + "\"error_description\":\"more must be known of the requesting party\","
                + "\"error_details\":{"
                + "\"authentication_context\":{\"required_acr\":[\"urn:gold\"]},"
                + "\"requesting_party_claims\":{\"required_claims\":[{\"name\":\"email\","
                + "\"friendly_name\":\"work mail\",\"claim_type\":\"urn:m\","
                + "\"claim_token_format\":[\"urn:f\"],\"issuer\":[\"https://idp.test\"]}],"
                + "\"redirect_user\":true,\"ticket\":\"%s\"}}}")
            .formatted(asked));
  }

  @Test
  void whoeverHasNoAatIsChallenged() {
    Reply missing = Http.postJson(uma.rptEndpoint(), Map.of("ticket", ticket));
    is(
        missing,
        401,
        "{\"error\":\"invalid_token\",\"error_description\":\"an access token is required\"}");
    challenge(missing, "Bearer realm=\"%s\"".formatted(realm.name()));

    for (String none : List.of("nonsense", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30.")) {
      Reply invalid = uma.requestRpt(none, ticket);
      is(
          invalid,
          401,
          "{\"error\":\"invalid_token\","
              + "\"error_description\":\"the access token is not valid\"}");
      challenge(
          invalid,
          "Bearer realm=\"%s\", error=\"invalid_token\", error_description=\"the access token is not valid\""
              .formatted(realm.name()));
    }

    Reply insufficient = uma.requestRpt(album.pat(), ticket);
    is(
        insufficient,
        403,
        "{\"error\":\"insufficient_scope\",\"error_description\":"
            + "\"the access token does not have the scope uma_authorization\"}");
    challenge(
        insufficient,
        ("Bearer realm=\"%s\", error=\"insufficient_scope\", "
                + "error_description=\"the access token does not have the scope uma_authorization\", "
                + "scope=\"uma_authorization\"")
            .formatted(realm.name()));
  }

  /** Whoever may not ask learns nothing of the body: that is looked at last. */
  @Test
  void theTokenComesBeforeTheBody() {
    is(
        album.send("nonsense", "nonsense"),
        401,
        "{\"error\":\"invalid_token\",\"error_description\":\"the access token is not valid\"}");
    assertThat(album.send(album.pat(), "nonsense").text("error")).isEqualTo("insufficient_scope");
  }

  @Test
  void aDisabledRealmDeniesAccess() {
    realm.changeRealm(Map.of("enabled", false));
    try {
      is(
          uma.requestRpt(aat, ticket),
          403,
          "{\"error\":\"access_denied\",\"error_description\":\"the realm is disabled\"}");
    } finally {
      realm.changeRealm(Map.of("enabled", true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
  void otherMethodsAreUnsupported(String method) {
    Reply reply =
        Http.send(
            method,
            uma.rptEndpoint(),
            method.equals("GET") ? null : "{}",
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            Http.bearer(aat));
    is(
        reply,
        405,
        "{\"error\":\"unsupported_method_type\",\"error_description\":\"allowed here: POST\"}");
    assertThat(reply.header("Allow")).hasValue("POST");
  }

  private static void challenge(Reply reply, String expected) {
    assertThat(reply.headers().allValues("WWW-Authenticate")).containsExactly(expected);
  }

  /** The body to the letter: nothing of a stack trace, and nothing of another error's shape. */
  private static void is(Reply reply, int status, String body) {
    assertThat(reply.body()).isEqualTo(body);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type").orElse("")).startsWith("application/json");
    assertThat(reply.headers().allValues("Cache-Control")).containsExactly("no-store");
  }
}
