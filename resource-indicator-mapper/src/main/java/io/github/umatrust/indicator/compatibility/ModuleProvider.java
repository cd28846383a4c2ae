package io.github.umatrust.indicator.compatibility;

import io.github.umatrust.indicator.authorization.ResourceIndicatorCheckProviderFactory;
import io.github.umatrust.indicator.authorization.ResourceIndicatorCibaRootEndpoint;
import io.github.umatrust.indicator.clientpolicy.ResourceIndicatorExecutorFactory;
import io.github.umatrust.indicator.consent.ResourceConsentFormsProviderFactory;
import io.github.umatrust.indicator.introspection.ResourceIndicatorIntrospectionProviderFactory;
import io.github.umatrust.indicator.mapper.ResourceIndicatorMapper;
import io.github.umatrust.indicator.registry.ResourceIndex;
import io.github.umatrust.indicator.registry.ResourceIndexFactory;
import io.github.umatrust.indicator.request.FoldingLoginProtocolFactory;
import io.github.umatrust.indicator.token.BuiltInIndicatorsPostProcessorFactory;
import io.github.umatrust.indicator.token.ResourceIndicatorAuthorizationCodeGrantTypeFactory;
import io.github.umatrust.indicator.token.ResourceIndicatorCibaGrantTypeFactory;
import io.github.umatrust.indicator.token.ResourceIndicatorDeviceGrantTypeFactory;
import io.github.umatrust.indicator.token.ResourceIndicatorJwtGrantTypeFactory;
import io.github.umatrust.indicator.token.ResourceIndicatorPostProcessorFactory;
import io.github.umatrust.indicator.token.ResourceIndicatorRefreshTokenProviderFactory;
import io.github.umatrust.indicator.tokenexchange.ResourceIndicatorTokenExchangeProviderFactory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.Profile;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.ext.OIDCExtProvider;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.CibaRootEndpoint;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorsPostProcessorFactory;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * One provider of this module, which a server's options can switch off, and another JAR with the
 * same id and a higher order can replace.
 *
 * @param spi the provider's interface
 * @param id its id; null where Keycloak asks for the default provider, whatever its id
 * @param factory our factory
 * @param loss what is lost without it, in one clause
 * @param indispensable whether access tokens could be wider than asked for without it
 */
