package io.github.umatrust.it.uma.claims;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Alice's resource sets with what she requires for them, and bob's client, which sends him to the
 * page. Alice's resource server is {@code photo-album}, bob's client {@code print-service}.
 */
final class ClaimsStory {

  /** The claims redirect URI of bob's client; nobody listens there. */
  static final String CALLBACK = "http://127.0.0.1:1/claims?tab=2";

  static final String TERMS = "Do not print these photos larger than a postcard.";

  private final TestRealm realm;

  /** Logged in once, because checking a password is meant to take its time. */
  private final Browser alice;

  ClaimsStory(TestRealm realm) {
    this.realm = realm;
    this.alice = realm.browser("alice");
    registerRedirectUris(CALLBACK);
  }

  UmaEndpoints uma() {
    return UmaEndpoints.discover(realm.issuer());
  }

  /** Gives bob's client these claims redirect URIs, as an administrator does. */
  void registerRedirectUris(String... uris) {
    realm.changeClient(
        "print-service",
        Map.of("attributes", Map.of("uma.claims_redirect_uris", String.join("##", uris))));
  }

  /** A PAT of alice's. */
  String pat() {
    return realm
        .client("photo-album")
        .codeGrant(alice, "scope", "uma_protection")
        .text("access_token");
  }

  String aat(String user) {
    return realm.grant("print-service", user, "uma_authorization").text("access_token");
  }

  /** Registers a resource set of alice's. */
  String resourceSet(String name) {
    return uma().registerResourceSet(pat(), name, "view", "print").text("_id");
  }

  /** Registers a resource set of alice's, shares it with bob, and requires this for it. */
  String shared(String name, Map<String, List<String>> requirements) {
    String set = resourceSet(name);
    Http.putJson(
        realm.issuer() + "/account/resources/" + set + "/permissions",
        List.of(Map.of("username", "bob", "scopes", List.of("view"))),
        Http.AUTHORIZATION,
        realm.accountAuthorization(alice));
    require(set, requirements);
    return set;
  }

  /** Sets attributes of a resource, as an administrator does in the console. */
  void require(String set, Map<String, List<String>> attributes) {
    new ConsoleResource(realm, "photo-album", set).setAttributes(attributes);
  }

  static Map<String, List<String>> terms(String version, String text) {
    return Map.of("uma_terms_version", List.of(version), "uma_terms_text_en", List.of(text));
  }

  static Map<String, List<String>> claims(String json) {
    return Map.of("uma_required_claims", List.of(json));
  }

  static Map<String, List<String>> both(
      Map<String, List<String>> one, Map<String, List<String>> other) {
    Map<String, List<String>> both = new LinkedHashMap<>(one);
    both.putAll(other);
    return both;
  }

  String ticket(String set) {
    return uma().registerPermission(pat(), set, "view").text("ticket");
  }

  /** The address that bob's client sends him to. */
  String address(String ticket, String... more) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    query.put("client_id", List.of("print-service"));
    query.put("claims_redirect_uri", List.of(CALLBACK));
    query.put("ticket", List.of(ticket));
    for (int i = 0; i < more.length; i += 2) {
      query.put(more[i], List.of(more[i + 1]));
    }
    return uma().claimsEndpoint() + "?" + Http.form(query);
  }

  /** Has the person of this browser go to the page, through login where needed. */
  Reply visit(Browser browser, String ticket, String... more) {
    return browser.visit(address(ticket, more), CALLBACK);
  }

  /** The newest event of this type. */
  JsonNode event(String type) {
    return realm.adminGet("events?type=" + type + "&max=1").path(0);
  }
}
