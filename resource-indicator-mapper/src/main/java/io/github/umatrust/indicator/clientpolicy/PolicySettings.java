package io.github.umatrust.indicator.clientpolicy;

import io.github.umatrust.indicator.settings.SettingsConfig;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/** Reads the settings that client policies have for a client. */
public final class PolicySettings {

  private PolicySettings() {}

  /**
   * The settings of each executor in a policy that applies to the client. Conditions on a request
   * (grant type, ACR, how a client is registered) abstain, because enforcement must not come and go
   * with what a client sends.
   *
   * @throws IllegalStateException if the policies of the realm cannot be evaluated: then nobody can
   *     say whether the client is restricted
   */
  public static Stream<SettingsConfig> of(KeycloakSession session, ClientModel client) {
    ClientSettingsContext context = new ClientSettingsContext(client);
    try {
      session.clientPolicy().triggerOnEvent(context);
    } catch (ClientPolicyException e) {
      throw new IllegalStateException("the client policies of the realm cannot be evaluated", e);
    }
    return context.settings().stream();
  }
}
