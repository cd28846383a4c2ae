package io.github.umatrust.uma.discovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

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
    @JsonProperty("token_endpoint") String tokenEndpoint,
    @JsonProperty("authorization_endpoint") String authorizationEndpoint,
    @JsonProperty("introspection_endpoint") String introspectionEndpoint,
    @JsonProperty("resource_set_registration_endpoint") String resourceSetRegistrationEndpoint,
    @JsonProperty("permission_registration_endpoint") String permissionRegistrationEndpoint,
    @JsonProperty("rpt_endpoint") String rptEndpoint) {

  private static final String BEARER_RPT =
      "https://docs.kantarainitiative.org/uma/profiles/uma-token-bearer-1.0";
  private static final List<String> GRANT_TYPES =
      List.of("authorization_code", "client_credentials");

  /** The configuration data of a realm with these addresses. */
  static UmaConfiguration at(UmaUrls urls) {
    return new UmaConfiguration(
        "1.0",
        urls.issuer(),
        List.of("bearer"),
        List.of("bearer"),
        List.of(BEARER_RPT),
        GRANT_TYPES,
        GRANT_TYPES,
        urls.tokenEndpoint(),
        urls.authorizationEndpoint(),
        urls.introspection(),
        urls.resourceSetRegistration(),
        urls.permissionRegistration(),
        urls.rpt());
  }
}
