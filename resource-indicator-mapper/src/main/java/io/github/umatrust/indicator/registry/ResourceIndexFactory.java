package io.github.umatrust.indicator.registry;

import org.keycloak.Config;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/** Holds the one {@link ResourceIndex} of a server, and has it forget what has changed. */
public final class ResourceIndexFactory implements ProviderFactory<ResourceIndex> {

  /** Provider id. */
  public static final String PROVIDER_ID = "default";

  private final ResourceIndex index = new ResourceIndex(System::nanoTime);

  @Override
  public ResourceIndex create(KeycloakSession session) {
    return index;
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    factory.register(
        event -> {
          // Whoever creates or changes a client with its attributes ends with this event.
          if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            forgetAfterCommit(
                updated.getKeycloakSession(), updated.getUpdatedClient().getRealm().getId());
          }
        });
  }

  @Override
  public void close() {}

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  /** Until the change is committed, other requests would remember what was before it. */
  private void forgetAfterCommit(KeycloakSession session, String realmId) {
    session
        .getTransactionManager()
        .enlistAfterCompletion(
            new AbstractKeycloakTransaction() {
              @Override
              protected void commitImpl() {
                index.forget(realmId);
              }

              @Override
              protected void rollbackImpl() {
                // Nothing has changed.
              }
            });
  }
}
