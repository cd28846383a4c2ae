package io.github.umatrust.indicator.compatibility;

import static io.github.umatrust.indicator.compatibility.Shape.calls;
import static io.github.umatrust.indicator.compatibility.Shape.constant;
import static io.github.umatrust.indicator.compatibility.Shape.inherits;
import static io.github.umatrust.indicator.compatibility.Shape.maps;
import static io.github.umatrust.indicator.compatibility.Shape.overrides;

import java.util.List;
import org.keycloak.models.Constants;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.endpoints.request.AuthzEndpointRequestParser;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantType;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.request.BackchannelAuthenticationEndpointRequestParser;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantType;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;
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
  private static final String CLIENT_POLICY = "org.keycloak.services.clientpolicy.";
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
          calls(AUTHORIZATION_CHECKER, OIDC + "utils.OIDCResponseType getParsedResponseType()"),
          overrides(
              OIDC + "OIDCProviderConfig", "int getMaxLengthForTheParameter(String, boolean)"),
          inherits(OIDC + "OIDCProviderConfig", "new(org.keycloak.Config$Scope)"),
          calls(OIDC + "OIDCLoginProtocol", "new(" + OIDC + "OIDCProviderConfig)"),
          calls(OIDC + "OIDCLoginProtocol", OIDC + "OIDCProviderConfig getConfig()"),
          overrides(
              OIDC + "OIDCLoginProtocolFactory",
              "org.keycloak.protocol.LoginProtocol create(org.keycloak.models.KeycloakSession)"),
          overrides(OIDC + "OIDCLoginProtocolFactory", "void init(org.keycloak.Config$Scope)"),
          calls(
              OIDC + "resourceindicators.ResourceIndicatorValidation",
              "static boolean isValidResourceIndicator(String)"),
          calls(
              "org.keycloak.models.KeycloakContext",
              "void setHttpRequest(org.keycloak.http.HttpRequest)"),
          calls(
              OIDC + "par.endpoints.request.AuthzEndpointParParser",
              "static java.util.Map getRequestObject(org.keycloak.models.KeycloakSession, String)"),
          constant(
              OIDC + "par.endpoints.ParEndpoint",
              "REQUEST_URI_PREFIX",
              ParEndpoint.REQUEST_URI_PREFIX),

          // Device and back-channel grants
          overrides(
              GRANTS + "device.DeviceGrantType",
              "jakarta.ws.rs.core.Response process(" + GRANTS + "OAuth2GrantType$Context)"),
          overrides(
              GRANTS + "ciba.CibaGrantType",
              "jakarta.ws.rs.core.Response process(" + GRANTS + "OAuth2GrantType$Context)"),
          overrides(
              GRANTS + "JWTAuthorizationGrantType",
              "jakarta.ws.rs.core.Response process(" + GRANTS + "OAuth2GrantType$Context)"),
          constant(GRANTS + "ciba.CibaGrantType", "AUTH_REQ_ID", CibaGrantType.AUTH_REQ_ID),
          constant(
              GRANTS + "ciba.endpoints.request.BackchannelAuthenticationEndpointRequestParser",
              "CIBA_SIGNED_AUTHENTICATION_REQUEST",
              BackchannelAuthenticationEndpointRequestParser.CIBA_SIGNED_AUTHENTICATION_REQUEST),
          overrides(
              GRANTS + "ciba.endpoints.BackchannelAuthenticationEndpoint",
              "void extractAdditionalParams("
                  + GRANTS
                  + "ciba.endpoints.request.BackchannelAuthenticationEndpointRequest, "
                  + GRANTS
                  + "ciba.channel.CIBAAuthenticationRequest)"),
          overrides(
              GRANTS + "ciba.endpoints.CibaRootEndpoint",
              GRANTS + "ciba.endpoints.BackchannelAuthenticationEndpoint authorize()"),
          overrides(
              GRANTS + "ciba.endpoints.CibaRootEndpoint",
              "void setEvent(org.keycloak.events.EventBuilder)"),
          calls(
              GRANTS + "device.endpoints.DeviceEndpoint",
              "static org.keycloak.models.OAuth2DeviceCodeModel getDeviceByUserCode("
                  + "org.keycloak.models.KeycloakSession, org.keycloak.models.RealmModel, String)"),
          constant(
              GRANTS + "device.DeviceGrantType",
              "OAUTH2_DEVICE_VERIFIED_USER_CODE",
              DeviceGrantType.OAUTH2_DEVICE_VERIFIED_USER_CODE),

          // Token exchange, and client policies
          overrides(
              OIDC + "tokenexchange.StandardTokenExchangeProvider",
              "void forbiddenIfClientIsNotWithinTokenAudience("
                  + "org.keycloak.representations.AccessToken)"),
          overrides(
              CLIENT_POLICY + "context.ClientModelContext",
              "org.keycloak.models.ClientModel getClient()"),
          overrides(CLIENT_POLICY + "context.ScopeParameterContext", "String getScopeParameter()"),
          overrides(
              CLIENT_POLICY + "executor.ClientPolicyExecutorProvider",
              "void executeOnEvent(" + CLIENT_POLICY + "ClientPolicyContext)"),

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
          calls(
              OIDC + "TokenManager",
              "static java.util.Set getAccess(org.keycloak.models.UserModel,"
                  + " org.keycloak.models.ClientModel, java.util.stream.Stream)"),
          calls(
              "org.keycloak.protocol.ProtocolMapperUtils",
              "static java.util.stream.Stream getSortedProtocolMappers("
                  + "org.keycloak.models.KeycloakSession, org.keycloak.models.ClientSessionContext)"),
          overrides(
              "org.keycloak.models.delegate.ClientModelLazyDelegate",
              "String getAttribute(String)"),
          constant(
              OIDC + "OIDCConfigAttributes",
              "USE_RFC9068_ACCESS_TOKEN_HEADER_TYPE",
              OIDCConfigAttributes.USE_RFC9068_ACCESS_TOKEN_HEADER_TYPE),
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
          maps("org.keycloak.authorization.jpa.entities.ResourceEntity", "java.util.Set uris"),
          maps("org.keycloak.authorization.jpa.entities.ResourceEntity", "String resourceServer"),
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
