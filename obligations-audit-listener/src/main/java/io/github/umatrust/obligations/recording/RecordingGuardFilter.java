package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.metrics.Refusal;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Keeps a token from leaving when its record was rolled back. Keycloak answers 200 even when a
 * transaction was only marked for rollback, which any event listener of anyone can do; with it goes
 * the journal row. Runs as the last filter before the one that commits and closes the session.
 *
 * <p>That a filter of a provider JAR runs at all is nothing Keycloak promises. So it reports for
 * duty at the beginning of each request, and what is staged in a request without it is refused.
 */
@Provider
@Priority(RecordingGuardFilter.JUST_BEFORE_COMMIT)
public class RecordingGuardFilter implements ContainerRequestFilter, ContainerResponseFilter {

  /** Response filters run by descending priority; Keycloak's session filter has 1. */
  static final int JUST_BEFORE_COMMIT = 2;

  private static final Logger LOG = Logger.getLogger(RecordingGuardFilter.class);
  private static final String ON_DUTY = RecordingGuardFilter.class.getName();

  /** Whether this filter will see the response to the session's request. */
  static boolean isOnDuty(KeycloakSession session) {
    return Boolean.TRUE.equals(session.getAttribute(ON_DUTY));
  }

  @Override
  public void filter(ContainerRequestContext request) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session != null) {
      session.setAttribute(ON_DUTY, true);
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null || session.isClosed() || isError(response)) {
      return;
    }
    LedgerRecorder recorder = LedgerRecorder.existing(session).orElse(null);
    if (recorder == null || !session.getTransactionManager().getRollbackOnly()) {
      return;
    }
    if (recorder.withholdsResponse()) {
      LOG.error("The obligations ledger withholds a response: its transaction is rolled back");
      LedgerMetrics.of(session.getKeycloakSessionFactory()).refused(Refusal.ROLLBACK);
      replace(response, LedgerUnavailable.response());
    } else {
      recorder.recordInSpiteOfRollback();
    }
  }

  private static boolean isError(ContainerResponseContext response) {
    return response.getStatus() >= Response.Status.BAD_REQUEST.getStatusCode();
  }

  /** Nothing of the old response may stay: an implicit grant has its token in a header. */
  private static void replace(ContainerResponseContext response, Response replacement) {
    response.getHeaders().clear();
    replacement.getHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
    response.setStatusInfo(replacement.getStatusInfo());
    response.setEntity(replacement.getEntity(), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
  }
}
