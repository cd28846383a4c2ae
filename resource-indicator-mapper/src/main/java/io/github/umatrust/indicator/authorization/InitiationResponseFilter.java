package io.github.umatrust.indicator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.Report;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.request.PendingGrants;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantType;
import org.keycloak.protocol.oidc.par.ParResponse;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.util.JsonSerialization;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * The requests that start a grant away from the browser: pushed authorization requests (RFC 9126),
 * device authorization requests (RFC 8628) and back-channel authentication requests (CIBA).
 * Keycloak has no hook there but the answer. Where the request is for a resource nobody can get a
 * token for, the answer becomes a refusal; what the request stored stays unknown to the client, so
 * it is never used. Else a device or back-channel grant is bound to its resources by the handle in
 * the answer.
 */
@Provider
public final class InitiationResponseFilter implements ContainerResponseFilter {

  /** Keycloak keeps both kinds of handle this much longer than it says, in seconds. */
  private static final int LIFESPAN_MARGIN = 10;

  private static final int DEFAULT_INTERVAL = 5;

  /** One kind of request. */
  private enum Kind {
    PUSHED("pushed authorization request", EventType.PUSHED_AUTHORIZATION_REQUEST, null),
    DEVICE(
        "device authorization request", EventType.OAUTH2_DEVICE_AUTH, OAuth2Constants.DEVICE_CODE),
    BACK_CHANNEL("back-channel authentication request", EventType.LOGIN, CibaGrantType.AUTH_REQ_ID);

    private final String description;
    private final EventType event;
    private final @Nullable String handle;

    Kind(String description, EventType event, @Nullable String handle) {
      this.description = description;
      this.event = event;
      this.handle = handle;
    }

    /** Which request was answered; null for every other one. */
    static @Nullable Kind of(@Nullable Object entity, String path) {
      if (entity instanceof ParResponse) {
        return PUSHED;
      }
      // The answers to the other two are plain bytes. The device endpoint has several addresses.
      if (path.contains("/device")) {
        return DEVICE;
      }
      return path.contains("/protocol/openid-connect/ext/ciba/auth") ? BACK_CHANNEL : null;
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!HttpMethod.POST.equals(request.getMethod())
        || response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
      return;
    }
    Kind kind = Kind.of(response.getEntity(), request.getUriInfo().getPath());
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    ClientModel client = session == null ? null : session.getContext().getClient();
    if (kind == null || session == null || client == null) {
      return;
    }
    JsonNode answer = kind.handle == null ? null : json(response.getEntity());
    if (kind.handle != null && (answer == null || !answer.path(kind.handle).isTextual())) {
      // A person's browser also posts below these addresses.
      return;
    }
    InitiatingRequest initiating = InitiatingRequest.of(session);
    Enforcement.reporting(session, client)
        .ifPresent(e -> Report.of(client, kind.description, initiating.decide(e)));
    Enforcement enforcement = Enforcement.of(session, client).orElse(null);
    if (enforcement == null) {
      return;
    }
    TargetDecision decision = initiating.decide(enforcement);
    if (decision instanceof TargetDecision.Refused refused) {
      refuse(session, client, kind, refused.description(), response);
    } else if (answer != null && kind.handle != null) {
      PendingGrants.bind(
          session,
          answer.path(kind.handle).textValue(),
          answer.path(OAuth2Constants.EXPIRES_IN).asLong()
              + answer.path(OAuth2Constants.INTERVAL).asLong(DEFAULT_INTERVAL)
              + LIFESPAN_MARGIN,
          new PendingGrants.Pending(
              decision instanceof TargetDecision.Restricted restricted
                  ? restricted.grant()
                  : List.of(),
              initiating.scope()));
    }
  }

  private static @Nullable JsonNode json(@Nullable Object entity) {
    try {
      return entity instanceof byte[] bytes
          ? JsonSerialization.readValue(bytes, JsonNode.class)
          : null;
    } catch (IOException e) {
      // Something else below such an address.
      return null;
    }
  }

  private static void refuse(
      KeycloakSession session,
      ClientModel client,
      Kind kind,
      String description,
      ContainerResponseContext response) {
    KeycloakContext context = session.getContext();
    new EventBuilder(client.getRealm(), session, context.getConnection())
        .event(kind.event)
        .client(client)
        .detail(Details.REASON, description)
        .error(Enforcement.INVALID_TARGET);
    response.setStatus(Response.Status.BAD_REQUEST.getStatusCode());
    response.setEntity(
        new OAuth2ErrorRepresentation(Enforcement.INVALID_TARGET, description),
        null,
        MediaType.APPLICATION_JSON_TYPE);
  }
}
