package io.github.umatrust.indicator.clientpolicy;

import io.github.umatrust.indicator.settings.SettingsConfig;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.ClientModel;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.context.ClientModelContext;
import org.keycloak.services.clientpolicy.context.ScopeParameterContext;

/**
 * The question which resource indicator settings the client policies of a realm have for a client,
 * asked through Keycloak's own evaluation of policies. It says what a request of the client cannot
 * change: the client itself, and every scope that it could ask for.
 */
final class ClientSettingsContext implements ClientModelContext, ScopeParameterContext {

  private final ClientModel client;
  private final List<SettingsConfig> settings = new ArrayList<>();

  ClientSettingsContext(ClientModel client) {
    this.client = client;
  }

  /** An event that no executor acts on and no condition casts. */
  @Override
  public ClientPolicyEvent getEvent() {
    return ClientPolicyEvent.VIEW;
  }

  @Override
  public ClientModel getClient() {
    return client;
  }

  /** All optional scopes: a client must not get out of a policy by leaving a scope out. */
  @Override
  public String getScopeParameter() {
    return String.join(" ", client.getClientScopes(false).keySet());
  }

  /** Called by each executor of a policy that applies. */
  void add(SettingsConfig config) {
    settings.add(config);
  }

  List<SettingsConfig> settings() {
    return List.copyOf(settings);
  }
}
