package io.github.umatrust.indicator.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.indicator.Enforcement;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * OpenID Connect with request objects (RFC 9101) that name several resources. Keycloak verifies a
 * request object and reads it at once; in between it only asks this configuration how long each
 * parameter may be, and that is where the verified claim {@code resource} is folded. If another JAR
 * takes this place, such request objects are refused, as Keycloak itself refuses them.
 */
public final class FoldingLoginProtocolFactory extends OIDCLoginProtocolFactory {

  private @Nullable OIDCProviderConfig config;

  @Override
  public void init(Config.Scope config) {
    super.init(config);
    this.config = new FoldingConfig(config);
  }

  @Override
  public LoginProtocol create(KeycloakSession session) {
    if (config == null) {
      throw new IllegalStateException("not initialised");
    }
    return new OIDCLoginProtocol(config).setSession(session);
  }

  @Override
  public int order() {
    return super.order() + 1;
  }

  private static final class FoldingConfig extends OIDCProviderConfig {

    /** Session attribute with the claims that were looked at, so that nothing is folded twice. */
    private static final String FOLDED = FoldingConfig.class.getName();

    FoldingConfig(Config.Scope config) {
      super(config);
    }

    /**
     * For an enforcing client {@code resource} has limits of its own, which end in a refusal; a
     * value above this one would be dropped without a word.
     */
    @Override
    public int getMaxLengthForTheParameter(String parameter, boolean isTokenParameter) {
      KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
      ClientModel client = session == null ? null : session.getContext().getClient();
      if (session == null || client == null) {
        return super.getMaxLengthForTheParameter(parameter, isTokenParameter);
      }
      if (CurrentRequest.requestObject(session) instanceof ObjectNode claims) {
        fold(session, claims, client);
      }
      return parameter.equals(Enforcement.RESOURCE) && Enforcement.of(session, client).isPresent()
          ? Integer.MAX_VALUE
          : super.getMaxLengthForTheParameter(parameter, isTokenParameter);
    }

    private static void fold(KeycloakSession session, ObjectNode claims, ClientModel client) {
      JsonNode resource = claims.get(Enforcement.RESOURCE);
      if (resource == null
          || session.getAttribute(FOLDED) == claims
          || Enforcement.of(session, client).isEmpty()) {
        return;
      }
      session.setAttribute(FOLDED, claims);
      if (!resource.isTextual() || !FoldingRequest.isAcceptedByKeycloak(resource.textValue())) {
        claims.put(Enforcement.RESOURCE, FoldedResources.fold(FoldedResources.ofClaim(resource)));
      }
    }
  }
}
