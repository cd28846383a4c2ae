package io.github.umatrust.obligations.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Part of Keycloak's {@code /health/ready}: a node whose ledger cannot keep up should get no
 * requests that it would have to refuse.
 */
@Readiness
@ApplicationScoped
public class LedgerReadyHealthCheck implements HealthCheck {

  /** Name of the check in the answer. */
  static final String NAME = "Obligations ledger";

  private final Instance<KeycloakSessionFactory> factory;

  @Inject
  public LedgerReadyHealthCheck(Instance<KeycloakSessionFactory> factory) {
    this.factory = factory;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME);
    if (!factory.isResolvable()) {
      return response.up().build();
    }
    Map<String, Long> troubles = LedgerHealth.of(factory.get()).troubles();
    troubles.forEach(
        (trouble, since) ->
            response.withData(trouble, "failing since " + Instant.ofEpochMilli(since)));
    return response.status(troubles.isEmpty()).build();
  }
}
