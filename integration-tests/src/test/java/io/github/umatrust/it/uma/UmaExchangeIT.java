package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * From the registration of a resource set to the introspection of the RPT that permits access to
 * it.
 */
@ExtendWith(Keycloak.class)
class UmaExchangeIT {

  private final TestRealm realm;
  private UmaEndpoints uma;
  private String pat = "";
  private String aat = "";

  UmaExchangeIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void tokens() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
  }

  @Test
  void anUnsharedResourceSetIsDenied() {
    String set = registered("Unshared");
    Reply refused = uma.requestRpt(aat, ticket(set, "view"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("request_submitted");
    assertThat(refused.header("Cache-Control")).contains("no-store");
  }

  @Test
  void aSharedScopeIsGrantedAndIntrospected() {
    String set = registered("Shared");
    realm.share(set, "alice", "bob", "view");
    Reply granted = uma.requestRpt(aat, ticket(set, "view"));
    assertThat(granted.status()).isEqualTo(200);

    JsonNode active = uma.introspect(pat, granted.text("rpt")).json();
    assertThat(active.path("active").asBoolean()).isTrue();
    assertThat(active.has("scope")).isFalse();
    assertThat(active.path("permissions")).hasSize(1);
    assertThat(active.path("permissions").path(0).path("resource_set_id").asText()).isEqualTo(set);
    assertThat(active.path("permissions").path(0).path("scopes")).hasSize(1);
    assertThat(active.path("permissions").path(0).path("scopes").path(0).asText())
        .isEqualTo("view");
  }

  @Test
  void oneScopeThatIsNotSharedRefusesTheWholeTicket() {
    String set = registered("Half shared");
    realm.share(set, "alice", "bob", "view");
    assertThat(uma.requestRpt(aat, ticket(set, "view", "print")).text("error"))
        .isEqualTo("request_submitted");
  }

  @Test
  void aRefusedTicketCanBePresentedAgainAndAGrantedOneCannot() {
    String set = registered("Later shared");
    String ticket = ticket(set, "view");
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(403);
    realm.share(set, "alice", "bob", "view");
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void theRptIsForTheResourceServerAloneAndTellsNothingOfThePerson() {
    String set = registered("Small token");
    realm.share(set, "alice", "bob", "view");
    String rpt = uma.requestRpt(aat, ticket(set, "view")).text("rpt");
    JsonNode claims = Tokens.claims(rpt);
    assertThat(Tokens.audience(rpt)).containsExactly("photo-album");
    assertThat(claims.path("typ").asText()).isEqualTo("RPT");
    assertThat(claims.has("realm_access") || claims.has("resource_access")).isFalse();
    assertThat(claims.has("email") || claims.has("preferred_username") || claims.has("scope"))
        .isFalse();
  }

  @Test
  void anRptIsNoAccessTokenNoPatAndNoAat() {
    String set = registered("One kind only");
    realm.share(set, "alice", "bob", "view");
    String rpt = uma.requestRpt(aat, ticket(set, "view")).text("rpt");
    String bearer = Http.bearer(rpt);
    assertThat(
            Http.get(
                    realm.issuer() + "/protocol/openid-connect/userinfo",
                    Http.AUTHORIZATION,
                    bearer)
                .status())
        .isEqualTo(401);
    assertThat(
            Http.get(
                    realm.issuer() + "/account",
                    "Accept",
                    "application/json",
                    Http.AUTHORIZATION,
                    bearer)
                .status())
        .isEqualTo(401);
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, bearer).status()).isEqualTo(401);
    assertThat(uma.requestRpt(rpt, "x").status()).isEqualTo(401);
  }

  @Test
  void anRptEndsWithTheSessionOfItsRequestingParty() {
    String set = registered("Session");
    realm.share(set, "alice", "bob", "view");
    String rpt = uma.requestRpt(aat, ticket(set, "view")).text("rpt");
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
    realm.adminDelete("sessions/" + Tokens.claims(aat).path("sid").asText());
    assertThat(uma.introspect(pat, rpt).body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void introspectionDropsAPermissionWhoseResourceSetIsGone() {
    String set = registered("Short-lived");
    realm.share(set, "alice", "bob", "view");
    String rpt = uma.requestRpt(aat, ticket(set, "view")).text("rpt");
    assertThat(Http.delete(uma.resourceSets(set), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(204);
    JsonNode active = uma.introspect(pat, rpt).json();
    assertThat(active.path("active").asBoolean()).isTrue();
    assertThat(active.path("permissions").isArray()).isTrue();
    assertThat(active.path("permissions")).isEmpty();
  }

  @Test
  void anOrganisationCanAskForItself() {
    String organisation =
        realm
            .client("print-service")
            .clientCredentials("scope", "uma_authorization")
            .text("access_token");
    String set = registered("For the print service");
    assertThat(uma.requestRpt(organisation, ticket(set, "view")).text("error"))
        .isEqualTo("request_submitted");
    realm.share(set, "alice", "service-account-print-service", "view");
    String rpt = uma.requestRpt(organisation, ticket(set, "view")).text("rpt");
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
  }

  private String registered(String name) {
    return uma.registerResourceSet(pat, name, "view", "print").text("_id");
  }

  private String ticket(String set, String... scopes) {
    return uma.registerPermission(pat, set, scopes).text("ticket");
  }
}
