package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.uma.AccountFacts;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ends with a resource set, or with the permissions on it: the terms of the grant and what an
 * introspection obliges to. The RPT stays the RPT that it was.
 */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class EndsOfPermissionsIT {

  private static final String TERMS = "AzP-RqP-Adhere-to-Terms";
  private static final String RESPECT = "RSO-ASO-Respect-Permissions";
  private static final String BEARER = "RqP-RSO-Is-Legitimate-Bearer";
  private static final String POLICIES = "ASO-RSO-Follow-Policies-Accurately-and-Timely";

  private TestRealm realm;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
  }

  /** One album that two people may view, and another. */
  private static final class Scene {
    final TestRealm realm;
    final Ledger ledger;
    final UmaEndpoints uma;
    final String pat;
    final Reply registered;
    final String set;
    final String acceptance;
    final String ticketId;
    final String bobs;
    final String bobsOther;
    final String auditors;

    Scene(TestRealm realm, String name) {
      this.realm = realm;
      this.ledger = new Ledger(realm);
      this.uma = UmaEndpoints.discover(realm.issuer());
      this.pat = ledger.patOfAlice().text("access_token");
      this.registered = uma.registerResourceSet(pat, name, "view");
      this.set = registered.text("_id");
      String other = uma.registerResourceSet(pat, name + ", not", "view").text("_id");
      new ConsoleResource(realm, "photo-album", set)
          .setAttributes(
              Map.of(
                  "uma_terms_version", List.of("1"),
                  "uma_terms_text_en", List.of("Be good."),
                  "uma_required_claims", List.of("[{\"name\":\"employer\"}]")));
      AccountFacts facts = new AccountFacts(realm);
      this.acceptance = facts.accepted("bob", set, "1", "Be good.");
      facts.accepted("auditor", set, "1", "Be good.");
      facts.supplied("bob", set, "employer", "Museum");
      facts.supplied("auditor", set, "employer", "Museum");
      Stream.of("bob", "auditor").forEach(user -> realm.share(set, "alice", user, "view"));
      realm.share(other, "alice", "bob", "view");
      uma.registerPermission(pat, set, "view");
      this.ticketId = new Journal(realm).last("permission_registered").path("ticket_id").asText();
      String aat = ledger.aatOfBob().text("access_token");
      this.bobs = rpt(aat, set);
      this.bobsOther = rpt(aat, other);
      this.auditors =
          rpt(
              Ledger.granted(realm.grant("print-service", "auditor", "openid uma_authorization"))
                  .text("access_token"),
              set);
    }

    private String rpt(String aat, String resourceSet) {
      String ticket = uma.registerPermission(pat, resourceSet, "view").text("ticket");
      String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
      assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
      return rpt;
    }

    /** State by clause of what hangs on a token. */
    Map<String, String> states(String tokenId) {
      Map<String, String> states = new TreeMap<>();
      for (JsonNode obligation : ledger.obligations("tokenId=" + Http.encode(tokenId))) {
        states.put(obligation.path("clause").asText(), Ledger.state(obligation));
      }
      states.values().removeIf("not_reported"::equals);
      return states;
    }

    String account(String user) {
      return realm.accountAuthorization(realm.browser(user));
    }

    void deleteAs(String user, String url) {
      assertThat(Http.delete(url, Http.AUTHORIZATION, account(user)).status()).isEqualTo(204);
    }
  }

  private static final Map<String, String> STANDING =
      Map.of(TERMS, "in_force", RESPECT, "in_force", BEARER, "in_force");

  private static Arguments end(
      String name, Consumer<Scene> how, String reason, boolean everybody, boolean ticket) {
    return Arguments.of(name, how, reason, everybody, ticket);
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        end(
            "the owner takes a person's permissions back",
            scene ->
                scene.deleteAs(
                    "alice",
                    scene.registered.text("user_access_policy_uri")
                        + "/permissions?requesting_party=bob"),
            "permissions_taken_back",
            false,
            false),
        end(
            "the owner takes everybody's permissions back",
            scene ->
                scene.deleteAs(
                    "alice", scene.registered.text("user_access_policy_uri") + "/permissions"),
            "permissions_taken_back",
            true,
            false),
        end(
            "an administrator takes a person's permissions back",
            scene ->
                scene.realm.adminPost(
                    "uma/revocations",
                    Map.of("resource_set_id", scene.set, "requesting_party", "bob")),
            "permissions_taken_back",
            false,
            false),
        end(
            "an administrator takes everybody's permissions back",
            scene -> scene.realm.adminPost("uma/revocations", Map.of("resource_set_id", scene.set)),
            "permissions_taken_back",
            true,
            false),
        end(
            "the requesting party withdraws from the terms",
            scene ->
                scene.deleteAs(
                    "bob", scene.realm.issuer() + "/uma/acceptances/" + scene.acceptance),
            "terms_withdrawn",
            false,
            false),
        end(
            "the requesting party has the claims forgotten",
            scene ->
                scene.deleteAs("bob", scene.realm.issuer() + "/uma/supplied_claims/" + scene.set),
            "claims_forgotten",
            false,
            false),
        end(
            "the resource server deletes the resource set",
            scene ->
                assertThat(
                        Http.delete(
                                scene.uma.resourceSets(scene.set),
                                Http.AUTHORIZATION,
                                Http.bearer(scene.pat))
                            .status())
                    .isEqualTo(204),
            "resource_set_removed",
            true,
            true),
        end(
            "an administrator deletes the resource set",
            scene ->
                scene.realm.adminDelete(
                    scene.realm.authorizationPath("photo-album") + "/resource/" + scene.set),
            "resource_set_removed",
            true,
            true),
        end(
            "the resource set is deleted without an event",
            scene -> {
              Reconciliation reconciliation = new Reconciliation(scene.realm);
              PatScene.silently(scene.realm, "remove resource set", scene.set);
              reconciliation.pass();
            },
            "resource_set_removed",
            true,
            true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void endsWhatRestsOnThePermissionsAndNothingElse(
      String name, Consumer<Scene> how, String reason, boolean everybody, boolean ticket) {
    Scene scene = new Scene(realm, name);
    for (String rpt : List.of(scene.bobs, scene.bobsOther, scene.auditors)) {
      assertThat(scene.states(Ledger.tokenId(rpt))).isEqualTo(STANDING);
    }

    how.accept(scene);

    Map<String, String> ended =
        Map.of(TERMS, "ended/" + reason, RESPECT, "ended/" + reason, BEARER, "in_force");
    assertThat(scene.states(Ledger.tokenId(scene.bobs))).isEqualTo(ended);
    assertThat(scene.states(Ledger.tokenId(scene.auditors)))
        .isEqualTo(everybody ? ended : STANDING);
    assertThat(scene.states(Ledger.tokenId(scene.bobsOther))).isEqualTo(STANDING);
    if (ticket || !everybody) {
      assertThat(scene.states(scene.ticketId))
          .isEqualTo(Map.of(POLICIES, ticket ? "ended/" + reason : "in_force"));
    }
  }

  @Test
  void resourceSetsGoWithTheAuthorizationServicesOfTheirResourceServer() {
    realm.addResourceServer("archive");
    String pat =
        Ledger.granted(realm.client("archive").clientCredentials("scope", "uma_protection"))
            .text("access_token");
    Ledger ledger = new Ledger(realm);
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String set = uma.registerResourceSet(pat, "Archived", "view").text("_id");
    uma.registerPermission(pat, set, "view");
    String ticketId = new Journal(realm).last("permission_registered").path("ticket_id").asText();
    assertThat(ledger.obligations("tokenId=" + ticketId))
        .extracting(Ledger::state)
        .containsExactly("in_force");

    realm.changeClient("archive", Map.of("authorizationServicesEnabled", false));

    assertThat(ledger.obligations("tokenId=" + ticketId))
        .extracting(Ledger::state)
        .containsExactly("ended/resource_set_removed");
  }
}
