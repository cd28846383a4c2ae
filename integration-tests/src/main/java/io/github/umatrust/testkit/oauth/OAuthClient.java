package io.github.umatrust.testkit.oauth;

import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A confidential OAuth client of one realm. */
public final class OAuthClient {

  /** The redirect URI of every client in the test realm; nobody listens there. */
  public static final String CALLBACK = "http://127.0.0.1:1/callback";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String issuer;
  private final String clientId;
  private final String secret;

  OAuthClient(String issuer, String clientId, String secret) {
    this.issuer = issuer;
    this.clientId = clientId;
    this.secret = secret;
  }

  public String clientId() {
    return clientId;
  }

  /** A token request with these parameters, authenticated by the client's secret. */
  public Reply token(Map<String, List<String>> parameters) {
    return Http.postForm(
        endpoint("token"), parameters, Http.AUTHORIZATION, Http.basic(clientId, secret));
  }

  /**
   * The client credentials grant; {@code more} are names and values in turn, a name may come more
   * than once.
   */
  public Reply clientCredentials(String... more) {
    return token(parameters(List.of("grant_type", "client_credentials"), more));
  }

  /** The refresh token grant. */
  public Reply refresh(String refreshToken, String... more) {
    return token(
        parameters(List.of("grant_type", "refresh_token", "refresh_token", refreshToken), more));
  }

  /** The second half of the code grant. */
  public Reply code(String code, String... more) {
    return token(
        parameters(
            List.of("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK),
            more));
  }

  /**
   * An authorization request in a person's browser, through login and consent.
   *
   * @return the parameters that come back to the client, {@code code} or {@code error} among them
   */
  public Map<String, String> authorize(Browser browser, String... more) {
    return browser.openUntil(authorizationUrl(more), CALLBACK);
  }

  /** The whole code grant in a person's browser. */
  public Reply codeGrant(Browser browser, String... more) {
    String code = authorize(browser, more).get("code");
    if (code == null) {
      throw new IllegalStateException("the authorization endpoint gave no code");
    }
    return code(code);
  }

  /** The address of an authorization request for a code. */
  public String authorizationUrl(String... more) {
    String state = new BigInteger(64, RANDOM).toString(36);
    return endpoint("auth")
        + "?"
        + Http.form(
            parameters(
                List.of(
                    "response_type",
                    "code",
                    "client_id",
                    clientId,
                    "redirect_uri",
                    CALLBACK,
                    "state",
                    state),
                more));
  }

  /** Revokes a token (RFC 7009). */
  public Reply revoke(String token) {
    return Http.postForm(
        endpoint("revoke"),
        Map.of("token", List.of(token)),
        Http.AUTHORIZATION,
        Http.basic(clientId, secret));
  }

  /** Keycloak's own introspection (RFC 7662), as this client. */
  public Reply introspect(String token) {
    return Http.postForm(
        endpoint("token/introspect"),
        Map.of("token", List.of(token)),
        Http.AUTHORIZATION,
        Http.basic(clientId, secret));
  }

  private String endpoint(String name) {
    return issuer + "/protocol/openid-connect/" + name;
  }

  private static Map<String, List<String>> parameters(List<String> first, String... more) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (int i = 0; i < first.size(); i += 2) {
      parameters.put(first.get(i), List.of(first.get(i + 1)));
    }
    for (int i = 0; i < more.length; i += 2) {
      parameters.merge(
          more[i], List.of(more[i + 1]), (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }
    return parameters;
  }
}
