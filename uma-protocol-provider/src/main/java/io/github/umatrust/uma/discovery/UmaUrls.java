package io.github.umatrust.uma.discovery;

import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import org.keycloak.common.util.Encode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/**
 * The addresses of a realm's endpoints: the browser's under the frontend URL, the others under the
 * backend URL.
 */
public final class UmaUrls {

  /** The path of the endpoints below a realm. */
  public static final String PATH = "uma";

  /** The path of resource sets, below {@link #PATH}. */
  public static final String RESOURCE_SET = "resource_set";

  /** The path of permission registration. */
  public static final String PERMISSION = "permission";

  /** The path of the RPT endpoint. */
  public static final String RPT = "rpt";

  /** The path of RPT introspection. */
  public static final String INTROSPECT = "introspect";

  /** The path of claims gathering. */
  public static final String CLAIMS = "claims";

  /** The path of access reports. */
  public static final String ACCESS_REPORT = "access_report";

  /** The path of RPT revocation. */
  public static final String REVOKE = "revoke";

  /** The path of what an owner requires for a resource set. */
  public static final String POLICY = "policy";

  /** The path of the terms that a person accepted. */
  public static final String ACCEPTANCES = "acceptances";

  /** The path of the claims that a person supplied. */
  public static final String SUPPLIED_CLAIMS = "supplied_claims";

  private final RealmModel realm;
  private final URI frontend;
  private final URI backend;

  public UmaUrls(KeycloakSession session) {
    this.realm = session.getContext().getRealm();
    this.frontend = session.getContext().getUri(UrlType.FRONTEND).getBaseUri();
    this.backend = session.getContext().getUri(UrlType.BACKEND).getBaseUri();
  }

  /** The issuer of the realm's tokens, which is the {@code as_uri} of challenges. */
  public String issuer() {
    return Urls.realmIssuer(frontend, realm.getName());
  }

  /**
   * The issuer that RPTs name. Not the realm's: whatever takes the realm's access tokens, in
   * Keycloak and elsewhere, must not take an RPT for one.
   */
  public String rptIssuer() {
    return issuer() + "/" + PATH;
  }

  String authorizationEndpoint() {
    return OIDCLoginProtocolService.authUrl(UriBuilder.fromUri(frontend))
        .build(realm.getName())
        .toString();
  }

  String tokenEndpoint() {
    return OIDCLoginProtocolService.tokenUrl(UriBuilder.fromUri(backend))
        .build(realm.getName())
        .toString();
  }

  /** The base of the resource set registration API; the paths of its specification follow. */
  String resourceSetRegistration() {
    return Urls.realmIssuer(backend, realm.getName()) + "/" + PATH;
  }

  /** One resource set. */
  public String resourceSet(String id) {
    return resourceSetRegistration() + "/" + RESOURCE_SET + "/" + Encode.encodePathSegmentAsIs(id);
  }

  String permissionRegistration() {
    return resourceSetRegistration() + "/" + PERMISSION;
  }

  String introspection() {
    return resourceSetRegistration() + "/" + INTROSPECT;
  }

  String rpt() {
    return resourceSetRegistration() + "/" + RPT;
  }

  String accessReport() {
    return resourceSetRegistration() + "/" + ACCESS_REPORT;
  }

  String revocation() {
    return resourceSetRegistration() + "/" + REVOKE;
  }

  /** Where an owner sees and shares the own resources: the page of Keycloak's account console. */
  public String accountResources() {
    return Urls.accountBase(frontend).path("resources").build(realm.getName()).toString();
  }

  /** Where clients send requesting parties to; a page for people. */
  String claims() {
    return issuer() + "/" + PATH + "/" + CLAIMS;
  }

  /**
   * The page of one request to gather claims.
   *
   * @param handle the request's handle
   */
  public String claims(String handle) {
    return claims() + "/" + handle;
  }

  /**
   * Where an owner decides on a resource set: a page for browsers, JSON for whoever has a token.
   *
   * @param resourceSetId the resource set, by Keycloak's id
   */
  public String policy(String resourceSetId) {
    return issuer() + "/" + PATH + "/" + POLICY + "/" + Encode.encodePathSegmentAsIs(resourceSetId);
  }
}
