package io.github.umatrust.it.sabotage;

import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Adds an endpoint to every realm. */
abstract class EndpointFactory implements RealmResourceProviderFactory {

  private final String id;
  private final Function<KeycloakSession, Object> endpoint;

  /**
   * @param id the last part of the endpoint's path
   * @param endpoint makes the JAX-RS resource of a request
   */
  EndpointFactory(String id, Function<KeycloakSession, Object> endpoint) {
    this.id = id;
    this.endpoint = endpoint;
  }

  @Override
  public RealmResourceProvider create(KeycloakSession session) {
    return new RealmResourceProvider() {
      @Override
      public Object getResource() {
        return endpoint.apply(session);
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  @Override
  public void init(Config.Scope config) {
    // no settings
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    // nothing to prepare
  }

  @Override
  public void close() {
    // holds nothing
  }

  @Override
  public String getId() {
    return id;
  }
}
