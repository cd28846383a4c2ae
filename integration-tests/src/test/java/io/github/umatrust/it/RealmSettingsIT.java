package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The realm of the repository, imported when the server starts, is one an administrator would
 * recognise.
 */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class RealmSettingsIT {

  @Test
  void theRealmIsImportedAtTheStart(KeycloakServer server) {
    assertThat(Http.get(server.baseUrl() + "/realms/uma-trust").text("realm"))
        .isEqualTo("uma-trust");
  }

  @Test
  void everyUserAndClientCanLogIn(TestRealm realm) {
    assertThat(realm.client("planner").clientCredentials().status()).isEqualTo(200);
    assertThat(realm.grant("photo-album", "alice", "openid uma_protection").status())
        .isEqualTo(200);
  }
}
