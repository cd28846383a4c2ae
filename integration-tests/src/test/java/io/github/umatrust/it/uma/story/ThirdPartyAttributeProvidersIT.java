package io.github.umatrust.it.uma.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.ClientRegistration;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaApi;
import io.github.umatrust.testkit.uma.UmaClient;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An OpenID provider whose users have attributes elsewhere: a third party registers by itself, the
 * user introduces it, and decides which relying party gets which attribute from it.
 */
@ExtendWith(Keycloak.class)
class ThirdPartyAttributeProvidersIT {

  private static final String NAME = "University of Somewhere";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final ClientRegistration registration;

  ThirdPartyAttributeProvidersIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.registration = new ClientRegistration(realm);
  }

  @Test
  void aRelyingPartyObtainsTheAttributeThatTheUserSharesAndNoOther() {
    // Who may register decides the administrator; and whether they may protect resources.
    String initialToken = registration.initialAccessToken();
    Reply tooEarly = registration.register(initialToken, NAME, "uma_protection");
    assertThat(tooEarly.status()).isEqualTo(403);
    registration.allowScopes("uma_protection", "uma_authorization");
    registration.requireConsent();

    // The provider finds out how from the configuration data, and registers.
    assertThat(uma.configuration().path("dynamic_client_endpoint").asText()).isEqualTo("openid");
    Reply registered = registration.register(initialToken, NAME, "uma_protection");
    assertThat(registered.status()).as(registered.body()).isEqualTo(201);
    OAuthClient university =
        realm.client(registered.text("client_id"), registered.text("client_secret"));
    assertThat(isResourceServer(university)).isFalse();

    // alice is asked whether it may protect what it has of hers here, and introduces it.
    Browser browser = realm.browser("alice");
    realm.client("planner").authorize(browser, "scope", "openid");
    assertThat(browser.open(university.authorizationUrl("scope", "uma_protection")).body())
        .contains(NAME, "Permission to protect your resources with this server");
    Reply granted = university.codeGrant(browser, "scope", "uma_protection");
    assertThat(granted.status()).isEqualTo(200);
    assertThat(isResourceServer(university)).as("a token is not yet its use").isFalse();

    // It registers her attributes, and is a resource server by that.
    Registrar provider = new Registrar(uma, granted.text("access_token"));
    String degree = provider.register("Degree", "read");
    String birthDate = provider.register("Date of birth", "read");
    assertThat(isResourceServer(university)).isTrue();
    assertThat(namesInAccountConsole(browser)).contains("Degree", "Date of birth");

    try (UmaApi api = new UmaApi(uma, "attributes")) {
      String degreeUrl =
          api.protect("/alice/degree", provider.pat(), degree, "read", "Master of Arts");
      String birthDateUrl =
          api.protect("/alice/birthdate", provider.pat(), birthDate, "read", "1 April 1990");

      // Two relying parties register as well, and ask in their own names.
      OAuthClient employer = registration.registered("Employer", "uma_authorization");
      OAuthClient advertiser = registration.registered("Advertiser", "uma_authorization");
      UmaClient asEmployer = itself(employer);
      refused(asEmployer.read(degreeUrl));

      // alice shares one attribute with one of them.
      realm.share(degree, "alice", "service-account-" + employer.clientId(), "read");
      UmaClient.Outcome outcome = asEmployer.read(degreeUrl);
      assertThat(outcome.reply().status()).as(outcome.reply().body()).isEqualTo(200);
      assertThat(outcome.reply().body()).isEqualTo("Master of Arts");
      String rpt = outcome.rpt().orElseThrow();
      assertThat(Tokens.audience(rpt)).containsExactly(university.clientId());

      // The other attribute it does not get, neither by asking nor with the RPT that it has.
      refused(asEmployer.read(birthDateUrl));
      assertThat(UmaClient.present(rpt, birthDateUrl).status()).isEqualTo(401);
      // And the other relying party gets neither.
      refused(itself(advertiser).read(degreeUrl));
      refused(itself(advertiser).read(birthDateUrl));

      // A relying party can ask for a person, too: bob, whom alice shares the other one with.
      realm.share(birthDate, "alice", "bob", "read");
      Reply bobs = employer.codeGrant(realm.browser("bob"), "scope", "uma_authorization");
      UmaClient.Outcome forBob = new UmaClient(bobs.text("access_token")).read(birthDateUrl);
      assertThat(forBob.reply().body()).isEqualTo("1 April 1990");
      refused(asEmployer.read(birthDateUrl));

      // When the provider deletes an attribute, the RPT for it is good for nothing.
      assertThat(
              Http.delete(uma.resourceSets(degree), Http.AUTHORIZATION, Http.bearer(provider.pat()))
                  .status())
          .isEqualTo(204);
      assertThat(UmaClient.present(rpt, degreeUrl).status()).isEqualTo(403);
      assertThat(namesInAccountConsole(browser)).contains("Date of birth").doesNotContain("Degree");
    }
  }

  /** A relying party that asks for itself. */
  private static UmaClient itself(OAuthClient client) {
    Reply granted = client.clientCredentials("scope", "uma_authorization");
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    return new UmaClient(granted.text("access_token"));
  }

  private static void refused(UmaClient.Outcome outcome) {
    assertThat(outcome.rpt()).isEmpty();
    assertThat(outcome.reply().status()).as(outcome.reply().body()).isEqualTo(403);
    assertThat(outcome.reply().text("error")).isEqualTo("request_submitted");
  }

  private boolean isResourceServer(OAuthClient client) {
    return realm
        .adminGet("clients/" + realm.clientUuid(client.clientId()))
        .path("authorizationServicesEnabled")
        .asBoolean();
  }

  private List<String> namesInAccountConsole(Browser browser) {
    JsonNode resources =
        Http.get(
                realm.issuer() + "/account/resources",
                "Accept",
                "application/json",
                Http.AUTHORIZATION,
                realm.accountAuthorization(browser))
            .json();
    return StreamSupport.stream(resources.spliterator(), false)
        .map(resource -> resource.path("displayName").asText())
        .toList();
  }
}
