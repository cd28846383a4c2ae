package io.github.umatrust.indicator.mapper;

import io.github.umatrust.indicator.settings.SettingsConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;

/**
 * The switch: a client that carries this mapper, or has a client scope that does, has its tokens
 * restricted to the resources it asks for (RFC 8707). The mapper writes nothing itself, because a
 * mapper cannot see the grant a token comes from and runs before others that add audiences; it
 * holds the settings that the token endpoint enforces.
 */
public final class ResourceIndicatorMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenMapper {

  /** Provider id, as in the {@code protocolMapper} field of exported realms. */
  public static final String PROVIDER_ID = "resource-indicator-mapper";

  /** On a client scope: the resources that understand it; several values. */
  public static final String SCOPE_RESOURCES = "scope.resources";

  private static final List<ProviderConfigProperty> PROPERTIES =
      Stream.concat(
              SettingsConfig.PROPERTIES.stream(),
              Stream.of(
                  new ProviderConfigProperty(
                      SCOPE_RESOURCES,
                      "Resources of this scope",
                      "Only for a mapper on a client scope: the URIs of the resources that understand the scope. The"
                          + " scope is left out of tokens for other resources. A client scope with an Audience"
                          + " mapper that includes a resource's client needs no value here.",
                      ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
                      null)))
          .toList();

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  @Override
  public String getDisplayType() {
    return "Resource indicators (RFC 8707)";
  }

  @Override
  public String getDisplayCategory() {
    return TOKEN_MAPPER_CATEGORY;
  }

  @Override
  public String getHelpText() {
    return "Restricts access tokens to the resource the client names in the parameter 'resource': the audience is that"
        + " resource alone, and so are the roles and scopes. Takes effect for the client that carries the mapper, or for"
        + " every client that has the client scope carrying it, be it as a default or as an optional scope; an optional"
        + " scope takes effect even when it is not requested. A resource is a client with the attribute resource_url.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return PROPERTIES;
  }

  @Override
  public AccessToken transformAccessToken(
      AccessToken token,
      ProtocolMapperModel mappingModel,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext clientSessionCtx) {
    return token;
  }

  /**
   * Refuses settings that could not be kept.
   *
   * @throws ProtocolMapperConfigException with the first problem found; see {@link
   *     SettingsConfig#problem()}
   */
  @Override
  public void validateConfig(
      KeycloakSession session,
      RealmModel realm,
      ProtocolMapperContainerModel container,
      ProtocolMapperModel mapper)
      throws ProtocolMapperConfigException {
    Optional<String> problem =
        MapperSettings.values(mapper.getConfig().get(SCOPE_RESOURCES)).stream()
            .map(value -> SettingsConfig.problem("Resources of this scope", value))
            .flatMap(Optional::stream)
            .findFirst()
            .or(() -> MapperSettings.config(mapper.getConfig()).problem());
    if (problem.isPresent()) {
      // Keycloak looks a message up by its key, which must not be null, and reads the text as a
      // message format.
      throw new ProtocolMapperConfigException(
          "resourceIndicatorMapperInvalid", problem.get().replaceAll("['{}]", "?"), new Object[0]);
    }
  }
}
