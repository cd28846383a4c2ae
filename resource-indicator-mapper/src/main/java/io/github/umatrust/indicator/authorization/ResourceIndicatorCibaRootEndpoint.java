package io.github.umatrust.indicator.authorization;

import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.ext.OIDCExtProvider;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.BackchannelAuthenticationEndpoint;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.CibaRootEndpoint;

/**
 * The endpoints of CIBA with {@link ResourceIndicatorBackchannelEndpoint}; takes the place of
 * Keycloak's own. Provider and factory are one class, as they are in Keycloak.
 */
public final class ResourceIndicatorCibaRootEndpoint extends CibaRootEndpoint {

  private final @Nullable KeycloakSession session;
  private @Nullable EventBuilder event;

  /** The factory. */
  public ResourceIndicatorCibaRootEndpoint() {
    this.session = null;
  }

  private ResourceIndicatorCibaRootEndpoint(KeycloakSession session) {
    super(session);
    this.session = session;
  }

  @Override
  public OIDCExtProvider create(KeycloakSession session) {
    return new ResourceIndicatorCibaRootEndpoint(session);
  }

  @Override
  public int order() {
    return super.order() + 1;
  }

  @Override
  public void setEvent(EventBuilder event) {
    super.setEvent(event);
    this.event = event;
  }

  @Override
  @Path("/auth")
  public BackchannelAuthenticationEndpoint authorize() {
    if (session == null || event == null) {
      throw new IllegalStateException("the factory answers no requests");
    }
    return new ResourceIndicatorBackchannelEndpoint(session, event);
  }
}
