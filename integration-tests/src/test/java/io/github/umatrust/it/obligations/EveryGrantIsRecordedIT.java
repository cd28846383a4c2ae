package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.indicator.Carrier;
import io.github.umatrust.it.indicator.EveryGrant;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.AuthenticationDevice;
import io.github.umatrust.testkit.oauth.DpopKey;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever grant a PAT or AAT comes from, it is one record with all its clauses. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class EveryGrantIsRecordedIT {

  private static final String PAT = "uma_protection";
  private static final String AAT = "uma_authorization";

  private final TestRealm realm;
  private final Ledger ledger;
  private final Journal journal;
  private final EveryGrant grants;

  EveryGrantIsRecordedIT(TestRealm realm, AuthenticationDevice device) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    this.journal = new Journal(realm);
    this.grants = new EveryGrant(realm, device);
    realm.grantOptionalScope(EveryGrant.CLIENT, PAT);
    realm.grantOptionalScope(EveryGrant.CLIENT, AAT);
  }

  @AfterAll
  void close() {
    grants.close();
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void patIsOneRecordOfFiveClauses(Carrier grant) {
    assertRecorded(grant, PAT);
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void aatIsOneRecordOfTwoClauses(Carrier grant) {
    assertRecorded(grant, AAT);
  }

  private void assertRecorded(Carrier grant, String scope) {
    String token = grant.run(grants, "openid " + scope, List.of(), List.of()).accessToken();

    JsonNode row = assertOneRecord(token, scope);
    boolean refresh = grant == Carrier.REFRESH || grant == Carrier.OFFLINE_REFRESH;
    assertThat(row.path("renewal").asBoolean()).isEqualTo(refresh);
    assertThat(row.path("offline_session").asBoolean()).isEqualTo(grant == Carrier.OFFLINE_REFRESH);
    // an implicit grant after a consent page has had its event by then
    if (grant != Carrier.IMPLICIT && grant != Carrier.HYBRID_FRONT) {
      assertThat(row.path("confirmed").asBoolean()).isTrue();
    }
    if (refresh) {
      String used = row.path("from_refresh_token_id").asText();
      assertThat(journal.rows())
          .filteredOn(r -> r.path("refresh_token_id").asText().equals(used))
          .as("the token that came with the refresh token that was used")
          .isNotEmpty()
          .allSatisfy(
              r -> assertThat(r.path("lineage").asText()).isEqualTo(row.path("lineage").asText()));
    }
  }

  /** A light token shows its scope nowhere but in {@code scope}. */
  @ParameterizedTest
  @ValueSource(strings = {PAT, AAT})
  void lightweightTokensAreRecorded(String scope) {
    String client = "light-" + scope;
    realm.addResourceServer(client, Map.of("client.use.lightweight.access.token.enabled", "true"));
    realm.grantOptionalScope(client, AAT);

    Reply reply = realm.grant(client, "alice", scope);
    Reply own = realm.client(client).clientCredentials("scope", scope);

    assertOneRecord(reply.text("access_token"), scope);
    // its own token is a PAT natively, whatever its scope
    assertThat(journal.of(Ledger.tokenId(own.text("access_token"))))
        .extracting(Journal::interaction)
        .containsExactlyInAnyOrderElementsOf(
            scope.equals(PAT) ? List.of("pat_issued") : List.of("pat_issued", "aat_issued"));
  }

  @Test
  void tokensBoundToAKeyAreRecorded() {
    DpopKey key = new DpopKey();
    String endpoint = grants.realm().issuer() + "/protocol/openid-connect/token";

    Reply reply =
        Http.postForm(
            endpoint,
            Map.of(
                "grant_type", List.of("password"),
                "username", List.of("alice"),
                "password", List.of("alice"),
                "scope", List.of("openid " + PAT)),
            Http.AUTHORIZATION,
            Http.basic(EveryGrant.CLIENT, EveryGrant.SECRET),
            "DPoP",
            key.proof("POST", endpoint));

    String token = Ledger.granted(reply).text("access_token");
    assertThat(Tokens.claims(token).path("cnf").has("jkt")).isTrue();
    assertOneRecord(token, PAT);
  }

  private JsonNode assertOneRecord(String token, String scope) {
    List<JsonNode> rows = journal.of(Ledger.tokenId(token));
    assertThat(rows).hasSize(1);
    JsonNode row = rows.get(0);
    assertThat(Journal.interaction(row)).isEqualTo(scope.equals(PAT) ? "pat_issued" : "aat_issued");
    assertThat(row.path("token_kind").asText()).isEqualTo(scope.equals(PAT) ? "pat" : "aat");
    assertThat(Ledger.list(Journal.details(row).path("scopes")))
        .extracting(JsonNode::asText)
        .contains(scope);
    assertThat(ledger.ofToken(token)).hasSize(scope.equals(PAT) ? 5 : 2);
    return row;
  }
}
