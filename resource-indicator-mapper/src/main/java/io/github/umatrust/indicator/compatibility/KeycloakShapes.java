package io.github.umatrust.indicator.compatibility;

import static io.github.umatrust.indicator.compatibility.Shape.calls;
import static io.github.umatrust.indicator.compatibility.Shape.constant;
import static io.github.umatrust.indicator.compatibility.Shape.inherits;
import static io.github.umatrust.indicator.compatibility.Shape.maps;
import static io.github.umatrust.indicator.compatibility.Shape.overrides;

import java.util.List;
import org.keycloak.models.Constants;
import org.keycloak.protocol.oidc.endpoints.request.AuthzEndpointRequestParser;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorsPostProcessorFactory;
import org.keycloak.protocol.oidc.utils.OAuth2CodeParser;

/**
 * The members of internal Keycloak classes that enforcement stands on, by where they are used. What
 * is missing here is not checked, so a class that comes to use another one adds its line.
 */
final class KeycloakShapes {

  private static final String OIDC = "org.keycloak.protocol.oidc.";
  private static final String ENDPOINTS = OIDC + "endpoints.";
  private static final String GRANTS = OIDC + "grants.";
  private static final String FORMS = "org.keycloak.forms.login.freemarker.";
  private static final String ENTITIES = "org.keycloak.models.jpa.entities.";

  private static final String AUTHORIZATION_CHECKER = ENDPOINTS + "AuthorizationEndpointChecker";
  private static final String CODE = OIDC + "utils.OAuth2Code";
  private static final String GRANT_BASE = GRANTS + "OAuth2GrantTypeBase";
  private static final String TOKEN_CONTEXT = OIDC + "token.TokenPostProcessorContext";
  private static final String INTROSPECTION = OIDC + "AccessTokenIntrospectionProvider";
  private static final String LOGIN_FORMS = FORMS + "FreeMarkerLoginFormsProvider";
  private static final String GRANT_BEAN = FORMS + "model.OAuthGrantBean";

