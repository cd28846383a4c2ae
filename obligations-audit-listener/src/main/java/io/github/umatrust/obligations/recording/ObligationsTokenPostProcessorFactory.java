package io.github.umatrust.obligations.recording;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Creates the {@link ObligationsTokenPostProcessor}, which runs after all others. */
public class ObligationsTokenPostProcessorFactory implements TokenPostProcessorFactory {

  public static final String PROVIDER_ID = "obligations-audit";

  /** Processors run by descending order: the record must show the token as it is sent. */
  private static final int LAST = -10_000;

  @Override
  public TokenPostProcessor create(KeycloakSession session) {
    return new ObligationsTokenPostProcessor(session);
  }

  @Override
  public int order() {
    return LAST;
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }
}
