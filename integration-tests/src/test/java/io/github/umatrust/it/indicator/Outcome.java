package io.github.umatrust.it.indicator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a grant: tokens or an error, from the token endpoint or from the authorization
 * endpoint.
 *
 * @param status the HTTP status; 302 for an answer of the authorization endpoint
 * @param members the members of the answer that are texts
 */
public record Outcome(int status, Map<String, String> members) {

  /** The answer of an endpoint that speaks JSON. */
  static Outcome of(Reply reply) {
    JsonNode json = reply.json();
    Map<String, String> members = new LinkedHashMap<>();
    json.properties().forEach(e -> members.put(e.getKey(), e.getValue().asText()));
    return new Outcome(reply.status(), members);
  }

  /** What the authorization endpoint sent back with the browser. */
  static Outcome ofFrontChannel(Map<String, String> parameters) {
    return new Outcome(302, parameters);
  }

  String text(String name) {
    return members.getOrDefault(name, "");
  }

  boolean isError() {
    return members.containsKey("error");
  }

  public String accessToken() {
    if (!members.containsKey("access_token")) {
      throw new AssertionError("no access token: " + this);
    }
    return text("access_token");
  }

  public String refreshToken() {
    if (!members.containsKey("refresh_token")) {
      throw new AssertionError("no refresh token: " + this);
    }
    return text("refresh_token");
  }

  List<String> audience() {
    return Tokens.audience(accessToken());
  }

  List<String> scope() {
    return Tokens.scope(accessToken());
  }

  List<String> roleClients() {
    return IndicatorRealm.roleClients(Tokens.claims(accessToken()));
  }

  @Override
  public String toString() {
    return status
        + " "
        + (isError() ? text("error") + ": " + text("error_description") : members.keySet());
  }
}
