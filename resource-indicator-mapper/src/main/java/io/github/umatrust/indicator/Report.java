package io.github.umatrust.indicator;

import io.github.umatrust.indicator.policy.ErrorText;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.registry.Resource;
import io.micrometer.core.instrument.Metrics;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;

/**
 * Tells what enforcement would have done, in the log and in a counter, for settings that are
 * <em>report only</em>.
 */
public final class Report {

  /** Counter of what was reported, by realm and outcome ({@code refused}, {@code restricted}). */
  public static final String COUNTER = "uma.trust.resource.indicators.reported";

  private static final Logger LOG = Logger.getLogger(Report.class);

  private Report() {}

  /**
   * Reports one decision; a request that would be left alone is not reported.
   *
   * @param request which kind of request was decided on, as the log shall name it
   */
  public static void of(ClientModel client, String request, TargetDecision decision) {
    String realm = client.getRealm().getName();
    String clientId = ErrorText.quote(client.getClientId());
    if (decision instanceof TargetDecision.Refused refused) {
      count(realm, "refused");
      LOG.warnf(
          "Report only: realm %s, client %s: this %s would be refused with invalid_target: %s",
          realm, clientId, request, refused.description());
    } else if (decision instanceof TargetDecision.Restricted restricted) {
      count(realm, "restricted");
      List<String> resources = restricted.token().stream().map(Resource::audienceUri).toList();
      LOG.infof(
          "Report only: realm %s, client %s: this %s would be restricted to %s",
          realm, clientId, request, resources);
    }
  }

  private static void count(String realm, String outcome) {
    Metrics.counter(COUNTER, "realm", realm, "outcome", outcome).increment();
  }
}
