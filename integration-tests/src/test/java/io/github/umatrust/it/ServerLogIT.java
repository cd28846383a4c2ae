package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.http.SlowRequest;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.uma.ClaimsForm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What the server writes into its log and keeps as events, where its operator wants to know all
 * that the JARs have to say.
 */
@Tag("thorough")
@TestInstance(Lifecycle.PER_CLASS)
class ServerLogIT {

  /** Keycloak logs events without an error at DEBUG. */
  private static final String LEVELS =
      "--log-level=INFO,io.github.umatrust:debug,org.keycloak.events:debug";

  /** What somebody would have the log say, in its own form and of a day that never was. */
  private static final String FORGED = "2001-02-03 04:05:06,789 ERROR [org.keycloak] (main) FORGED";

  private static final String FORGED_DAY = "2001-02-03";

  private static final String ID_TOKEN =
      "http://openid.net/specs/openid-connect-core-1_0.html#IDToken";
  private static final String CLAIMS_CALLBACK = "http://127.0.0.1:1/claims";

  private static final List<String> EVENTS =
      List.of(
          "LOGIN",
          "CODE_TO_TOKEN",
          "CLIENT_LOGIN",
          "REFRESH_TOKEN",
          "PERMISSION_TOKEN",
          "INTROSPECT_TOKEN",
          "UPDATE_CONSENT",
          "REVOKE_GRANT");

  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{10,}\\.[\\w-]{10,}\\.");

  /** How each Ed25519 key begins in PKCS #8 (RFC 8410 §7): in base64, and in hexadecimal. */
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("MC4CAQAwBQYDK2Vw|302e020100300506032b6570", Pattern.CASE_INSENSITIVE);

  private static final Pattern SALT = Pattern.compile("[a-z]:([\\w-]{22})");

  private final KeycloakServer server =
      KeycloakServer.start(
          Keycloak.durableInstallation("log"), Ports.free(), Keycloak.realmFile(), LEVELS);

  private final TestRealm realm = new TestRealm(server.baseUrl(), "uma-trust");
  private final UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void nothingSecretIsInTheLogOrInAnEvent() throws IOException {
    realm.changeClient(
        "print-service", Map.of("attributes", Map.of("uma.claims_redirect_uris", CLAIMS_CALLBACK)));
    realm.changeRealm(
        Map.of(
            "eventsEnabled",
            true,
            "enabledEventTypes",
            EVENTS.stream().flatMap(e -> List.of(e, e + "_ERROR").stream()).toList(),
            "adminEventsEnabled",
            true,
            "adminEventsDetailsEnabled",
            true));
    Map<String, String> secrets = new LinkedHashMap<>();
    secrets.put("secret of the resource server", "photo-album-secret");
    secrets.put("secret of the client", "print-service-secret");

    exchange(secrets);
    refusals(secrets);
    ledger(secrets);

    String events = realm.adminGet("events?max=1000").toString();
    String adminEvents = realm.adminGet("admin-events?max=1000").toString();
    String log = log();
    assertThat(events)
        .contains("rpt_issued", "claims_supplied", "rpt_introspected", "invalid_ticket");
    assertThat(adminEvents).contains("AUTHORIZATION_RESOURCE", "OBLIGATIONS_LEDGER");
    assertThat(log).contains("rpt_issued").contains("Why it could not be recorded");
    assertThat(secrets)
        .hasSizeGreaterThan(25)
        .allSatisfy((n, s) -> assertThat(s).hasSizeGreaterThan(9));
    for (String text : List.of(log, events, adminEvents)) {
      assertThat(secrets).allSatisfy((name, secret) -> assertThat(text).doesNotContain(secret));
      assertThat(text).doesNotContainPattern(JWT).doesNotContainPattern(PRIVATE_KEY);
    }
  }

