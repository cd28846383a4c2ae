package io.github.umatrust.it.sabotage;

import jakarta.persistence.PersistenceException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/**
 * A token post-processor that runs after the ledger's, and sabotages tokens as a {@link
 * SaboteurListenerFactory} does events where the realm attribute {@code sabotage} begins with
 * {@code after:}.
 */
public class SaboteurAfterFactory implements TokenPostProcessorFactory {

  private static final String PREFIX = "after:";

  @Override
  public TokenPostProcessor create(KeycloakSession session) {
    return context -> {
      String how = session.getContext().getRealm().getAttribute("sabotage");
      if (how != null && how.startsWith(PREFIX)) {
        try {
          SaboteurListenerFactory.sabotage(session, how.substring(PREFIX.length()));
        } catch (PersistenceException e) {
          // keeps it for itself, as others do
        }
      }
    };
  }

  @Override
  public int order() {
    return -20_000;
  }

  @Override
  public String getId() {
    return "saboteur-after";
  }
}
