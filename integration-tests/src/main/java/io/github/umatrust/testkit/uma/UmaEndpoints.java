package io.github.umatrust.testkit.uma;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import java.util.List;
import java.util.Map;

/**
 * The UMA endpoints of a realm, found through its configuration data alone.
 *
 * @param configuration the configuration data
 */
public record UmaEndpoints(JsonNode configuration) {

  /**
   * Reads the configuration data.
   *
   * @throws IllegalStateException when the realm has none
   */
  public static UmaEndpoints discover(String issuer) {
    Reply reply = Http.get(issuer + "/.well-known/uma-configuration");
    if (reply.status() != 200) {
      throw new IllegalStateException("no UMA configuration: HTTP " + reply.status());
    }
    return new UmaEndpoints(reply.json());
  }

  /** The authorization server as challenges name it. */
  public String issuer() {
    return text("issuer");
  }

  /** Where resource sets are registered, or one of them. */
  public String resourceSets(String... id) {
    String base = text("resource_set_registration_endpoint") + "/resource_set";
    return id.length == 0 ? base : base + "/" + id[0];
  }

  public String permissionEndpoint() {
    return text("permission_registration_endpoint");
  }

  public String rptEndpoint() {
    return text("rpt_endpoint");
  }

  public String introspectionEndpoint() {
    return text("introspection_endpoint");
  }

  /** Where people are sent to give claims, whichever of the two styles the realm offers. */
  public String claimsEndpoint() {
    return configuration.has("security_enhanced_claims_endpoint")
        ? text("security_enhanced_claims_endpoint")
        : text("requesting_party_claims_endpoint");
  }

  /** Registers a resource set with a PAT. */
  public Reply registerResourceSet(String pat, String name, String... scopes) {
    return Http.postJson(
        resourceSets(),
        Map.of("name", name, "scopes", List.of(scopes)),
        Http.AUTHORIZATION,
        Http.bearer(pat));
  }

  /** Registers a permission with a PAT. */
  public Reply registerPermission(String pat, String resourceSetId, String... scopes) {
    return Http.postJson(
        permissionEndpoint(),
        Map.of("resource_set_id", resourceSetId, "scopes", List.of(scopes)),
        Http.AUTHORIZATION,
        Http.bearer(pat));
  }

  /** Asks for an RPT with an AAT and a ticket. */
  public Reply requestRpt(String aat, String ticket) {
    return Http.postJson(
        rptEndpoint(), Map.of("ticket", ticket), Http.AUTHORIZATION, Http.bearer(aat));
  }

  /** Introspects an RPT with a PAT. */
  public Reply introspect(String pat, String rpt) {
    return Http.postForm(
        introspectionEndpoint(),
        Map.of("token", List.of(rpt)),
        Http.AUTHORIZATION,
        Http.bearer(pat));
  }

  public String accessReportEndpoint() {
    return text("access_report_endpoint");
  }

  public String revocationEndpoint() {
    return text("revocation_endpoint");
  }

  /** Reports an access with a PAT. */
  public Reply reportAccess(String pat, Map<String, ?> report) {
    return Http.postJson(accessReportEndpoint(), report, Http.AUTHORIZATION, Http.bearer(pat));
  }

  private String text(String member) {
    return configuration.path(member).asText();
  }
}
