package io.github.umatrust.indicator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.indicator.CurrentRequest;
import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.par.ParResponse;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Turns the answer to a request that starts a grant away from the browser into a refusal, where its
 * {@code resource} could not be kept: a pushed authorization request for a resource nobody can get
 * a token for, and any device authorization or back-channel authentication request that names one.
 * Keycloak has no other hook there. What the request stored stays unknown to the client, so it is
 * never used.
 */
@Provider
public final class InitiationResponseFilter implements ContainerResponseFilter {

  private static final String DEVICE_AUTHORIZATION = "/protocol/openid-connect/auth/device";
  private static final String BACKCHANNEL_AUTHENTICATION = "/protocol/openid-connect/ext/ciba/auth";

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!HttpMethod.POST.equals(request.getMethod())
        || response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
      return;
    }
    EventType type = eventType(response.getEntity(), request.getUriInfo().getPath());
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    ClientModel client = session == null ? null : session.getContext().getClient();
    if (type == null || session == null || client == null) {
      return;
    }
    Enforcement.of(session, client)
        .flatMap(e -> refusal(session, e, type))
        .ifPresent(description -> refuse(session, client, type, description, response));
  }

  /** Which request was answered; null for every other one. */
  private static @Nullable EventType eventType(@Nullable Object entity, String path) {
    if (entity instanceof ParResponse) {
      return EventType.PUSHED_AUTHORIZATION_REQUEST;
    }
    // The answers to the other two are plain bytes.
    if (path.contains(DEVICE_AUTHORIZATION)) {
      return EventType.OAUTH2_DEVICE_AUTH;
    }
    return path.contains(BACKCHANNEL_AUTHENTICATION) ? EventType.LOGIN : null;
  }

  private static Optional<String> refusal(
      KeycloakSession session, Enforcement enforcement, EventType type) {
    List<String> form = CurrentRequest.resources(session);
    JsonNode requestObject = CurrentRequest.requestObject(session);
    JsonNode claim = requestObject == null ? null : requestObject.get(Enforcement.RESOURCE);
    if (type != EventType.PUSHED_AUTHORIZATION_REQUEST) {
      return form.isEmpty() && claim == null
          ? Optional.empty()
          : Optional.of("the parameter resource is not supported in this request");
    }
    if (requestObject != null && claim == null && !form.isEmpty()) {
      return Optional.of("the parameter resource stands outside of the request object");
    }
    if (claim != null && !claim.isTextual()) {
      return Optional.of("the claim resource of the request object is not a string");
    }
    TargetDecision decision =
        enforcement.decide(
            claim == null ? form : List.of(claim.textValue()), new TargetGrant.Fresh());
    return decision instanceof TargetDecision.Refused refused
        ? Optional.of(refused.description())
        : Optional.empty();
  }

  private static void refuse(
      KeycloakSession session,
      ClientModel client,
      EventType type,
      String description,
      ContainerResponseContext response) {
    KeycloakContext context = session.getContext();
    new EventBuilder(client.getRealm(), session, context.getConnection())
        .event(type)
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
