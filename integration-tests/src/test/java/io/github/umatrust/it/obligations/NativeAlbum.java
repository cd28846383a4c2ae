package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A resource server that speaks Keycloak's own UMA 2.0, with alice's resources. */
final class NativeAlbum {

  static final String CLIENT = "native-album";

  private final TestRealm realm;

  NativeAlbum(TestRealm realm) {
    this.realm = realm;
    realm.addResourceServer(CLIENT);
    String client = realm.clientUuid(CLIENT);
    realm.adminPut(
        "clients/" + client + "/default-client-scopes/" + realm.clientScopeId("roles"), Map.of());
    realm.adminPut(
        "clients/" + client + "/default-client-scopes/" + realm.clientScopeId("basic"), Map.of());
    realm.adminPost(
        "users/" + realm.userId("alice") + "/role-mappings/clients/" + client,
        List.of(realm.adminGet("clients/" + client + "/roles/uma_protection")));
  }

  /** Its own token, without any scope. */
  String ownPat() {
    return Ledger.granted(realm.client(CLIENT).clientCredentials()).text("access_token");
  }

  /** By its role. */
  Reply patOfAlice() {
    return tokenOf("alice");
  }

  Reply tokenOf(String user) {
    return Ledger.granted(realm.client(CLIENT).codeGrant(realm.browser(user), "scope", "openid"));
  }

  /** Any token of bob's. */
  Reply bob() {
    return Ledger.granted(realm.client("print-service").codeGrant(realm.browser("bob")));
  }

  String registered(String name, String... scopes) {
    Reply reply =
        Http.postJson(
            protection("resource_set"),
            Map.of("name", name, "resource_scopes", List.of(scopes), "ownerManagedAccess", true),
            Http.AUTHORIZATION,
            Http.bearer(patOfAlice().text("access_token")));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.text("_id");
  }

  /** An RPT without a ticket. */
  Reply rpt(String token, String resource, String scope) {
    return Http.postForm(
        realm.issuer() + "/protocol/openid-connect/token",
        Map.of(
            "grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
            "audience", List.of(CLIENT),
            "permission", List.of(resource + "#" + scope)),
        Http.AUTHORIZATION,
        Http.bearer(token));
  }

  /** A ticket. */
  String ticket(String pat, String resource, String... scopes) {
    Reply reply =
        Http.postJson(
            protection("permission"),
            List.of(Map.of("resource_id", resource, "resource_scopes", List.of(scopes))),
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.text("ticket");
  }

  Reply redeem(String token, String ticket, String... more) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"));
    form.put("ticket", List.of(ticket));
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], List.of(more[i + 1]));
    }
    return Http.postForm(
        realm.issuer() + "/protocol/openid-connect/token",
        form,
        Http.AUTHORIZATION,
        Http.bearer(token));
  }

  Reply introspect(String token, Map<String, String> more, String... headers) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("token", List.of(token));
    more.forEach((name, value) -> form.put(name, List.of(value)));
    String[] all = new String[headers.length + 2];
    all[0] = Http.AUTHORIZATION;
    all[1] = Http.basic(CLIENT, CLIENT + "-secret");
    System.arraycopy(headers, 0, all, 2, headers.length);
    return Http.postForm(realm.issuer() + "/protocol/openid-connect/token/introspect", form, all);
  }

  String protection(String path) {
    return realm.issuer() + "/authz/protection/" + path;
  }

  /** Changes realm attributes beside those that are there. */
  static void settings(TestRealm realm, Map<String, String> settings) {
    JsonNode attributes = realm.adminGet("").path("attributes");
    settings.forEach(((ObjectNode) attributes)::put);
    realm.changeRealm(Map.of("attributes", attributes));
  }
}
