package io.github.umatrust.obligations.publication;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Hangs the ledger's endpoints into realms at {@code /realms/{realm}/obligations}. */
public final class ObligationsRealmResourceProviderFactory implements RealmResourceProviderFactory {

  /** Also the path below a realm. */
  public static final String PROVIDER_ID = "obligations";

  @Override
  public RealmResourceProvider create(KeycloakSession session) {
    return new ObligationsRealmResourceProvider(session);
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
    return PROVIDER_ID;
  }
}
