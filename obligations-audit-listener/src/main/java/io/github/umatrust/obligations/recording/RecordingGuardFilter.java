package io.github.umatrust.obligations.recording;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
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
 */
@Provider
@Priority(RecordingGuardFilter.JUST_BEFORE_COMMIT)
public class RecordingGuardFilter implements ContainerResponseFilter {

  /** Response filters run by descending priority; Keycloak's session filter has 1. */
  static final int JUST_BEFORE_COMMIT = 2;

  private static final Logger LOG = Logger.getLogger(RecordingGuardFilter.class);

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null || session.isClosed() || isError(response)) {
      return;
    }
    boolean pending =
        LedgerRecorder.existing(session).map(LedgerRecorder::withholdsResponse).orElse(false);
    if (pending && session.getTransactionManager().getRollbackOnly()) {
      LOG.error("The obligations ledger withholds a response: its transaction is rolled back");
      replace(response, LedgerUnavailable.response());
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