  /** From the PAT to the access report, with terms, claims pushed and given, and an upgrade. */
  private void exchange(Map<String, String> secrets) {
    Browser alice = realm.browser("alice");
    Reply pats = codeGrant(secrets, "photo-album", alice, "openid uma_protection");
    keep(secrets, "PAT", pats);
    String refreshed =
        realm.client("photo-album").refresh(pats.text("refresh_token")).text("access_token");
    secrets.put("refreshed PAT", signature(refreshed));
    String set = uma.registerResourceSet(refreshed, "Holiday album", "view").text("_id");
    String account = realm.accountAuthorization(alice);
    secrets.put("token of the account", signature(account));
    realm.share(set, "alice", "bob", "view");
    Reply required =
        Http.putJson(
            realm.issuer() + "/uma/policy/" + set,
            Map.of(
                "terms",
                Map.of(
                    "version", "1", "texts", List.of(Map.of("language", "en", "text", "Be kind."))),
                "required_claims",
                List.of(
                    Map.of("name", "email", "issuer", List.of(realm.issuer())),
                    Map.of("name", "employer"))),
            Http.AUTHORIZATION,
            account);
    assertThat(required.status()).as(required.body()).isEqualTo(200);

    Reply aats =
        codeGrant(secrets, "print-service", realm.browser("bob"), "openid uma_authorization");
    keep(secrets, "AAT", aats);
    String aat = aats.text("access_token");
    String ticket = ticket(secrets, "ticket", refreshed, set);
    Reply pushed =
        ask(
            aat,
            Map.of(
                "ticket",
                ticket,
                "claim_tokens",
                List.of(Map.of("format", ID_TOKEN, "token", aats.text("id_token")))));
    assertThat(pushed.text("error")).isEqualTo("need_info");
    give(secrets, ticket);
    String rpt = rpt(secrets, "RPT", ask(aat, Map.of("ticket", ticket)));

    String next = ticket(secrets, "next ticket", refreshed, set);
    String upgraded = rpt(secrets, "upgraded RPT", ask(aat, Map.of("ticket", next, "rpt", rpt)));
    assertThat(uma.introspect(refreshed, upgraded).json().path("permissions")).isNotEmpty();
    Reply reported =
        uma.reportAccess(
            refreshed,
            Map.of(
                "report_id",
                "r1",
                "occurred_at",
                System.currentTimeMillis() / 1000,
                "rpt",
                upgraded,
                "resource_set_id",
                set,
                "scopes",
                List.of("view"),
                "decision",
                "allow"));
    assertThat(reported.status()).as(reported.body()).isEqualTo(201);
    assertThat(
            Http.postForm(
                    uma.revocationEndpoint(),
                    Map.of("token", List.of(upgraded)),
                    Http.AUTHORIZATION,
                    Http.basic("print-service", "print-service-secret"))
                .status())
        .isEqualTo(200);
    ticket(secrets, "ticket that nobody presents", refreshed, set);
  }

