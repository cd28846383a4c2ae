package io.github.umatrust.obligations.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resources.KeycloakApplication;

/**
 * Part of Keycloak's {@code /health/ready}: a node whose ledger cannot keep up should get no
 * requests that it would have to refuse.
 */
@Readiness
@ApplicationScoped
public class LedgerReadyHealthCheck implements HealthCheck {

  /** Name of the check in the answer. */
  static final String NAME = "Obligations ledger";

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME);
    // no bean: Quarkus has one of Keycloak's own class alone, which JARs of providers do not see
    KeycloakSessionFactory factory = KeycloakApplication.getSessionFactory();
    if (factory == null) {
      return response.up().build(); // Keycloak tells by itself that it is still starting
    }
    Map<String, Long> troubles =
        LedgerHealth.find(factory).map(LedgerHealth::troubles).orElse(Map.of());
    troubles.forEach(
        (trouble, since) ->
            response.withData(trouble, "failing since " + Instant.ofEpochMilli(since)));
    return response.status(troubles.isEmpty()).build();
  }
}
