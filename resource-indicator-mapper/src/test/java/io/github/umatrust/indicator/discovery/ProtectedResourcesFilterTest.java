package io.github.umatrust.indicator.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.protocol.oidc.representations.OIDCConfigurationRepresentation;
import org.keycloak.util.JsonSerialization;

class ProtectedResourcesFilterTest {

  private static final List<String> RESOURCES = List.of("https://a.example.com/");

  @ParameterizedTest
  @CsvSource({
    "/realms/r/.well-known/openid-configuration, true",
    "/realms/r/.well-known/oauth-authorization-server, true",
    "/.well-known/oauth-authorization-server/realms/r, true",
    "/.well-known/openid-configuration/realms/r, true",
    "realms/r/.well-known/openid-configuration, true",
    ".well-known/oauth-authorization-server/realms/r, true",
    "/auth/realms/r/.well-known/openid-configuration, true",
    "/auth/.well-known/oauth-authorization-server/realms/r, true",
    "/realms/r/.well-known/openid-configuration/, true",
    "/realms/r/.well-known/uma2-configuration, false",
    "/realms/r/.well-known/openid-configuration/x, false",
    "/realms/.well-known/openid-configuration, false",
    "/realms/r/x/.well-known/openid-configuration, false",
    "/realms/r/.well-known/openid-configuration2, false",
    "/realms/r/Xwell-known/openid-configuration, false",
    "/admin/realms/r, false",
    "/.well-known/oauth-authorization-server, false"
  })
  void theMetadataOfARealmIsRecognisedByItsPath(String path, boolean metadata) {
    assertThat(ProtectedResourcesFilter.isMetadataPath(path)).isEqualTo(metadata);
  }

  @Test
  void keycloaksOwnMetadataGetsTheMemberAndKeepsAllElse() {
    OIDCConfigurationRepresentation configuration = new OIDCConfigurationRepresentation();
    configuration.setIssuer("https://as.example.com");
    configuration.setTlsClientCertificateBoundAccessTokens(true);
    configuration.setOtherClaims("x_other", Map.of("a", Arrays.asList(1, null)));
    JsonNode before = json(configuration);

    Object changed =
        ProtectedResourcesFilter.withResources(configuration, () -> RESOURCES).orElseThrow();

    assertThat(changed).isInstanceOf(OIDCConfigurationRepresentation.class);
    ObjectNode expected = before.deepCopy();
    expected.putArray("protected_resources").add("https://a.example.com/");
    assertThat(json(changed)).isEqualTo(expected);
    assertThat(json(configuration)).as("the provider's object").isEqualTo(before);
  }

  @Test
  void aMapGetsTheMemberWithoutBeingChanged() {
    Map<String, Object> shared = Map.of("issuer", "https://as.example.com");
    assertThat(ProtectedResourcesFilter.withResources(shared, () -> RESOURCES))
        .contains(Map.of("issuer", "https://as.example.com", "protected_resources", RESOURCES));
    assertThat(shared).doesNotContainKey("protected_resources");
  }

  @Test
  void aMemberThatIsThereStays() {
    OIDCConfigurationRepresentation configuration = new OIDCConfigurationRepresentation();
    configuration.setOtherClaims("protected_resources", List.of());
    assertThat(
            ProtectedResourcesFilter.withResources(
                configuration, ProtectedResourcesFilterTest::unasked))
        .isEmpty();
    assertThat(
            ProtectedResourcesFilter.withResources(
                Map.of("protected_resources", "x"), ProtectedResourcesFilterTest::unasked))
        .isEmpty();
  }

  @Test
  void withoutResourcesNothingChanges() {
    assertThat(
            ProtectedResourcesFilter.withResources(new OIDCConfigurationRepresentation(), List::of))
        .isEmpty();
    assertThat(ProtectedResourcesFilter.withResources(Map.of(), List::of)).isEmpty();
  }

  @Test
  void whatIsNoMetadataStays() {
    assertThat(
            ProtectedResourcesFilter.withResources(
                "a.signed.jwt", ProtectedResourcesFilterTest::unasked))
        .isEqualTo(Optional.empty());
    assertThat(ProtectedResourcesFilter.withResources(null, ProtectedResourcesFilterTest::unasked))
        .isEmpty();
  }

  private static List<String> unasked() {
    throw new AssertionError("asked without need");
  }

  private static JsonNode json(Object value) {
    return JsonSerialization.mapper.valueToTree(value);
  }
}
