package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The configuration data, and the realm settings that switch the endpoints on and off. */
@ExtendWith(Keycloak.class)
class UmaConfigurationIT {

  private final TestRealm realm;

  UmaConfigurationIT(TestRealm realm) {
    this.realm = realm;
  }

  @AfterEach
  void settings() {
    realm.changeRealm(
        Map.of("userManagedAccessAllowed", true, "enabled", true, "sslRequired", "external"));
  }

  @Test
  void hasEveryRequiredMember() {
    Reply reply = Http.get(wellKnown());
    assertThat(reply.status()).isEqualTo(200);
    JsonNode configuration = reply.json();
    assertThat(configuration.path("version").asText()).isEqualTo("1.0");
    assertThat(configuration.path("issuer").asText()).isEqualTo(realm.issuer());
    assertThat(configuration.path("pat_profiles_supported").toString()).contains("\"bearer\"");
    assertThat(configuration.path("aat_profiles_supported").toString()).contains("\"bearer\"");
    assertThat(configuration.path("rpt_profiles_supported").toString())
        .contains("https://docs.kantarainitiative.org/uma/profiles/uma-token-bearer-1.0");
    for (String array : List.of("pat_grant_types_supported", "aat_grant_types_supported")) {
      assertThat(configuration.path(array)).as(array).isNotEmpty();
    }
    for (String endpoint :
        List.of(
            "token_endpoint",
            "authorization_endpoint",
            "introspection_endpoint",
            "resource_set_registration_endpoint",
            "permission_registration_endpoint",
            "rpt_endpoint")) {
      assertThat(configuration.path(endpoint).asText())
          .as(endpoint)
          .startsWith(realm.issuer() + "/");
    }
  }

  @Test
  void isAlsoFoundInTheRootForm() {
    Reply root =
        Http.get(realm.baseUrl() + "/.well-known/uma-configuration/realms/" + realm.name());
    assertThat(root.status()).isEqualTo(200);
    assertThat(root.json()).isEqualTo(Http.get(wellKnown()).json());
  }

  @Test
  void withoutUserManagedAccessNothingIsThere() {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    realm.changeRealm(Map.of("userManagedAccessAllowed", false));
    assertThat(Http.get(wellKnown()).status()).isEqualTo(404);
    assertThat(Http.get(uma.resourceSets()).status()).isEqualTo(404);
    assertThat(Http.postJson(uma.rptEndpoint(), Map.of("ticket", "x")).status()).isEqualTo(404);
  }

  @Test
  void aDisabledRealmAnswersNobody() {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat =
        realm
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    assertThat(uma.registerResourceSet(pat, "Before", "view").status()).isEqualTo(201);
    realm.changeRealm(Map.of("enabled", false));
    Reply refused = uma.registerResourceSet(pat, "After", "view");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("access_denied");
    assertThat(Http.get(wellKnown()).status()).isEqualTo(404);
  }

  @Test
  void whereTheRealmWantsHttpsPlainHttpIsRefused() {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat =
        realm
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    realm.changeRealm(Map.of("sslRequired", "all"));
    Reply refused = uma.registerResourceSet(pat, "Plain", "view");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("access_denied");
  }

  private String wellKnown() {
    return realm.issuer() + "/.well-known/uma-configuration";
  }
}
