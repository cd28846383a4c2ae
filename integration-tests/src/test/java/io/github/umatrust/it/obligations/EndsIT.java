package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to end a PAT of which Keycloak tells: what it ends, and what stays in force beside it.
 */
@Tag("thorough")
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
            "the client unregisters itself",
            scene ->
                assertThat(
                        Http.delete(
                                registration(scene),
                                Http.AUTHORIZATION,
                                registrationAuthorization(scene))
                            .status())
                    .isEqualTo(204),
            "client_removed",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the client disables itself",
            scene -> {
              ObjectNode client = (ObjectNode) scene.realm.adminGet(scene.clientPath());
              assertThat(
                      Http.putJson(
                              registration(scene),
                              client.put("enabled", false),
                              Http.AUTHORIZATION,
                              registrationAuthorization(scene))
                          .status())
                  .isEqualTo(200);
            },
            "client_disabled",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_USER,
            PatScene.OFFLINE,
            PatScene.SERVICE_ACCOUNT),
        end(
            "the user logs out everywhere else",
            scene ->
                assertThat(
                        Http.delete(
                                scene.realm.issuer() + "/account/sessions",
                                Http.AUTHORIZATION,
                                scene.realm.accountAuthorization(scene.realm.browser(scene.user)),
                                "Accept",
                                "application/json")
                            .status())
                    .isEqualTo(204),
            "logout",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the user is locked out for good",
            EndsIT::lockOut,
            "user_disabled",
            PatScene.IT,
            PatScene.ANOTHER_SESSION,
            PatScene.ANOTHER_CLIENT,
            PatScene.OFFLINE),
        end(
            "the client loses its service account",
            scene ->
                scene.realm.changeClient(scene.client, Map.of("serviceAccountsEnabled", false)),
            "user_removed",
            PatScene.SERVICE_ACCOUNT));
  }

  private static String registration(PatScene scene) {
    return scene.realm.issuer() + "/clients-registrations/default/" + scene.client;
  }

  private static String registrationAuthorization(PatScene scene) {
    return Http.bearer(
        scene
            .realm
            .adminPost(scene.clientPath() + "/registration-access-token", Map.of())
            .text("registrationAccessToken"));
  }

  private static void lockOut(PatScene scene) {
    scene.realm.changeRealm(
        Map.of("bruteForceProtected", true, "permanentLockout", true, "failureFactor", 1));
    try {
      for (int i = 0; i < 2; i++) {
        scene
            .realm
            .client(scene.client)
            .token(
                Map.of(
                    "grant_type", List.of("password"),
                    "username", List.of(scene.user),
                    "password", List.of("wrong")));
      }
    } finally {
      scene.realm.changeRealm(Map.of("bruteForceProtected", false));
    }
    assertThat(scene.realm.adminGet(scene.userPath()).path("enabled").asBoolean()).isFalse();
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