record ModuleProvider(
    Class<? extends Provider> spi,
    @Nullable String id,
    Class<? extends ProviderFactory<?>> factory,
    String loss,
    boolean indispensable,
    Profile.@Nullable Feature feature) {

  /** A provider of what no administrator can switch off in Keycloak. */
  ModuleProvider(
      Class<? extends Provider> spi,
      @Nullable String id,
      Class<? extends ProviderFactory<?>> factory,
      String loss,
      boolean indispensable) {
    this(spi, id, factory, loss, indispensable, null);
  }

  /**
   * All of them.
   *
   * <p>Without one of the first four, tokens or what resource servers are told of them could be
   * wider than asked for. The post-processor is what restricts tokens. The check at the
   * authorization endpoint is what notices a {@code resource} that Keycloak dropped for its length,
   * which otherwise looks like a request without one. The executor is what restricts the clients of
   * a client policy. And stock introspection adds audiences and roles to what the token has, so
   * that a resource server that relies on introspection would take tokens that are not for it.
   *
   * <p>All others only make refusals earlier or kinder, or show something: the post-processor
   * decides on each token again, and by itself.
   */
  static final List<ModuleProvider> ALL =
      List.of(
          new ModuleProvider(
              TokenPostProcessor.class,
              ResourceIndicatorPostProcessorFactory.PROVIDER_ID,
              ResourceIndicatorPostProcessorFactory.class,
              "no access token is restricted",
              true),
          new ModuleProvider(
              AuthorizationEndpointCheckProvider.class,
              ResourceIndicatorCheckProviderFactory.PROVIDER_ID,
              ResourceIndicatorCheckProviderFactory.class,
              "a resource that is too long for Keycloak leaves a grant unrestricted",
              true),
          new ModuleProvider(
              TokenIntrospectionProvider.class,
              AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE,
              ResourceIndicatorIntrospectionProviderFactory.class,
              "introspection shows audiences and roles that a token does not have",
              true),
          new ModuleProvider(
              ClientPolicyExecutorProvider.class,
              ResourceIndicatorExecutorFactory.PROVIDER_ID,
              ResourceIndicatorExecutorFactory.class,
              "no client policy restricts anyone",
              true,
              Profile.Feature.CLIENT_POLICIES),
          new ModuleProvider(
              OAuth2GrantType.class,
              OAuth2Constants.DEVICE_CODE_GRANT_TYPE,
              ResourceIndicatorDeviceGrantTypeFactory.class,
              "a token request that is refused for its resource uses its device code up",
              false,
              Profile.Feature.DEVICE_FLOW),
          new ModuleProvider(
              OAuth2GrantType.class,
              OAuth2Constants.CIBA_GRANT_TYPE,
              ResourceIndicatorCibaGrantTypeFactory.class,
              "a token request that is refused for its resource uses its auth_req_id up",
              false,
              Profile.Feature.CIBA),
          new ModuleProvider(
              OAuth2GrantType.class,
              OAuth2Constants.JWT_AUTHORIZATION_GRANT,
              ResourceIndicatorJwtGrantTypeFactory.class,
              "a token request that is refused for its resource uses its assertion up",
              false,
              Profile.Feature.JWT_AUTHORIZATION_GRANT),
          new ModuleProvider(
              OIDCExtProvider.class,
              CibaRootEndpoint.PROVIDER_ID,
              ResourceIndicatorCibaRootEndpoint.class,
              "a person is asked to approve a back-channel request that is then refused for its"
                  + " resource",
              false,
              Profile.Feature.CIBA),
          new ModuleProvider(
              LoginProtocol.class,
              OIDCLoginProtocol.LOGIN_PROTOCOL,
              FoldingLoginProtocolFactory.class,
              "request objects that name several resources are refused",
              false),
          new ModuleProvider(
              TokenExchangeProvider.class,
              "standard",
              ResourceIndicatorTokenExchangeProviderFactory.class,
              "a resource server cannot exchange a token whose audience is its URI",
              false,
              Profile.Feature.TOKEN_EXCHANGE_STANDARD_V2),
          new ModuleProvider(
              ResourceIndex.class,
              ResourceIndexFactory.PROVIDER_ID,
              ResourceIndexFactory.class,
              "no resource is known",
              true),
          new ModuleProvider(
              TokenPostProcessor.class,
              ResourceIndicatorsPostProcessorFactory.ID,
              BuiltInIndicatorsPostProcessorFactory.class,
              "Keycloak's feature resource-indicators, where it is on, also refuses requests of"
                  + " clients that have the mapper",
              false),
          new ModuleProvider(
              OAuth2GrantType.class,
              OAuth2Constants.AUTHORIZATION_CODE,
              ResourceIndicatorAuthorizationCodeGrantTypeFactory.class,
              "a token request that is refused for its resource uses its code up",
              false),
          new ModuleProvider(
              RefreshTokenProvider.class,
              ResourceIndicatorRefreshTokenProviderFactory.PROVIDER_ID,
              ResourceIndicatorRefreshTokenProviderFactory.class,
              "a refresh that is refused for its resource counts as a use of its refresh token",
              false),
          new ModuleProvider(
              LoginFormsProvider.class,
              null,
              ResourceConsentFormsProviderFactory.class,
              "the consent page does not name the resources",
              false),
          new ModuleProvider(
              ProtocolMapper.class,
              ResourceIndicatorMapper.PROVIDER_ID,
              ResourceIndicatorMapper.class,
              "settings of the mapper are neither offered nor checked where they are entered",
              false));

  /** Finds the factory that is in effect on a server. */
  @FunctionalInterface
  interface Lookup {

    /**
     * The factory in effect; null if there is none.
     *
     * @param id the provider's id; null for the default provider
     */
    @Nullable ProviderFactory<?> find(Class<? extends Provider> spi, @Nullable String id);

    /** Whether a feature of Keycloak is on, without which nothing of it can be lost. */
    default boolean has(Profile.Feature feature) {
      return true;
    }
  }

  /**
   * What is wrong with it on a server.
   *
   * @return one sentence without a full stop; empty if it is in effect
   */
  Optional<String> problem(Lookup server) {
    if (feature != null && !server.has(feature)) {
      return Optional.empty();
    }
    ProviderFactory<?> inEffect = server.find(spi, id);
    if (inEffect != null && inEffect.getClass() == factory) {
      return Optional.empty();
    }
    String name = "the " + (id == null ? "default " : "") + "provider of " + spi.getSimpleName();
    return Optional.of(
        name
            + (id == null ? "" : " with the id " + id)
            + (inEffect == null
                ? " is switched off, so "
                : " is "
                    + inEffect.getClass().getName()
                    + " instead of "
                    + factory.getName()
                    + ", so ")
            + loss);
  }
}
