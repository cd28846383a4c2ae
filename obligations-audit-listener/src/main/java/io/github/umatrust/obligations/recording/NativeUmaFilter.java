package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.settings.LedgerSettings;
import io.github.umatrust.obligations.settings.NativeFlow;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Records what Keycloak's own UMA 2.0 does without an event, or with one that says too little:
 * permission tickets, introspection of RPTs, and what owners approve and take back.
 *
 * <p>Runs before {@link RecordingGuardFilter} and before the filter that commits, so what it stages
 * is written in the request's own transaction. To nearly all requests it does nothing but look at
 * their paths.
 */
@Provider
public class NativeUmaFilter implements ContainerRequestFilter, ContainerResponseFilter {

  private static final Logger LOG = Logger.getLogger(NativeUmaFilter.class);
  private static final String APPROVALS = NativeApprovals.class.getName();
  private static final String PATH = NativeUmaPath.class.getName();

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    NativeUmaPath path = path(request);
    if (path == null) {
      return;
    }
    request.setProperty(PATH, path);
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (path.flow() != NativeFlow.APPROVAL || session == null) {
      return;
    }
    // the realm of the request is not known to Keycloak yet
    RealmModel realm = session.realms().getRealmByName(path.realm());
    if (realm != null && isRecorded(session, realm, NativeFlow.APPROVAL)) {
      session.setAttribute(APPROVALS, NativeApprovals.before(session, path, request));
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(request.getProperty(PATH) instanceof NativeUmaPath path)
        || response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
      return;
    }
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null || session.isClosed()) {
      return;
    }
    RealmModel realm = session.getContext().getRealm();
    if (realm == null || !isRecorded(session, realm, path.flow())) {
      return;
    }
    try {
      switch (path.flow()) {
        case TICKET -> new NativeRegistration(session, realm).stage(response);
        case INTROSPECTION -> new NativeIntrospection(session, realm).stage(response);
        case APPROVAL -> {
          NativeApprovals before = session.getAttribute(APPROVALS, NativeApprovals.class);
          if (before != null) {
            // the account's own token is no PAT
            before.stageChanges(
                session, realm, path.resourceId() == null ? BearerTokens.idIn(session) : null);
          }
        }
        case PAT, RPT -> throw new IllegalStateException("no path of these");
      }
    } catch (RuntimeException e) {
      LOG.debug("Keycloak's own UMA could not be recorded", e);
      LedgerRecorder.of(session)
          .fail(realm.getId(), "what Keycloak answered at " + path.flow().id(), e);
    }
  }

  private static boolean isRecorded(KeycloakSession session, RealmModel realm, NativeFlow flow) {
    return ObligationsEventListenerProviderFactory.isOn(realm)
        && LedgerSettings.of(session, realm).records(flow);
  }

  private static @Nullable NativeUmaPath path(ContainerRequestContext request) {
    String method = request.getMethod();
    if (!method.equals(HttpMethod.POST)
        && !method.equals(HttpMethod.PUT)
        && !method.equals(HttpMethod.DELETE)) {
      return null;
    }
    // not its path segments: these are decoded twice, which fails on an escaped percent sign
    List<String> segments =
        NativeUmaPath.segments(
            request.getUriInfo().getBaseUri().getRawPath(),
            request.getUriInfo().getRequestUri().getRawPath());
    return NativeUmaPath.of(method, segments).orElse(null);
  }
}