  /** On the page, through a login of its own. */
  private void give(Map<String, String> secrets, String ticket) {
    Browser bob = realm.browser("bob");
    String state = "state-of-print-service-4711";
    secrets.put("state", state);
    Reply page =
        bob.visit(
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
                        List.of(state))),
            CLAIMS_CALLBACK);
    secrets.put("secret of the form", ClaimsForm.checker(page));
    String value = "Secret Service 4711";
    secrets.put("value of a claim", value);
    Reply back = bob.post(ClaimsForm.action(page), ClaimsForm.everything(page, value));
    assertThat(Browser.parameters(back)).containsEntry("authorization_state", "claims_submitted");
  }

  /** What is sent to the wrong place, or damaged, is as secret as it was. */
  private void refusals(Map<String, String> secrets) {
    Reply pats = codeGrant(secrets, "photo-album", realm.browser("alice"), "uma_protection");
    keep(secrets, "other PAT", pats);
    String pat = pats.text("access_token");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    secrets.put("other AAT", signature(aat));
    String unknown = "unknown-ticket-of-somebody-4711";
    secrets.put("unknown ticket", unknown);
    assertThat(ask(aat, Map.of("ticket", unknown)).text("error")).isEqualTo("invalid_ticket");
    assertThat(ask(pat, Map.of("ticket", unknown)).status()).isEqualTo(403);
    assertThat(ask(aat + "x", Map.of("ticket", unknown)).status()).isEqualTo(401);
    assertThat(uma.introspect(aat, pat).status()).isEqualTo(403);
    assertThat(uma.introspect(pat, aat).json().path("active").asBoolean()).isFalse();
    assertThat(realm.client("photo-album").introspect(pat).status()).isEqualTo(200);
    String wrong = "wrong-secret-of-print-service";
    secrets.put("wrong secret", wrong);
    assertThat(
            Http.postForm(
                    uma.revocationEndpoint(),
                    Map.of("token", List.of(pat)),
                    Http.AUTHORIZATION,
                    Http.basic("print-service", wrong))
                .status())
        .isEqualTo(401);
    assertThat(
            Http.get(realm.issuer() + "/obligations/mine", Http.AUTHORIZATION, Http.bearer(pat))
                .status())
        .isBetween(400, 499);
  }

  /** Also when the database says why it keeps nothing. */
  private void ledger(Map<String, String> secrets) {
    Sabotage.call(realm, "break-journal");
    try {
      assertThat(realm.client("photo-album").clientCredentials("scope", "uma_protection").status())
          .isEqualTo(503);
    } finally {
      Sabotage.call(realm, "mend-journal");
    }
    String administrator = realm.administrator();
    secrets.put("token of the administrator", signature(administrator));
    for (String call : List.of("keys", "fsck")) {
      Reply reply =
          Http.postJson(
              realm.adminUrl("obligations/log/" + call),
              Map.of(),
              Http.AUTHORIZATION,
              administrator);
      assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
    }
    JsonNode rows = Http.get(realm.issuer() + "/test-journal").json();
    assertThat(rows).isNotEmpty();
    for (JsonNode row : rows) {
      SALT.matcher(row.path("seals").asText())
          .results()
          .forEach(salt -> secrets.put("salt " + secrets.size(), salt.group(1)));
    }
  }

  @Test
  void nothingThatIsSentBecomesALineOfTheLog() throws IOException {
    String pat =
        realm
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String aat =
        realm
            .client("print-service")
            .clientCredentials("scope", "uma_authorization")
            .text("access_token");
    String administrator = realm.administrator();
    String account = realm.accountAuthorization(realm.browser("alice"));
    String owned =
        uma.registerResourceSet(
                realm.grant("photo-album", "alice", "uma_protection").text("access_token"),
                "Owned",
                "view")
            .text("_id");
    for (String end : List.of("\r\n", "\n", "\r")) {
      String text = "evil" + end + FORGED;
      reportOnlyClient(text);
      toTokens(text);
      toUma(pat, aat, text);
      toPeople(account, owned, text);
      toAdministration(administrator, text);
      toAddresses(pat, administrator, Http.encode(text).replace("+", "%20"));
    }
    toHeaders(pat);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(log()).contains("client 'evil??2001-02-03").contains("FORGED"));
    List<String> lines = log().lines().toList();
    assertThat(lines).noneMatch(line -> line.strip().startsWith(FORGED_DAY));
    assertThat(lines)
        .filteredOn(line -> line.contains("[io.github.umatrust"))
        .isNotEmpty()
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
  }

  /** Administrators can give a client any name; what it is refused is reported with that name. */
  private void reportOnlyClient(String clientId) {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            clientId,
            "secret",
            "evil-secret",
            "serviceAccountsEnabled",
            true,
            "defaultClientScopes",
            List.of("basic"),
            "protocolMappers",
            List.of(
                Map.of(
                    "name",
                    "indicators",
                    "protocol",
                    "openid-connect",
                    "protocolMapper",
                    "resource-indicator-mapper",
                    "config",
                    Map.of("report.only", "true")))));
    OAuthClient client = realm.client(clientId, "evil-secret");
    assertThat(client.clientCredentials("resource", "https://x.test/" + clientId).status())
        .isEqualTo(200);
  }

  private void toTokens(String text) {
    OAuthClient planner = realm.client("planner");
    refused(planner.clientCredentials("resource", "https://x.test/" + text));
    refused(planner.clientCredentials("scope", "calendar " + text));
    refused(planner.refresh(text));
    refused(realm.client(text, text).clientCredentials());
    refused(realm.client("planner", text).clientCredentials());
    for (String parameter : List.of("resource", "scope", "state", "client_id", "redirect_uri")) {
      Map<String, List<String>> query = new LinkedHashMap<>();
      query.put("client_id", List.of("planner"));
      query.put("response_type", List.of("code"));
      query.put("redirect_uri", List.of(OAuthClient.CALLBACK));
      query.put(parameter, List.of(text));
      served(Http.get(realm.issuer() + "/protocol/openid-connect/auth?" + Http.form(query)));
    }
  }

  private void toUma(String pat, String aat, String text) {
    refused(uma.registerResourceSet(pat, text, "view"));
    refused(uma.registerResourceSet(pat, "Evil", text));
    String bearer = Http.bearer(pat);
    Reply extended =
        Http.postJson(
            uma.resourceSets(),
            Map.of("name", "Extended", "scopes", List.of("view"), "note", text, text, "x"),
            Http.AUTHORIZATION,
            bearer);
    assertThat(extended.status()).as(extended.body()).isEqualTo(201);
    refused(uma.registerPermission(pat, text, "view"));
    refused(uma.registerPermission(pat, extended.text("_id"), text));
    String ticket = uma.registerPermission(pat, extended.text("_id"), "view").text("ticket");
    refused(uma.requestRpt(aat, text));
    refused(ask(aat, Map.of("ticket", ticket, "rpt", text)));
    refused(
        ask(
            aat,
            Map.of(
                "ticket",
                ticket,
                "claim_tokens",
                List.of(
                    Map.of("format", text, "token", text),
                    Map.of("format", ID_TOKEN, "token", text)))));
    refused(uma.requestRpt(text.replace('\r', '_').replace('\n', '_'), ticket));
    served(uma.introspect(pat, text));
    for (String member : List.of("report_id", "rpt", "resource_set_id", "decision", "reason")) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("report_id", "evil");
      report.put("occurred_at", System.currentTimeMillis() / 1000);
      report.put("resource_set_id", extended.text("_id"));
      report.put("scopes", List.of("view"));
      report.put("decision", "deny");
      report.put(member, text);
      refused(uma.reportAccess(pat, report));
    }
    served(
        Http.postForm(
            uma.revocationEndpoint(),
            Map.of("token", List.of(text), "token_type_hint", List.of(text)),
            Http.AUTHORIZATION,
            Http.basic("print-service", "print-service-secret")));
    served(
        Http.get(
            uma.claimsEndpoint()
                + "?"
                + Http.form(
                    Map.of(
                        "client_id",
                        List.of(text),
                        "ticket",
                        List.of(text),
                        "state",
                        List.of(text)))));
  }

  /** A person may break lines in terms; their version is one line, and goes into an event. */
  private void toPeople(String account, String owned, String text) {
    String policy = realm.issuer() + "/uma/policy/" + owned;
    for (String version : List.of("1", text)) {
      served(
          Http.putJson(
              policy,
              Map.of(
                  "terms",
                  Map.of(
                      "version",
                      version,
                      "texts",
                      List.of(Map.of("language", "en", "text", text)))),
              Http.AUTHORIZATION,
              account));
    }
    refused(Http.putJson(policy, Map.of(text, text), Http.AUTHORIZATION, account));
    served(
        Http.delete(
            policy + "/permissions?requesting_party=" + Http.encode(text),
            Http.AUTHORIZATION,
            account));
    served(
        Http.get(
            realm.issuer() + "/obligations/mine?party=" + Http.encode(text),
            Http.AUTHORIZATION,
            account));
  }

  private void toAdministration(String administrator, String text) {
    new ConsoleResource(realm, "photo-album", anyResource())
        .setAttributes(Map.of("evil", List.of(text)));
    realm.changeRealm(
        Map.of(
            "attributes",
            Map.of(
                "obligations.fail-mode",
                text,
                "obligations.log.witnesses",
                "evil\u001b[31m+" + text,
                "obligations.log.origin",
                text,
                "uma.access-requests",
                text)));
    for (String query : List.of("party", "tokenId", "client", "clause", "after")) {
      served(
          Http.get(
              realm.adminUrl("obligations") + "?" + query + "=" + Http.encode(text),
              Http.AUTHORIZATION,
              administrator));
    }
    served(
        Http.send(
            "POST",
            realm.issuer() + "/obligations/log/cosignatures",
            text + "\n\n\u2014 " + text,
            "Content-Type",
            "text/plain"));
    for (Map<String, String> body :
        List.of(
            Map.of("rpt_id", text),
            Map.of("resource_set_id", text),
            Map.of("resource_set_id", anyResource(), "requesting_party", text))) {
      served(
          Http.postJson(
              realm.adminUrl("uma/revocations"), body, Http.AUTHORIZATION, administrator));
    }
    served(
        Http.putJson(
            realm.adminUrl("uma"),
            Map.of("settings", Map.of(text, text)),
            Http.AUTHORIZATION,
            administrator));
    served(
        Http.postJson(
            realm.adminUrl("obligations/erasures"),
            Map.of("person", text),
            Http.AUTHORIZATION,
            administrator));
    realm.changeRealm(
        Map.of(
            "attributes",
            Map.of(
                "obligations.fail-mode",
                "closed",
                "obligations.log.witnesses",
                "",
                "obligations.log.origin",
                "",
                "uma.access-requests",
                "")));
  }

  private void toAddresses(String pat, String administrator, String encoded) {
    String issuer = realm.issuer();
    for (String address :
        List.of(
            uma.resourceSets(encoded),
            issuer + "/uma/policy/" + encoded,
            issuer + "/uma/claims/" + encoded,
            issuer + "/uma/" + encoded,
            issuer + "/obligations/log/tile/0/" + encoded,
            issuer + "/obligations/log/checkpoint/" + encoded,
            issuer + "/.well-known/" + encoded,
            realm.baseUrl() + "/realms/" + encoded + "/.well-known/uma-configuration",
            realm.baseUrl() + "/realms/" + encoded + "/uma/rpt")) {
      refused(Http.get(address, Http.AUTHORIZATION, Http.bearer(pat)));
    }
    for (String path : List.of("obligations/entries/", "obligations/", "uma/")) {
      refused(Http.get(realm.adminUrl(path + encoded), Http.AUTHORIZATION, administrator));
    }
  }

  /** No client of Java's would send these. */
  private void toHeaders(String pat) throws IOException {
    for (String header :
        List.of(
            "Authorization",
            "Content-Type",
            "Origin",
            "If-Match",
            "Accept",
            "DPoP",
            "User-Agent",
            "X-Forwarded-For",
            "Cookie",
            "Accept-Language")) {
      for (String value : List.of("evil\n" + FORGED, "evil\r" + FORGED, "evil\u001b[2K" + FORGED)) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Http.AUTHORIZATION, Http.bearer(pat));
        headers.put("Content-Type", "application/json");
        headers.put(header, value);
        try (SlowRequest request =
            SlowRequest.begin(
                "POST",
                uma.permissionEndpoint(),
                "{\"resource_set_id\":\"x\",\"scopes\":[\"view\"]}",
                headers.entrySet().stream()
                    .flatMap(h -> List.of(h.getKey(), h.getValue()).stream())
                    .toArray(String[]::new))) {
          assertThat(statusOrClosed(request)).as(header).isBetween(400, 499);
        }
      }
    }
  }

  /** A server may refuse a head and close the connection before the body has been sent. */
  private static int statusOrClosed(SlowRequest request) {
    try {
      return request.finish();
    } catch (IOException e) {
      return 400;
    }
  }

  private String anyResource() {
    return realm
        .adminGet(realm.authorizationPath("photo-album") + "/resource?first=0&max=1")
        .path(0)
        .path("_id")
        .asText();
  }

  private static void refused(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isBetween(400, 499);
  }

  /** Taken or refused, but understood. */
  private static void served(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isLessThan(500);
  }

  private Reply codeGrant(
      Map<String, String> secrets, String clientId, Browser browser, String scope) {
    OAuthClient client = realm.client(clientId);
    String code = client.authorize(browser, "scope", scope).getOrDefault("code", "");
    secrets.put("code " + secrets.size(), code);
    Reply tokens = client.code(code);
    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    return tokens;
  }

  private static void keep(Map<String, String> secrets, String name, Reply tokens) {
    for (String member : List.of("access_token", "refresh_token", "id_token")) {
      if (tokens.json().has(member)) {
        secrets.put(name + " " + member, signature(tokens.text(member)));
      }
    }
  }

  private String ticket(Map<String, String> secrets, String name, String pat, String set) {
    Reply reply = uma.registerPermission(pat, set, "view");
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    secrets.put(name, reply.text("ticket"));
    return reply.text("ticket");
  }

  private static String rpt(Map<String, String> secrets, String name, Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    secrets.put(name, signature(reply.text("rpt")));
    return reply.text("rpt");
  }

  private Reply ask(String aat, Map<String, ?> request) {
    return Http.postJson(uma.rptEndpoint(), request, Http.AUTHORIZATION, Http.bearer(aat));
  }

  /** The part of a token that only it has. */
  private static String signature(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  private String log() throws IOException {
    return new String(Files.readAllBytes(server.log()), StandardCharsets.UTF_8);
  }
}
