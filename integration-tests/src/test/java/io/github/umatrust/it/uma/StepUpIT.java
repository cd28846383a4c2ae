package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Step-up (§3.6.1): an owner wants requesting parties to have logged in for the AAT itself, which
 * Keycloak calls {@code 1}, where single sign-on is {@code 0}.
 */
@ExtendWith(Keycloak.class)
class StepUpIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestRealm realm;
  private final UmaEndpoints uma;

  StepUpIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @Test
  void aFreshLoginSatisfiesWhatSingleSignOnDoesNot() {
    assertStepUp("By claim", "0", "1");
  }

  @Test
  void theLevelOfALightweightAatIsThatOfItsLogin() {
    realm.changeClient(
        "print-service",
        Map.of("attributes", Map.of("client.use.lightweight.access.token.enabled", "true")));
    try {
      assertStepUp("By session", "", "");
    } finally {
      realm.changeClient(
          "print-service",
          Map.of("attributes", Map.of("client.use.lightweight.access.token.enabled", "false")));
    }
  }

  @Test
  void oneOfSeveralLevelsSuffices() {
    String ticket = ticket(guarded("Either", "urn:test:gold", "1"));
    assertThat(uma.requestRpt(aat(realm.browser("bob")), ticket).status()).isEqualTo(200);
  }

  @Test
  void aLevelThatNobodyReachesIsAskedForInVain() {
    String ticket = ticket(guarded("Gold", "urn:test:gold"));
    Reply refused = uma.requestRpt(aat(realm.browser("bob")), ticket);
    assertThat(refused.text("error")).isEqualTo("need_info");
    assertThat(refused.json().path("error_details"))
        .isEqualTo(
            JSON.valueToTree(
                Map.of(
                    "authentication_context", Map.of("required_acr", List.of("urn:test:gold")))));
  }

  private void assertStepUp(String name, String claimOfSingleSignOn, String claimOfLogin) {
    Browser browser = realm.browser("bob");
    realm.client("planner").codeGrant(browser, "scope", "openid");
    String ticket = ticket(guarded(name, "1"));

    String signedOn = aat(browser);
    assertThat(Tokens.claims(signedOn).path("acr").asText()).isEqualTo(claimOfSingleSignOn);
    Reply asked = uma.requestRpt(signedOn, ticket);
    assertThat(asked.status()).isEqualTo(403);
    assertThat(asked.text("error")).isEqualTo("need_info");
    assertThat(asked.json().path("error_details"))
        .isEqualTo(
            JSON.valueToTree(
                Map.of("authentication_context", Map.of("required_acr", List.of("1")))));

    String loggedIn = aat(browser, "prompt", "login");
    assertThat(Tokens.claims(loggedIn).path("acr").asText()).isEqualTo(claimOfLogin);
    assertThat(uma.requestRpt(loggedIn, ticket).status()).isEqualTo(200);
  }

  private String aat(Browser browser, String... more) {
    String[] parameters = new String[more.length + 2];
    parameters[0] = "scope";
    parameters[1] = "uma_authorization";
    System.arraycopy(more, 0, parameters, 2, more.length);
    return realm.client("print-service").codeGrant(browser, parameters).text("access_token");
  }

  private String guarded(String name, String... acr) {
    String set = uma.registerResourceSet(pat(), name, "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String path = realm.authorizationPath("photo-album") + "/resource/" + set;
    ObjectNode resource = realm.adminGet(path).deepCopy();
    resource
        .withObjectProperty("attributes")
        .set("uma_required_acr", JSON.valueToTree(List.of(acr)));
    realm.adminPut(path, resource);
    return set;
  }

  private String ticket(String set) {
    return uma.registerPermission(pat(), set, "view").text("ticket");
  }

  private String pat() {
    return realm.grant("photo-album", "alice", "uma_protection").text("access_token");
  }
}
