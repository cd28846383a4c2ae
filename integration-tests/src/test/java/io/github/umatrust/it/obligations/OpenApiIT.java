package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The OpenAPI document is what is served, and what is served is in the OpenAPI document. */
@ExtendWith(Keycloak.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {

  private static final String ADMIN = "/admin/realms/{realm}/obligations";
  private static final String PUBLIC = "/realms/{realm}/obligations";

  private TestRealm realm;
  private Ledger ledger;
  private ApiDocument api;
  private final List<String> flaws = new ArrayList<>();

  @BeforeAll
  void setUp(TestRealm realm) {
    this.realm = realm;
    ledger = new Ledger(realm);
    api = new ApiDocument(ledger.get("openapi.json").json());
    LedgerTables.addOldPats(
        realm, 256, System.currentTimeMillis() - Duration.ofDays(30).toMillis(), false);
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat = ledger.patOfAlice().text("access_token");
    String aat = ledger.aatOfBob().text("access_token");
    String set = uma.registerResourceSet(pat, "Documented", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
    uma.introspect(pat, rpt);
    Ledger.reportAccess(uma, pat, rpt, set);
    realm.client("print-service").revoke(aat);
  }

  private Reply get(String path, String url, String... headers) {
    Reply reply = Http.get(realm.baseUrl() + at(url), headers);
    flaws.addAll(api.flaws("GET", path, reply));
    return reply;
  }

  private Reply post(String path, Object body, String... headers) {
    Reply reply = Http.postJson(realm.baseUrl() + at(path), body, headers);
    flaws.addAll(api.flaws("POST", path, reply));
    return reply;
  }

  private String at(String url) {
    return url.replace("{realm}", realm.name());
  }

  @Test
  void everyAnswerIsAsDocumentedAndEveryPathExists() {
    String[] auditor = {Http.AUTHORIZATION, realm.userAuthorization("auditor")};
    String[] alice = {Http.AUTHORIZATION, realm.userAuthorization("alice")};
    String[] administrator = {Http.AUTHORIZATION, realm.administrator()};
    JsonNode entries = ledger.get("entries?max=1000").json();
    String unknown = UUID.randomUUID().toString();

    for (String path : List.of("", "/clauses", "/entries", "/counts", "/export", "/log")) {
      get(ADMIN + path, ADMIN + path);
      get(ADMIN + path, ADMIN + path, alice);
      assertThat(get(ADMIN + path, ADMIN + path, auditor).status()).as(path).isEqualTo(200);
    }
    for (String path : List.of("/log/openings", "/openapi.json")) {
      get(ADMIN + path, ADMIN + path);
      get(ADMIN + path, ADMIN + path, alice);
      get(ADMIN + path, ADMIN + path, auditor);
    }
    for (String path : List.of("", "/entries", "/counts", "/export", "/log/openings")) {
      get(ADMIN + path, ADMIN + path + "?nonsense=1", auditor);
    }
    get(ADMIN, ADMIN + "?max=1000", auditor);
    get(ADMIN + "/entries", ADMIN + "/entries?max=1000", auditor);
    get(ADMIN + "/export", ADMIN + "/export?format=csv&what=entries", auditor);
    String entry = ADMIN + "/entries/{id}";
    String evidence = entry + "/evidence";
    for (JsonNode one : entries) {
      if (one.path("recordedAt").asLong() > System.currentTimeMillis() - 3_600_000) {
        String id = one.path("id").asText();
        get(entry, entry.replace("{id}", id), auditor);
        get(evidence, evidence.replace("{id}", id), auditor);
        get(evidence, evidence.replace("{id}", id) + "?format=tlog-proof", auditor);
      }
    }
    for (String path : List.of(entry, evidence)) {
      get(path, path.replace("{id}", unknown));
      get(path, path.replace("{id}", unknown), alice);
      get(path, path.replace("{id}", unknown), auditor);
    }
    get(evidence, evidence.replace("{id}", unknown) + "?format=pdf", auditor);

    for (String path : List.of("/log/fsck", "/log/keys", "/erasures", "/retention")) {
      post(ADMIN + path, Map.of("person", "nobody"));
      post(ADMIN + path, Map.of("person", "nobody"), auditor);
    }
    post(ADMIN + "/log/fsck", Map.of(), administrator);
    post(ADMIN + "/log/keys", Map.of(), administrator);
    post(ADMIN + "/erasures", Map.of("person", ""), administrator);
    post(ADMIN + "/erasures", Map.of("person", "nobody"), administrator);
    post(ADMIN + "/erasures", Map.of("person", realm.userId("alice")), administrator);
    post(ADMIN + "/retention", Map.of(), administrator);
    realm.changeRealm(Map.of("attributes", Map.of("obligations.retention-days", "7")));
    post(ADMIN + "/retention", Map.of(), administrator);

    published(alice);
    own();

    assertThat(flaws).isEmpty();
    Set<String> unseen = new TreeSet<>(api.documented());
    unseen.removeAll(api.seen());
    assertThat(unseen)
        .as("documented, but never seen")
        .isSubsetOf(
            // only what cannot be brought about here: another test does, or nothing but a failure
            "GET " + ADMIN + "/entries/{id}/evidence 410",
            "GET " + ADMIN + "/entries/{id}/evidence 503",
            "POST " + ADMIN + "/log/keys 404",
            "GET " + PUBLIC + "/log/checkpoint 404",
            "GET " + PUBLIC + "/log/vkey 404",
            "GET " + PUBLIC + "/log/keys 404",
            "GET " + PUBLIC + "/log/checkpoint/cosigned 200",
            "POST " + PUBLIC + "/log/cosignatures 200",
            "POST " + PUBLIC + "/log/cosignatures 404");
  }

  private void published(String[] alice) {
    String log = PUBLIC + "/log";
    Reply checkpoint = get(log + "/checkpoint", log + "/checkpoint");
    String size = checkpoint.body().lines().skip(1).findFirst().orElseThrow();
    get(log + "/checkpoint/cosigned", log + "/checkpoint/cosigned");
    get(log + "/checkpoint/{size}", log + "/checkpoint/" + size);
    get(log + "/checkpoint/{size}", log + "/checkpoint/99999999");
    get(log + "/tile/{path}", log + "/tile/1/000.p/1");
    get(log + "/tile/{path}", log + "/tile/7/000");
    get(log + "/vkey", log + "/vkey");
    get(log + "/keys", log + "/keys");
    String cosignatures = log + "/cosignatures";
    post(cosignatures, Map.of());
    realm.changeRealm(Map.of("attributes", Map.of("obligations.log.witnesses", witness())));
    post(cosignatures, Map.of());
    post(cosignatures, Map.of("long", "x".repeat(70_000)));
    realm.changeRealm(Map.of("attributes", Map.of("obligations.log.public", "false")));
    for (String path :
        List.of("/checkpoint", "/checkpoint/cosigned", "/checkpoint/{size}", "/vkey", "/keys")) {
      get(log + path, log + path.replace("{size}", size));
      get(log + path, log + path.replace("{size}", size), alice);
    }
    get(log + "/tile/{path}", log + "/tile/0/000");
    get(log + "/tile/{path}", log + "/tile/0/000", alice);
    post(cosignatures, Map.of());
    post(cosignatures, Map.of(), alice);
    realm.changeRealm(Map.of("attributes", Map.of("obligations.log.public", "true")));
  }

  /** A verifier key of a witness (C2SP signed-note, tlog-cosignature). */
  private static String witness() {
    try {
      byte[] encoded =
          KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
      byte[] key = new byte[33];
      key[0] = 4;
      System.arraycopy(encoded, encoded.length - 32, key, 1, 32);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("witness.example.org\n".getBytes(StandardCharsets.UTF_8));
      return "witness.example.org+"
          + HexFormat.of().formatHex(digest.digest(key), 0, 4)
          + "+"
          + Base64.getEncoder().encodeToString(key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void own() {
    String mine = PUBLIC + "/mine";
    for (String user : List.of("alice", "bob")) {
      String[] account = {Http.AUTHORIZATION, realm.accountAuthorization(realm.browser(user))};
      get(mine, mine, account);
      get(mine, mine + "?party=x", account);
    }
    get(mine, mine);
    get(mine, mine, Http.AUTHORIZATION, Http.bearer(ledger.patOfAlice().text("access_token")));
    get(PUBLIC + "/openapi.json", PUBLIC + "/openapi.json");
  }

  @Test
  void everyParameterIsKnown() {
    for (String path :
        List.of("", "/entries", "/counts", "/export", "/log/openings", "/entries/{id}/evidence")) {
      List<String> queries = api.queries(ADMIN + path);
      assertThat(queries).as(path).isNotEmpty();
      for (String query : queries) {
        Reply reply =
            ledger.get(
                (path.isEmpty() ? "" : path.substring(1).replace("{id}", "none")) + "?" + query);
        assertThat(reply.body()).as(path + " " + query).doesNotContain("Unknown query parameter");
      }
    }
    String[] alice = {Http.AUTHORIZATION, realm.accountAuthorization(realm.browser("alice"))};
    for (String query : api.queries(PUBLIC + "/mine")) {
      assertThat(Http.get(realm.issuer() + "/obligations/mine?" + query, alice).body())
          .as(query)
          .doesNotContain("Unknown query parameter");
    }
  }

  @Test
  void theDocumentIsTheSameForEverybodyAndWhole() {
    JsonNode document = api.json();

    assertThat(Http.get(realm.issuer() + "/obligations/openapi.json").json()).isEqualTo(document);
    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    Set<String> schemas = new TreeSet<>();
    document.at("/components/schemas").fieldNames().forEachRemaining(schemas::add);
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(schemas).contains(reference.asText().replace("#/components/schemas/", ""));
    }
  }
}
