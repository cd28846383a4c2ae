package io.github.umatrust.uma.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.umatrust.uma.claimtoken.ClaimTokens;
import io.github.umatrust.uma.settings.UmaSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/**
 * The configuration data (UMA Core 1.0.1 §1.4), member by member.
 *
 * @param version always {@code 1.0}, also for 1.0.1
 */
public record UmaConfiguration(
    @JsonProperty("version") String version,
    @JsonProperty("issuer") String issuer,
    @JsonProperty("pat_profiles_supported") List<String> patProfiles,
    @JsonProperty("aat_profiles_supported") List<String> aatProfiles,
    @JsonProperty("rpt_profiles_supported") List<String> rptProfiles,
    @JsonProperty("pat_grant_types_supported") List<String> patGrantTypes,
    @JsonProperty("aat_grant_types_supported") List<String> aatGrantTypes,
    @JsonProperty("dynamic_client_endpoint") String dynamicClientEndpoint,
    @JsonProperty("token_endpoint") String tokenEndpoint,
    @JsonProperty("authorization_endpoint") String authorizationEndpoint,
    @JsonProperty("introspection_endpoint") String introspectionEndpoint,
    @JsonProperty("resource_set_registration_endpoint") String resourceSetRegistrationEndpoint,
    @JsonProperty("permission_registration_endpoint") String permissionRegistrationEndpoint,
    @JsonProperty("rpt_endpoint") String rptEndpoint,
    @JsonProperty("https://docs.kantarainitiative.org/uma/extensions/perm-reg-1.0")
        String permissionRegistrationOfSeveral,
    @JsonProperty("claim_token_profiles_supported") List<String> claimTokenProfiles,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("requesting_party_claims_endpoint")
        @Nullable String requestingPartyClaimsEndpoint,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("security_enhanced_claims_endpoint")
        @Nullable String securityEnhancedClaimsEndpoint,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonProperty("uma_profiles_supported")
        List<String> umaProfiles,
    @JsonProperty("access_report_endpoint") String accessReportEndpoint,
    @JsonProperty("revocation_endpoint") String revocationEndpoint) {

  private static final String BEARER_RPT =
      "https://docs.kantarainitiative.org/uma/profiles/uma-token-bearer-1.0";

  /** An authorization server offers this style of claims gathering or the other, never both. */
  private static final String CLAIMS_SECURITY =
      "https://docs.kantarainitiative.org/uma/extensions/claims-sec-1.0";

  /** Keycloak's own UMA 2.0, and the issue of verifiable credentials. */
  private static final Set<String> OF_THEIR_OWN =
      Set.of(
          OAuth2Constants.UMA_GRANT_TYPE, "urn:ietf:params:oauth:grant-type:pre-authorized_code");

  /** Clients register with the endpoint that OpenID Connect discovery names. */
  private static final String OPENID = "openid";

  private static final String BEARER = "bearer";
  private static final String DPOP = "dpop";

  /** The configuration data of a realm. */
  static UmaConfiguration of(KeycloakSession session) {
    UmaUrls urls = new UmaUrls(session);
    boolean claimsSecurity = UmaSettings.of(session.getContext().getRealm()).claimsSecurity();
    List<String> profiles =
        Profile.isFeatureEnabled(Profile.Feature.DPOP) ? List.of(BEARER, DPOP) : List.of(BEARER);
    List<String> grantTypes = grantTypes(session.getKeycloakSessionFactory());
    return new UmaConfiguration(
        "1.0",
        urls.issuer(),
        profiles,
        profiles,
        List.of(BEARER_RPT),
        grantTypes,
        grantTypes,
        OPENID,
        urls.tokenEndpoint(),
        urls.authorizationEndpoint(),
        urls.introspection(),
        urls.resourceSetRegistration(),
        urls.permissionRegistration(),
        urls.rpt(),
        "supported",
        ClaimTokens.FORMATS,
        claimsSecurity ? null : urls.claims(),
        claimsSecurity ? urls.claims() : null,
        claimsSecurity ? List.of(CLAIMS_SECURITY) : List.of(),
        urls.accessReport(),
        urls.revocation());
  }

  /**
   * The grants by which this server issues access tokens of any scope: all it has, without those
   * whose tokens are for something of their own.
   */
  private static List<String> grantTypes(KeycloakSessionFactory factory) {
    return Stream.concat(
            factory.getProviderFactoriesStream(OAuth2GrantType.class).map(f -> f.getId()),
            Stream.of(OAuth2Constants.IMPLICIT))
        .filter(g -> !OF_THEIR_OWN.contains(g))
        .sorted()
        .toList();
  }
}
