package io.github.umatrust.it.uma.claims;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.ClientRegistration;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients register where people are sent back to after giving claims, apart from their redirect
 * URIs (UMA Core 1.0.1 §1.4), at Keycloak's own endpoint and under its rules.
 */
@ExtendWith(Keycloak.class)
class ClaimsRedirectUriRegistrationIT {

  private static final String CLAIMS = "https://app.test/claims";
  private static final String MEMBER = "claims_redirect_uri";

  private final TestRealm realm;
  private final ClientRegistration registration;

  ClaimsRedirectUriRegistrationIT(TestRealm realm) {
    this.realm = realm;
    this.registration = new ClientRegistration(realm);
  }

  @Test
  void oneAddressIsRegisteredReadChangedAndRemoved() {
    Reply created = register(Map.of(MEMBER, CLAIMS));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text(MEMBER)).isEqualTo(CLAIMS);
    assertThat(created.header("Location")).contains(created.text("registration_client_uri"));
    assertThat(attribute(created)).isEqualTo(CLAIMS);

    Reply read = read(created);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text(MEMBER)).isEqualTo(CLAIMS);

    ObjectNode changed = (ObjectNode) read.json();
    changed.putArray(MEMBER).add(CLAIMS).add(CLAIMS + "?second");
    Reply updated = update(read, changed);
    assertThat(updated.status()).isEqualTo(200);
    assertThat(Reply.texts(updated.json().path(MEMBER)))
        .containsExactly(CLAIMS, CLAIMS + "?second");
    assertThat(attribute(created)).isEqualTo(CLAIMS + "##" + CLAIMS + "?second");

    ObjectNode without = (ObjectNode) updated.json();
    without.remove(MEMBER);
    Reply removed = update(updated, without);
    assertThat(removed.status()).isEqualTo(200);
    assertThat(removed.json().has(MEMBER)).isFalse();
    assertThat(attribute(created)).isEmpty();
    assertThat(read(removed).json().has(MEMBER)).isFalse();
  }

  @Test
  void theMemberMayHaveItsOtherName() {
    Reply created = register(Map.of("claims_redirect_uris", List.of(CLAIMS)));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text(MEMBER)).isEqualTo(CLAIMS);
  }

  @Test
  void whoRegistersNoneGetsKeycloaksAnswer() {
    Reply created = register(Map.of());
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().has(MEMBER)).isFalse();
    assertThat(created.text("client_name")).isEqualTo("An app");
  }

  @Test
  void theRestOfTheRegistrationIsAsItWouldBe() {
    JsonNode plain = register(Map.of()).json();
    ObjectNode with = (ObjectNode) register(Map.of(MEMBER, CLAIMS)).json();
    with.remove(MEMBER);
    assertThat(with.fieldNames()).toIterable().containsExactlyElementsOf(plain::fieldNames);
  }

  @Test
  void otherOriginsAreRefusedAndNothingIsRegistered() {
    String token = registration.initialAccessToken();
    for (String uri :
        List.of(
            "https://evil.test/claims",
            "https://app.test:8443/claims",
            "http://app.test/claims",
            "javascript:alert(1)",
            CLAIMS + "#f",
            "/claims")) {
      Reply refused = registration.register(token, metadata(Map.of(MEMBER, uri)));
      assertThat(refused.status()).as(uri).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_redirect_uri");
      assertThat(refused.body()).doesNotContain("evil");
    }
    assertThat(registration.register(token, metadata(Map.of(MEMBER, CLAIMS))).status())
        .isEqualTo(201);
  }

  @Test
  void otherFormsAreRefused() {
    for (Object value : List.of(7, Map.of("uri", CLAIMS), List.of(List.of(CLAIMS)))) {
      Reply refused = register(Map.of(MEMBER, value));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_client_metadata");
    }
    Reply differ =
        register(Map.of(MEMBER, CLAIMS, "claims_redirect_uris", List.of(CLAIMS + "/other")));
    assertThat(differ.text("error")).isEqualTo("invalid_client_metadata");
  }

  @Test
  void anUpdateThatNamesNoRedirectUrisIsJudgedByThoseThatAreThere() {
    Reply created = register(Map.of(MEMBER, CLAIMS));
    ObjectNode changed = (ObjectNode) created.json();
    changed.remove("redirect_uris");
    changed.put(MEMBER, "https://evil.test/claims");
    Reply refused = update(created, changed);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_redirect_uri");
    assertThat(attribute(created)).isEqualTo(CLAIMS);
  }

  @Test
  void keycloaksOwnRefusalsRemain() {
    Reply nobody =
        Http.postJson(
            realm.issuer() + "/clients-registrations/openid-connect",
            metadata(Map.of(MEMBER, CLAIMS)),
            Http.AUTHORIZATION,
            Http.bearer("no token"));
    assertThat(nobody.status()).isIn(401, 403);
    Reply stranger =
        Http.putJson(
            realm.issuer() + "/clients-registrations/openid-connect/print-service",
            metadata(Map.of("client_id", "print-service", MEMBER, CLAIMS)),
            Http.AUTHORIZATION,
            Http.bearer(register(Map.of()).text("registration_access_token")));
    assertThat(stranger.status()).isIn(401, 403);
    assertThat(realm.adminGet("clients/" + realm.clientUuid("print-service")).toString())
        .doesNotContain(CLAIMS);
  }

  @Test
  void whereUmaIsOffKeycloakAnswersAlone() {
    realm.changeRealm(Map.of("userManagedAccessAllowed", false));
    try {
      Reply refused = register(Map.of(MEMBER, CLAIMS));
      assertThat(refused.status()).isNotEqualTo(201);
      assertThat(register(Map.of()).status()).isEqualTo(201);
    } finally {
      realm.changeRealm(Map.of("userManagedAccessAllowed", true));
    }
  }

  @Test
  void aRegisteredAddressIsUsedOnThePage() {
    Reply created = register(Map.of(MEMBER, CLAIMS + "?a=b"));
    Reply back =
        Http.get(
            new ClaimsStory(realm).uma().claimsEndpoint()
                + "?ticket=unknown&client_id="
                + created.text("client_id"));
    assertThat(back.header("Location")).contains(CLAIMS + "?a=b&error=invalid_request");
  }

  private Reply register(Map<String, ?> more) {
    return registration.register(registration.initialAccessToken(), metadata(more));
  }

  private static Map<String, Object> metadata(Map<String, ?> more) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("client_name", "An app");
    metadata.put("redirect_uris", List.of("https://app.test/callback"));
    metadata.putAll(more);
    return metadata;
  }

  private static Reply read(Reply client) {
    return Http.get(
        client.text("registration_client_uri"),
        Http.AUTHORIZATION,
        Http.bearer(client.text("registration_access_token")));
  }

  private static Reply update(Reply client, ObjectNode metadata) {
    metadata.remove(
        List.of(
            "registration_client_uri",
            "registration_access_token",
            "client_id_issued_at",
            "client_secret_expires_at"));
    return Http.putJson(
        client.text("registration_client_uri"),
        new ObjectMapper().convertValue(metadata, Map.class),
        Http.AUTHORIZATION,
        Http.bearer(client.text("registration_access_token")));
  }

  private String attribute(Reply client) {
    return realm
        .adminGet("clients/" + realm.clientUuid(client.text("client_id")))
        .path("attributes")
        .path("uma.claims_redirect_uris")
        .asText("");
  }
}