  /** All of them. */
  static final List<Shape> ALL =
      List.of(
          // The authorization endpoint, and what requests carry
          overrides(
              ENDPOINTS + "AuthorizationEndpointCheckProvider",
              "void check(" + AUTHORIZATION_CHECKER + ")"),
          calls(AUTHORIZATION_CHECKER, "org.keycloak.models.ClientModel getClient()"),
          calls(AUTHORIZATION_CHECKER, "org.keycloak.events.EventBuilder getEventBuilder()"),
          calls(AUTHORIZATION_CHECKER, "jakarta.ws.rs.core.MultivaluedMap getQueryParams()"),
          calls(
              AUTHORIZATION_CHECKER,
              ENDPOINTS + "request.AuthorizationEndpointRequest getAuthorizationEndpointRequest()"),
          calls(
              AUTHORIZATION_CHECKER + "$AuthorizationCheckException",
              "new(jakarta.ws.rs.core.Response$Status, String, String)"),
          calls(ENDPOINTS + "request.AuthorizationEndpointRequest", "String getResource()"),
          constant(
              ENDPOINTS + "request.AuthzEndpointRequestParser",
              "AUTHZ_REQUEST_OBJECT",
              AuthzEndpointRequestParser.AUTHZ_REQUEST_OBJECT),
          calls(OIDC + "par.ParResponse", "String getRequestUri()"),

          // Codes and the grant that redeems them
          calls(CODE, "String getResource()"),
          calls(CODE, "String getClientUUID()"),
          calls(CODE, "static " + CODE + " deserializeCode(java.util.Map)"),
          constant(
              OIDC + "utils.OAuth2CodeParser",
              "CACHE_KEY_PREFIX",
              OAuth2CodeParser.CACHE_KEY_PREFIX),
          overrides(
              GRANTS + "AuthorizationCodeGrantType",
              "jakarta.ws.rs.core.Response process(" + GRANTS + "OAuth2GrantType$Context)"),
          inherits(GRANT_BASE, "void setContext(" + GRANTS + "OAuth2GrantType$Context)"),
          inherits(GRANT_BASE, "org.keycloak.models.KeycloakSession session"),
          inherits(GRANT_BASE, "org.keycloak.models.ClientModel client"),
          inherits(GRANT_BASE, "jakarta.ws.rs.core.MultivaluedMap formParams"),
          inherits(GRANT_BASE, "org.keycloak.events.EventBuilder event"),
          inherits(GRANT_BASE, "org.keycloak.services.cors.Cors cors"),

          // Tokens, and refresh tokens
          overrides(OIDC + "token.TokenPostProcessor", "void process(" + TOKEN_CONTEXT + ")"),
          calls(TOKEN_CONTEXT, CODE + " code()"),
          calls(TOKEN_CONTEXT, "org.keycloak.representations.RefreshToken requestRefreshToken()"),
          calls(TOKEN_CONTEXT, "org.keycloak.representations.RefreshToken refreshToken()"),
          calls(TOKEN_CONTEXT, "org.keycloak.representations.AccessToken accessToken()"),
          calls(TOKEN_CONTEXT, "org.keycloak.models.ClientSessionContext clientSessionCtx()"),
          constant("org.keycloak.models.Constants", "GRANT_TYPE", Constants.GRANT_TYPE),
          constant(
              OIDC + "resourceindicators.ResourceIndicatorsPostProcessorFactory",
              "ID",
              ResourceIndicatorsPostProcessorFactory.ID),
          calls(
              "org.keycloak.util.TokenUtil",
              "static void convertTokenRolesFromOtherClaims(org.keycloak.representations.AccessToken)"),
          overrides(
              OIDC + "refresh.RefreshTokenProvider",
              "boolean supports(" + OIDC + "refresh.RefreshTokenContext)"),
          overrides(
              OIDC + "refresh.RefreshTokenProvider",
              OIDC
                  + "TokenManager$AccessTokenResponseBuilder refreshAccessToken("
                  + OIDC
                  + "refresh.RefreshTokenContext)"),
          calls(
              OIDC + "refresh.RefreshTokenContext",
              "org.keycloak.representations.RefreshToken oldRefreshToken()"),
          calls(
              "org.keycloak.services.CorsErrorResponseException",
              "new(org.keycloak.services.cors.Cors, String, String, jakarta.ws.rs.core.Response$Status)"),
          calls(
              "org.keycloak.services.ErrorPageException",
              "new(org.keycloak.models.KeycloakSession, org.keycloak.sessions.AuthenticationSessionModel,"
                  + " jakarta.ws.rs.core.Response$Status, String, Object[])"),

          // Introspection
          overrides(
              INTROSPECTION,
              "org.keycloak.representations.AccessToken transformAccessToken("
                  + "org.keycloak.representations.AccessToken, org.keycloak.models.UserSessionModel)"),
          overrides(INTROSPECTION, "boolean verifyAudience()"),
          inherits(INTROSPECTION, "org.keycloak.models.KeycloakSession session"),
          inherits(INTROSPECTION, "org.keycloak.models.RealmModel realm"),
          inherits(INTROSPECTION, "org.keycloak.representations.AccessToken token"),

          // The consent page
          overrides(
              LOGIN_FORMS,
              "jakarta.ws.rs.core.Response processTemplate("
                  + "org.keycloak.theme.Theme, String, java.util.Locale)"),
          inherits(LOGIN_FORMS, "java.util.Map attributes"),
          inherits(
              LOGIN_FORMS,
              "org.keycloak.sessions.AuthenticationSessionModel authenticationSession"),
          inherits(LOGIN_FORMS, "org.keycloak.models.KeycloakSession session"),
          inherits(LOGIN_FORMS, "org.keycloak.models.RealmModel realm"),
          calls(GRANT_BEAN, "java.util.List getClientScopesRequested()"),
          calls(
              GRANT_BEAN + "$ClientScopeEntry",
              "new(String, String, org.keycloak.rar.AuthorizationDetails)"),

          // Discovery
          calls(
              OIDC + "representations.OIDCConfigurationRepresentation",
              "java.util.Map getOtherClaims()"),
          calls(
              OIDC + "representations.OIDCConfigurationRepresentation",
              "void setOtherClaims(String, Object)"),

          // Queries, which name fields of entities in text
          maps(ENTITIES + "ClientAttributeEntity", "String name"),
          maps(ENTITIES + "ClientAttributeEntity", ENTITIES + "ClientEntity client"),
          maps(ENTITIES + "ClientEntity", "String id"),
          maps(ENTITIES + "ClientEntity", "String realmId"),
          maps(ENTITIES + "ClientScopeEntity", "String realmId"),
          maps(ENTITIES + "ProtocolMapperEntity", "String id"),
          maps(ENTITIES + "ProtocolMapperEntity", "String protocolMapper"),
          maps(ENTITIES + "ProtocolMapperEntity", ENTITIES + "ClientEntity client"),
          maps(ENTITIES + "ProtocolMapperEntity", ENTITIES + "ClientScopeEntity clientScope"));

  private KeycloakShapes() {}
}
