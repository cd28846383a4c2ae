package io.github.umatrust.bench;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;

/**
 * Keycloak's own protection API and grant (UMA 2.0), by the resource server's own token. What is
 * created by that belongs to the resource server, whatever owner is named.
 */
final class NativeProtection implements ProtectionApi {

  private final OAuthClient server;
  private final int others;
  private final String protection;
  private final String tokenEndpoint;
  private final String authorization;

  /** As a resource server that has not created anything yet. */
  NativeProtection(TestRealm realm, OAuthClient server) {
    this.server = server;
    this.protection = realm.issuer() + "/authz/protection";
    this.tokenEndpoint = realm.issuer() + "/protocol/openid-connect/token";
    this.authorization = Http.bearer(TokenUsers.expectToken(server.clientCredentials()));
    // Keycloak gives a new resource server a resource.
    this.others = listed(1000).json().size();
  }

  @Override
  public String create(int number) {
    // The same as the UMA JAR is asked for, in this API's words.
    String uri = "https://photos.example.com/" + number;
    return ProtectionApi.expect(
            Http.postJson(
                protection + "/resource_set",
                Map.of(
                    "name",
                    "Photo " + number,
                    "uris",
                    List.of(uri),
                    "type",
                    "https://photos.example.com/types/photo",
                    "resource_scopes",
                    List.of(OwnedSets.VIEW, OwnedSets.PRINT),
                    "ownerManagedAccess",
                    true),
                Http.AUTHORIZATION,
                authorization),
            201)
        .text("_id");
  }

  @Override
  public void read(String id) {
    ProtectionApi.expect(Http.get(resource(id), Http.AUTHORIZATION, authorization), 200);
  }

  @Override
  public void delete(String id) {
    ProtectionApi.expect(Http.delete(resource(id), Http.AUTHORIZATION, authorization), 204);
  }

  @Override
  public void list(int count) {
    // One more than there are, or it would not show.
    ProtectionApi.expectList(listed(others + count + 1), others + count);
  }

  @Override
  public String ticket(String id) {
    return ProtectionApi.expect(
            Http.postJson(
                protection + "/permission",
                List.of(Map.of("resource_id", id, "resource_scopes", List.of(OwnedSets.VIEW))),
                Http.AUTHORIZATION,
                authorization),
            201)
        .text("ticket");
  }

  @Override
  public String grant(String ticket, String token) {
    return TokenUsers.expectToken(
        Http.postForm(
            tokenEndpoint,
            Map.of(
                "grant_type",
                List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
                "ticket",
                List.of(ticket)),
            Http.AUTHORIZATION,
            Http.bearer(token)));
  }

  @Override
  public void introspect(String rpt) {
    ProtectionApi.expectActive(
        Http.postForm(
            tokenEndpoint + "/introspect",
            Map.of("token", List.of(rpt), "token_type_hint", List.of("requesting_party_token")),
            Http.AUTHORIZATION,
            Http.basic(server.clientId(), server.clientId() + "-secret")));
  }

  private Reply listed(int most) {
    return Http.get(
        protection + "/resource_set?owner=" + server.clientId() + "&max=" + most,
        Http.AUTHORIZATION,
        authorization);
  }

  private String resource(String id) {
    return protection + "/resource_set/" + id;
  }
}
