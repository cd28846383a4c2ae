package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;

/**
 * What tests of the authorization API begin with: albums of alice's at {@code photo-album}, all of
 * which a policy lets bob {@code view}, and the print service too where it asks for itself. Nobody
 * has decided who may {@code print}, and {@code delete} is the auditor's alone.
 */
final class SharedAlbum {

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final String pat;
  private final String set;

  SharedAlbum(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    this.set = registered("Shared");
    ConsoleResource console = console(set);
    String bob =
        console.policy(
            "user",
            "bob or the print service",
            Map.of(
                "users",
                List.of(realm.userId("bob"), realm.userId("service-account-print-service"))));
    console.permitEverywhere("who may view", List.of("view"), bob);
    String auditor =
        console.policy(
            "user", "the auditor alone", Map.of("users", List.of(realm.userId("auditor"))));
    console.permitEverywhere("who may delete", List.of("delete"), auditor);
  }

  /** The PAT by which the album acts for alice. */
  String pat() {
    return pat;
  }

  /** An album that is there from the beginning. */
  String set() {
    return set;
  }

  /** A new AAT by which the print service acts for a person. */
  String aat(String user) {
    return realm.grant("print-service", user, "uma_authorization").text("access_token");
  }

  /** Registers another album. */
  String registered(String name) {
    return uma.registerResourceSet(pat, name, "view", "print", "delete").text("_id");
  }

  /** A new ticket for scopes of an album. */
  String ticket(String resourceSetId, String... scopes) {
    Reply reply = uma.registerPermission(pat, resourceSetId, scopes);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.text("ticket");
  }

  /** Asks for an RPT to view the album that is there from the beginning. */
  Reply request(String aat) {
    return uma.requestRpt(aat, ticket(set, "view"));
  }

  /** An RPT to view the album that is there from the beginning. */
  String rpt(String aat) {
    Reply reply = request(aat);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.text("rpt");
  }

  /** Whether the album learns that an RPT is active. */
  boolean isActive(String rpt) {
    return uma.introspect(pat, rpt).json().path("active").asBoolean();
  }

  /** An album as administrators see it. */
  ConsoleResource console(String resourceSetId) {
    return new ConsoleResource(realm, "photo-album", resourceSetId);
  }

  /** Adds a client that may ask for AATs by the code grant. */
  OAuthClient addClient(String clientId, Map<String, ?> settings) {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            clientId,
            "secret",
            clientId + "-secret",
            "redirectUris",
            List.of(OAuthClient.CALLBACK),
            "defaultClientScopes",
            List.of("basic", "acr", "roles", "web-origins", "email"),
            "optionalClientScopes",
            List.of("uma_authorization", "uma_protection", "offline_access")));
    if (!settings.isEmpty()) {
      realm.changeClient(clientId, settings);
    }
    return realm.client(clientId);
  }

  /** Sends whatever a test wants to the RPT endpoint. */
  Reply send(String aat, String body) {
    return Http.send(
        "POST",
        uma.rptEndpoint(),
        body,
        "Content-Type",
        "application/json",
        Http.AUTHORIZATION,
        Http.bearer(aat));
  }
}
