package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.EveryGrant.CLIENT;
import static io.github.umatrust.it.indicator.EveryGrant.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ways in which {@code resource} reaches Keycloak, each from the request to the tokens. */
public enum Carrier {
  CODE_GET(
      (g, scope, resources, atToken) ->
          code(g, g.authorize(authorization("code", scope, resources)), atToken)),
  CODE_POST(
      (g, scope, resources, atToken) ->
          code(
              g,
              g.alice()
                  .postUntil(
                      g.endpoint("auth"),
                      authorization("code", scope, resources),
                      OAuthClient.CALLBACK),
              atToken)),
  IMPLICIT(
      (g, scope, resources, atToken) ->
          Outcome.ofFrontChannel(g.authorize(authorization("token", scope, resources)))),
  HYBRID_FRONT(
      (g, scope, resources, atToken) ->
          Outcome.ofFrontChannel(g.authorize(authorization("code token", scope, resources)))),
  HYBRID_CODE(
      (g, scope, resources, atToken) ->
          code(g, g.authorize(authorization("code token", scope, resources)), atToken)),
  REQUEST_OBJECT_UNSIGNED(
      (g, scope, resources, atToken) ->
          requestObject(g, RequestObjects.unsigned(claims(g, scope, resources)), atToken)),
  REQUEST_OBJECT_HS256(
      (g, scope, resources, atToken) -> signed(g, "HS256", scope, resources, atToken)),
  REQUEST_OBJECT_RS256(
      (g, scope, resources, atToken) -> signed(g, "RS256", scope, resources, atToken)),
  REQUEST_OBJECT_PS256(
      (g, scope, resources, atToken) -> signed(g, "PS256", scope, resources, atToken)),
  REQUEST_OBJECT_ES256(
      (g, scope, resources, atToken) -> signed(g, "ES256", scope, resources, atToken)),
  REQUEST_OBJECT_EDDSA(
      (g, scope, resources, atToken) -> signed(g, "EdDSA", scope, resources, atToken)),
  REQUEST_OBJECT_ENCRYPTED(
      (g, scope, resources, atToken) ->
          requestObject(
              g, g.requestObjects().encrypted(g.realm(), claims(g, scope, resources)), atToken)),
  REQUEST_URI(
      (g, scope, resources, atToken) -> {
        String object =
            g.requestObjects().signed("RS256", EveryGrant.SECRET, claims(g, scope, resources));
        return code(
            g,
            g.authorize(
                form(
                    Map.of(
                        "client_id",
                        CLIENT,
                        "response_type",
                        "code",
                        "scope",
                        scope,
                        "request_uri",
                        g.publish(object)))),
            atToken);
      }),
  PUSHED(
      (g, scope, resources, atToken) ->
          pushed(g, authorization("code", scope, resources), atToken)),
  PUSHED_REQUEST_OBJECT(
      (g, scope, resources, atToken) -> {
        String object =
            g.requestObjects().signed("RS256", EveryGrant.SECRET, claims(g, scope, resources));
        return pushed(
            g,
            form(Map.of("client_id", CLIENT, "response_type", "code", "request", object)),
            atToken);
      }),
  DEVICE(
      (g, scope, resources, atToken) -> {
        Map<String, List<String>> request = form(Map.of("scope", scope));
        put(request, resources);
        Reply started = g.post("auth/device", request);
        if (started.status() != 200) {
          return Outcome.of(started);
        }
        g.approveDevice(started.json());
        return token(
            g,
            Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                started.text("device_code")),
            atToken);
      }),
  BACK_CHANNEL(
      (g, scope, resources, atToken) -> {
        Map<String, List<String>> request = form(Map.of("scope", scope, "login_hint", "alice"));
        put(request, resources);
        Reply started = g.post("ext/ciba/auth", request);
        if (started.status() != 200) {
          return Outcome.of(started);
        }
        g.approveOnDevice();
        return token(
            g,
            Map.of(
                "grant_type",
                "urn:openid:params:grant-type:ciba",
                "auth_req_id",
                started.text("auth_req_id")),
            atToken);
      }),
  CLIENT_CREDENTIALS(
      (g, scope, resources, atToken) ->
          token(
              g,
              Map.of(
                  "grant_type", "client_credentials", "scope", scope.replace("openid", "profile")),
              resources)),
  PASSWORD((g, scope, resources, atToken) -> token(g, password(scope), resources)),
  REFRESH((g, scope, resources, atToken) -> grantedAndRefreshed(g, scope, resources)),
  OFFLINE_REFRESH(
      (g, scope, resources, atToken) ->
          grantedAndRefreshed(g, scope + " offline_access", resources)),
  TOKEN_EXCHANGE(
      (g, scope, resources, atToken) -> {
        String subject = token(g, password(scope), List.of()).accessToken();
        return token(g, exchange(subject, scope), resources);
      }),
  JWT_BEARER(
      (g, scope, resources, atToken) ->
          token(
              g,
              Map.of(
                  "grant_type",
                  "urn:ietf:params:oauth:grant-type:jwt-bearer",
                  "assertion",
                  g.assertion(),
                  "scope",
                  scope),
              resources));

  private static final ObjectMapper JSON = new ObjectMapper();

  // None of these has a state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Run run;

  Carrier(Run run) {
    this.run = run;
  }

  /** A grant from the request to the tokens. */
  @FunctionalInterface
  private interface Run {
    Outcome run(EveryGrant g, String scope, List<String> resources, List<String> atToken);
  }

  /**
   * Runs a grant.
   *
   * @param resources what the request names that makes the grant
   * @param atToken what the following request for tokens names, if there is one
   */
  public Outcome run(EveryGrant g, String scope, List<String> resources, List<String> atToken) {
    return run.run(g, scope, resources, atToken);
  }

  static Map<String, String> password(String scope) {
    return Map.of(
        "grant_type", "password", "username", "alice", "password", "alice", "scope", scope);
  }

  static Map<String, String> exchange(String subjectToken, String scope) {
    return Map.of(
        "grant_type",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token",
        subjectToken,
        "subject_token_type",
        "urn:ietf:params:oauth:token-type:access_token",
        "scope",
        scope);
  }

  /** The use of a refresh token. */
  static Outcome refresh(EveryGrant g, String refreshToken, List<String> resources) {
    return token(
        g, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken), resources);
  }

  static Outcome token(EveryGrant g, Map<String, String> parameters, List<String> resources) {
    Map<String, List<String>> request = new LinkedHashMap<>();
    parameters.forEach((name, value) -> request.put(name, List.of(value)));
    put(request, resources);
    return Outcome.of(g.post("token", request));
  }

  private static Map<String, List<String>> authorization(
      String responseType, String scope, List<String> resources) {
    return authorization(CLIENT, responseType, scope, resources);
  }

  static Map<String, List<String>> authorization(
      String client, String responseType, String scope, List<String> resources) {
    Map<String, List<String>> request =
        form(
            Map.of(
                "client_id",
                client,
                "response_type",
                responseType,
                "redirect_uri",
                OAuthClient.CALLBACK,
                "scope",
                scope,
                "state",
                "xyz",
                "nonce",
                "n-0S6"));
    put(request, resources);
    return request;
  }

  private static void put(Map<String, List<String>> request, List<String> resources) {
    if (!resources.isEmpty()) {
      request.put("resource", resources);
    }
  }

  private static ObjectNode claims(EveryGrant g, String scope, List<String> resources) {
    @Nullable JsonNode claim =
        switch (resources.size()) {
          case 0 -> null;
          case 1 -> JSON.valueToTree(resources.get(0));
          default -> JSON.valueToTree(resources);
        };
    return RequestObjects.claims(g.realm(), CLIENT, scope, claim);
  }

  private static Outcome signed(
      EveryGrant g, String algorithm, String scope, List<String> resources, List<String> atToken) {
    return requestObject(
        g,
        g.requestObjects().signed(algorithm, EveryGrant.SECRET, claims(g, scope, resources)),
        atToken);
  }

  private static Outcome requestObject(EveryGrant g, String object, List<String> atToken) {
    return code(
        g,
        g.authorize(
            form(
                Map.of(
                    "client_id",
                    CLIENT,
                    "response_type",
                    "code",
                    "scope",
                    "openid",
                    "request",
                    object))),
        atToken);
  }

  private static Outcome pushed(
      EveryGrant g, Map<String, List<String>> request, List<String> atToken) {
    Reply reply = g.post("ext/par/request", request);
    if (reply.status() != 201) {
      return Outcome.of(reply);
    }
    return code(
        g,
        g.authorize(form(Map.of("client_id", CLIENT, "request_uri", reply.text("request_uri")))),
        atToken);
  }

  static Outcome code(EveryGrant g, Map<String, String> answer, List<String> atToken) {
    String code = answer.get("code");
    if (code == null) {
      return Outcome.ofFrontChannel(answer);
    }
    return token(
        g,
        Map.of(
            "grant_type", "authorization_code", "code", code, "redirect_uri", OAuthClient.CALLBACK),
        atToken);
  }

  /** The first use of a grant is for everything, its refresh for these resources. */
  private static Outcome grantedAndRefreshed(EveryGrant g, String scope, List<String> resources) {
    return refresh(g, token(g, password(scope), List.of()).refreshToken(), resources);
  }
}
