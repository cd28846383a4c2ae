package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to end a PAT of which Keycloak tells: what it ends, and what stays in force beside it.
 */
@ExtendWith(Keycloak.class)
class EndsIT {

  private TestRealm realm;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
  }

  private static Arguments end(
      String name, Consumer<PatScene> how, String reason, String... whatElse) {
    return Arguments.of(name, how, reason, List.of(whatElse));
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        end(
            "the access token is revoked",
            scene -> scene.realm.client(scene.client).revoke(scene.pat(PatScene.IT)),
            "revoked",
            PatScene.IT),
        end(
            "the refresh token is revoked",
            scene -> scene.realm.client(scene.client).revoke(scene.refreshToken),
            "revoked",
            PatScene.IT),
        end(
            "the offline token is revoked",
            scene -> scene.realm.client(scene.client).revoke(scene.offlineToken),
            "revoked",
            PatScene.OFFLINE),
        end(
            "logout by the client",
            scene -> scene.ledger.logout(scene.client, scene.refreshToken),
            "logout",
            PatScene.IT),
        end(
            "logout by the client with an offline token",
            scene -> scene.ledger.logout(scene.client, scene.offlineToken),
            "logout",
            PatScene.OFFLINE),
        end(
            "an administrator removes the session",
            scene -> scene.realm.adminDelete("sessions/" + scene.session(PatScene.IT)),
            "session_removed",
            PatScene.IT),
        end(
            "an administrator removes the offline session",
            scene ->
                scene.realm.adminDelete(
                    "sessions/" + scene.session(PatScene.OFFLINE) + "?isOffline=true"),
            "session_removed",
            PatScene.OFFLINE),
        end(
            "an administrator withdraws offline access",
            scene ->
                scene.realm.adminDelete(
                    scene.userPath() + "/consents/" + Http.encode(scene.client)),
            "consent_withdrawn",
            PatScene.OFFLINE),
        end(
            "an administrator logs the user out",
            scene -> scene.realm.adminPost(scene.userPath() + "/logout", Map.of()),
            "logout",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the user is disabled",
            scene -> scene.realm.adminPut(scene.userPath(), Map.of("enabled", false)),
            "user_disabled",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the user is removed",
            scene -> scene.realm.adminDelete(scene.userPath()),
            "user_removed",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the client is disabled",
            scene -> scene.realm.changeClient(scene.client, Map.of("enabled", false)),
            "client_disabled",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the client has a not-before policy",
            scene ->
                scene.realm.changeClient(
                    scene.client, Map.of("notBefore", System.currentTimeMillis() / 1000)),
            "not_before",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the client is removed",
            scene -> scene.realm.adminDelete(scene.clientPath()),
            "client_removed",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the client loses its service account",
            scene ->
                scene.realm.changeClient(scene.client, Map.of("serviceAccountsEnabled", false)),
            "user_removed",
            PatScene.SERVICE_ACCOUNT));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void endsWhatHangsOnItAndNothingElse(
      String name, Consumer<PatScene> how, String reason, List<String> ended)
      throws InterruptedException {
    PatScene scene = new PatScene(realm);
    Thread.sleep(1000); // policies count in seconds

    how.accept(scene);

    assertThat(scene.states()).isEqualTo(scene.ended(reason, ended));
  }
}
