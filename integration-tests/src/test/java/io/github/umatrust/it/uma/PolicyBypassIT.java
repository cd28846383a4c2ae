package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ways around the policies that are open in Keycloak's own grant, or by its own rules, and are shut
 * here.
 */
@ExtendWith(Keycloak.class)
class PolicyBypassIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;

  PolicyBypassIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  /** Any client can push attributes into the evaluation of Keycloak's own grant. */
  @Test
  void aClientPushesNothingIntoTheEvaluation() {
    String pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    String set = uma.registerResourceSet(pat, "For members", "view").text("_id");
    ConsoleResource console = new ConsoleResource(realm, "photo-album", set);
    String member =
        console.policy(
            "regex",
            "member",
            Map.of("targetClaim", "member", "pattern", "yes", "targetContextAttributes", true));
    console.permit("members view", List.of("view"), member);
    String pushed =
        Base64.getEncoder()
            .encodeToString("{\"member\":[\"yes\"]}".getBytes(StandardCharsets.UTF_8));
    Reply natively =
        realm
            .client("print-service")
            .token(
                Map.of(
                    "grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
                    "audience", List.of("photo-album"),
                    "permission", List.of(set + "#view"),
                    "subject_token", List.of(aat),
                    "claim_token_format", List.of("urn:ietf:params:oauth:token-type:jwt"),
                    "claim_token", List.of(pushed)));
    assertThat(natively.status()).as("Keycloak's own grant: " + natively.body()).isEqualTo(200);

    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    for (String format :
        List.of(
            "urn:ietf:params:oauth:token-type:jwt",
            "http://openid.net/specs/openid-connect-core-1_0.html#IDToken")) {
      Reply refused =
          Http.postJson(
              uma.rptEndpoint(),
              Map.of(
                  "ticket",
                  ticket,
                  "member",
                  "yes",
                  "claim_token",
                  pushed,
                  "claim_token_format",
                  format,
                  "claim_tokens",
                  List.of(Map.of("format", format, "token", pushed))),
              Http.AUTHORIZATION,
              Http.bearer(aat));
      assertThat(refused.text("error")).isEqualTo("not_authorized");
    }
  }

  /** Keycloak lends the permissions of such a resource to everybody's of the same type. */
  @Test
  void theTypeOfWhatAResourceServerOwnsLendsNothing() {
    String type = "https://photos.example.com/types/album";
    String own =
        realm
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    String theirs = registered(own, "The album's own", type, "view", "print");
    String alices = registered(pat, "Alice's", type, "view");
    ConsoleResource console = new ConsoleResource(realm, "photo-album", theirs);
    String bob = console.policy("user", "bob of type", Map.of("users", List.of(bobsId())));
    console.permit("bob views and prints", List.of("view", "print"), bob);

    Reply granted =
        uma.requestRpt(aat, uma.registerPermission(own, theirs, "view", "print").text("ticket"));
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    assertThat(
            uma.requestRpt(aat, uma.registerPermission(pat, alices, "view").text("ticket"))
                .text("error"))
        .isEqualTo("request_submitted");
    assertThat(uma.registerPermission(pat, alices, "print").text("error"))
        .isEqualTo("invalid_scope");
  }

  private String bobsId() {
    return realm.userId("bob");
  }

  private String registered(String pat, String name, String type, String... scopes) {
    Reply reply =
        Http.postJson(
            uma.resourceSets(),
            Map.of("name", name, "type", type, "scopes", List.of(scopes)),
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.text("_id");
  }
}
