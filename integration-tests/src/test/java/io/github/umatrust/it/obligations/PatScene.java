package io.github.umatrust.it.obligations;

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
import java.util.stream.Stream;

/** A PAT, and others that have something in common with it, and something not. */
final class PatScene {

  static final String IT = "it";
  static final String ANOTHER_SESSION = "another session";
  static final String ANOTHER_CLIENT = "another client";
  static final String ANOTHER_USER = "another user";
  static final String OFFLINE = "an offline session";
  static final String SERVICE_ACCOUNT = "the client itself";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  final TestRealm realm;
  final Ledger ledger;
  final String user = "user-" + NUMBER.incrementAndGet();
  final String client = "client-of-" + user;
  final String refreshToken;
  final String offlineToken;
  private final Map<String, String> pats = new LinkedHashMap<>();

  PatScene(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    String otherUser = user + "-other";
    String otherClient = client + "-other";
    Stream.of(user, otherUser).forEach(this::addUser);
    Stream.of(client, otherClient).forEach(this::addClient);
    Reply one = password(client, user, "openid uma_protection");
    refreshToken = one.text("refresh_token");
    pats.put(IT, one.text("access_token"));
    pats.put(ANOTHER_SESSION, issued(client, user));
    pats.put(ANOTHER_CLIENT, issued(otherClient, user));
    pats.put(ANOTHER_USER, issued(client, otherUser));
    Reply offline = password(client, user, "openid uma_protection offline_access");
    offlineToken = offline.text("refresh_token");
    pats.put(OFFLINE, offline.text("access_token"));
    pats.put(
        SERVICE_ACCOUNT,
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

  /** The access token of one of them. */
  String pat(String name) {
    return Objects.requireNonNull(pats.get(name));
  }

  /** The session of one of them. */
  String session(String name) {
    return Tokens.claims(pat(name)).path("sid").asText();
  }

  /** Where administrators find the user. */
  String userPath() {
    return "users/" + realm.userId(user);
  }

  /** Where administrators find the client. */
  String clientPath() {
    return "clients/" + realm.clientUuid(client);
  }

  /** What is to be seen where these have ended, and nothing else. */
  Map<String, List<String>> ended(String reason, List<String> names) {
    Map<String, List<String>> states = new LinkedHashMap<>();
    pats.keySet()
        .forEach(
            name ->
                states.put(name, List.of(names.contains(name) ? "ended/" + reason : "in_force")));
    return states;
  }

  /** The states of the obligations of each of them. */
  Map<String, List<String>> states() {
    Map<String, List<String>> states = new LinkedHashMap<>();
    pats.forEach((name, token) -> states.put(name, ledger.statesOf(token)));
    return states;
  }

  /** Changes something in Keycloak of which no event tells. */
  void silently(String what, String id, Object... more) {
    silently(realm, what, id, more);
  }

  /** Changes something in Keycloak of which no event tells. */
  static void silently(TestRealm realm, String what, String id, Object... more) {
    Map<String, Object> change = new LinkedHashMap<>(Map.of("what", what, "id", id));
    for (int i = 0; i < more.length; i += 2) {
      change.put((String) more[i], more[i + 1]);
    }
    Reply reply = Http.postJson(realm.issuer() + "/test/silently", change);
    if (reply.status() != 204) {
      throw new IllegalStateException(what + ": HTTP " + reply.status() + " " + reply.body());
    }
  }
}
