package io.github.umatrust.indicator.mapper;

import io.github.umatrust.indicator.policy.AudienceForm;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  /** Resources the client may ask for; several values. */
  public static final String ALLOWED_RESOURCES = "allowed.resources";

  /** What a request without {@code resource} is for. */
  public static final String DEFAULT_RESOURCE = "default.resource";

  /** Whether a request without {@code resource} is refused. */
  public static final String RESOURCE_REQUIRED = "resource.required";

  /** What stands in {@code aud}: a value of {@link AudienceForm}. */
  public static final String AUDIENCE_FORM = "audience.form";

  /** On a client scope: the resources that understand it; several values. */
  public static final String SCOPE_RESOURCES = "scope.resources";

  private static final List<ProviderConfigProperty> PROPERTIES =
      List.of(
          property(
              ALLOWED_RESOURCES,
              "Allowed resources",
              "URIs the client may send as 'resource'. Leave empty to allow every resource of the realm, that is every"
                  + " URI in the attribute resource_url of an enabled client. Where several mappers apply to a"
                  + " client, a resource must be allowed by each of them.",
              ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
              null),
          property(
              DEFAULT_RESOURCE,
              "Default resource",
              "The URI that a request without 'resource' is taken to name. Leave empty to leave tokens without"
                  + " 'resource' as they are.",
              ProviderConfigProperty.STRING_TYPE,
              null),
          property(
              RESOURCE_REQUIRED,
              "Resource required",
              "Refuse a request that names no resource, if there is no default, with the error invalid_target.",
              ProviderConfigProperty.BOOLEAN_TYPE,
              "false"),
          audienceForm(),
          property(
              SCOPE_RESOURCES,
              "Resources of this scope",
              "Only for a mapper on a client scope: the URIs of the resources that understand the scope. The scope is left"
                  + " out of tokens for other resources. A client scope with an Audience mapper that includes a"
                  + " resource's client needs no value here.",
              ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
              null));

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
   * @throws ProtocolMapperConfigException if a URI is not absolute, has a fragment or is malformed,
   *     if the default is not among the allowed resources, or if the audience form is unknown
   */
  @Override
  public void validateConfig(
      KeycloakSession session,
      RealmModel realm,
      ProtocolMapperContainerModel container,
      ProtocolMapperModel mapper)
      throws ProtocolMapperConfigException {
    Map<String, String> config = mapper.getConfig();
    Set<ResourceUri> allowed = uris("Allowed resources", config.get(ALLOWED_RESOURCES));
    uris("Resources of this scope", config.get(SCOPE_RESOURCES));
    String defaultResource = config.get(DEFAULT_RESOURCE);
    if (defaultResource != null && !defaultResource.isBlank()) {
      ResourceUri uri = uri("Default resource", defaultResource.strip());
      if (!allowed.isEmpty() && !allowed.contains(uri)) {
        throw new ProtocolMapperConfigException(
            "Default resource: is not among the allowed resources");
      }
    }
    String form = config.get(AUDIENCE_FORM);
    if (form != null && !form.isBlank() && MapperSettings.audienceForm(form).isEmpty()) {
      throw invalid("Audience: must be one of " + audienceForms());
    }
  }

  private static Set<ResourceUri> uris(String label, @Nullable String values)
      throws ProtocolMapperConfigException {
    Set<ResourceUri> result = new HashSet<>();
    for (String value : MapperSettings.values(values)) {
      result.add(uri(label, value));
    }
    return result;
  }

  private static ResourceUri uri(String label, String value) throws ProtocolMapperConfigException {
    try {
      return ResourceUri.parse(value);
    } catch (InvalidResourceUriException e) {
      throw invalid(label + ": " + value + " " + e.reason());
    }
  }

  /**
   * Keycloak looks a message up by its key, which must not be null, and reads the text as a message
   * format.
   */
  private static ProtocolMapperConfigException invalid(String text) {
    return new ProtocolMapperConfigException(
        "resourceIndicatorMapperInvalid", text.replaceAll("['{}]", "?"), new Object[0]);
  }

  private static ProviderConfigProperty audienceForm() {
    ProviderConfigProperty form =
        property(
            AUDIENCE_FORM,
            "Audience",
            "What stands in the token's audience (aud): 'uri' for the resource's URI exactly as it is registered,"
                + " 'client_id' for the client id of the resource's client.",
            ProviderConfigProperty.LIST_TYPE,
            AudienceForm.URI.configValue());
    form.setOptions(audienceForms());
    return form;
  }

  private static List<String> audienceForms() {
    return Arrays.stream(AudienceForm.values()).map(AudienceForm::configValue).toList();
  }

  private static ProviderConfigProperty property(
      String name, String label, String help, String type, @Nullable String defaultValue) {
    return new ProviderConfigProperty(name, label, help, type, defaultValue);
  }
}
