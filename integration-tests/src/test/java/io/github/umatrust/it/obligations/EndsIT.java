package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestRealm realm;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
  }

  /** PATs that have something in common with one, and something not. */
  private static final class Scene {
    final TestRealm realm;
    final Ledger ledger;
    final String user = "user-" + NUMBER.incrementAndGet();
    final String otherUser = user + "-other";
    final String client = "client-of-" + user;
    final String otherClient = client + "-other";
    final Map<String, String> pats = new LinkedHashMap<>();
    final String refreshToken;
    final String offlineToken;

    Scene(TestRealm realm) {
      this.realm = realm;
      this.ledger = new Ledger(realm);
      Stream.of(user, otherUser).forEach(this::addUser);
      Stream.of(client, otherClient).forEach(this::addClient);
      var one = password(client, user, "openid uma_protection");
      refreshToken = one.text("refresh_token");
      pats.put("it", one.text("access_token"));
      pats.put("another session", issued(client, user));
      pats.put("another client", issued(otherClient, user));
      pats.put("another user", issued(client, otherUser));
      var offline = password(client, user, "openid uma_protection offline_access");
      offlineToken = offline.text("refresh_token");
      pats.put("an offline session", offline.text("access_token"));
      pats.put(
          "the client itself",
          Ledger.granted(realm.client(client).clientCredentials("scope", "uma_protection"))
              .text("access_token"));
    }

    private void addUser(String name) {
      realm.adminPost(
          "users",
          Map.of(
              "username",
              name,
              "enabled",
              true,
              "email",
              name + "@example.com",
              "firstName",
              name,
              "lastName",
              name,
              "credentials",
              List.of(Map.of("type", "password", "value", name))));
    }

    private void addClient(String name) {
      realm.adminPost(
          "clients",
          Map.of(
              "clientId",
              name,
              "secret",
              name + "-secret",
              "serviceAccountsEnabled",
              true,
              "directAccessGrantsEnabled",
              true,
              "redirectUris",
              List.of(OAuthClient.CALLBACK),
              "defaultClientScopes",
              List.of("basic", "acr", "roles", "web-origins", "email"),
              "optionalClientScopes",
              List.of("uma_protection", "offline_access")));
    }

    private String issued(String client, String user) {
      return password(client, user, "openid uma_protection").text("access_token");
    }

    private Reply password(String client, String user, String scope) {
      return Ledger.granted(
          realm
              .client(client)
              .token(
                  Map.of(
                      "grant_type", List.of("password"),
                      "username", List.of(user),
                      "password", List.of(user),
                      "scope", List.of(scope))));
    }

    String userPath() {
      return "users/" + realm.userId(user);
    }

    String clientPath() {
      return "clients/" + realm.clientUuid(client);
    }

    String pat(String name) {
      return Objects.requireNonNull(pats.get(name));
    }

    String session(String pat) {
      return Tokens.claims(pat(pat)).path("sid").asText();
    }
  }

  private static Arguments end(
      String name, Consumer<Scene> how, String reason, String... whatElse) {
    return Arguments.of(name, how, reason, List.of(whatElse));
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        end(
            "the access token is revoked",
            scene -> scene.realm.client(scene.client).revoke(scene.pat("it")),
            "revoked",
            "it"),
        end(
            "the refresh token is revoked",
            scene -> scene.realm.client(scene.client).revoke(scene.refreshToken),
            "revoked",
            "it"),
        end(
            "the offline token is revoked",
            scene -> scene.realm.client(scene.client).revoke(scene.offlineToken),
            "revoked",
            "an offline session"),
        end(
            "logout by the client",
            scene -> scene.ledger.logout(scene.client, scene.refreshToken),
            "logout",
            "it"),
        end(
            "logout by the client with an offline token",
            scene -> scene.ledger.logout(scene.client, scene.offlineToken),
            "logout",
            "an offline session"),
        end(
            "an administrator removes the session",
            scene -> scene.realm.adminDelete("sessions/" + scene.session("it")),
            "session_removed",
            "it"),
        end(
            "an administrator removes the offline session",
            scene ->
                scene.realm.adminDelete(
                    "sessions/" + scene.session("an offline session") + "?isOffline=true"),
            "session_removed",
            "an offline session"),
        end(
            "an administrator withdraws offline access",
            scene ->
                scene.realm.adminDelete(
                    scene.userPath() + "/consents/" + Http.encode(scene.client)),
            "consent_withdrawn",
            "an offline session"),
        end(
            "an administrator logs the user out",
            scene -> scene.realm.adminPost(scene.userPath() + "/logout", Map.of()),
            "logout",
            "it",
            "another session",
            "another client",
            "an offline session"),
        end(
            "the user is disabled",
            scene -> scene.realm.adminPut(scene.userPath(), Map.of("enabled", false)),
            "user_disabled",
            "it",
            "another session",
            "another client",
            "an offline session"),
        end(
            "the user is removed",
            scene -> scene.realm.adminDelete(scene.userPath()),
            "user_removed",
            "it",
            "another session",
            "another client",
            "an offline session"),
        end(
            "the client is disabled",
            scene -> scene.realm.changeClient(scene.client, Map.of("enabled", false)),
            "client_disabled",
            "it",
            "another session",
            "another user",
            "an offline session",
            "the client itself"),
        end(
            "the client has a not-before policy",
            scene ->
                scene.realm.changeClient(
                    scene.client, Map.of("notBefore", System.currentTimeMillis() / 1000)),
            "not_before",
            "it",
            "another session",
            "another user",
            "an offline session",
            "the client itself"),
        end(
            "the client is removed",
            scene -> scene.realm.adminDelete(scene.clientPath()),
            "client_removed",
            "it",
            "another session",
            "another user",
            "an offline session",
            "the client itself"),
        end(
            "the client loses its service account",
            scene ->
                scene.realm.changeClient(scene.client, Map.of("serviceAccountsEnabled", false)),
            "user_removed",
            "the client itself"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void endsWhatHangsOnItAndNothingElse(
      String name, Consumer<Scene> how, String reason, List<String> ended)
      throws InterruptedException {
    Scene scene = new Scene(realm);
    Thread.sleep(1000); // policies count in seconds

    how.accept(scene);

    Map<String, List<String>> expected = new LinkedHashMap<>();
    Map<String, List<String>> states = new LinkedHashMap<>();
    scene.pats.forEach(
        (pat, token) -> {
          expected.put(pat, List.of(ended.contains(pat) ? "ended/" + reason : "in_force"));
          states.put(pat, scene.ledger.statesOf(token));
        });
    assertThat(states).isEqualTo(expected);
  }
}
