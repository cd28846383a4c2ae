package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.request.CurrentRequest;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/**
 * Tokens with permissions, from Keycloak's own UMA 2.0 grant. Such a token is for one resource
 * server by its nature, and stays so: its audience is that resource server alone, also when it is
 * refreshed, and a request that names another resource is refused.
 */
final class PermissionTokens {

  private static final String BEGUN_BEFORE =
      "the permissions were granted before this client was restricted; ask for them again";

  private final KeycloakSession session;

  PermissionTokens(KeycloakSession session) {
    this.session = session;
  }

  /** Restricts a token with permissions, or refuses the request for it. */
  void process(TokenPostProcessorContext context) {
    RefreshToken presented = context.requestRefreshToken();
    ClientModel contextClient = context.clientSessionCtx().getClientSession().getClient();
    if (presented != null) {
      refreshRefusal(presented, contextClient)
          .ifPresent(
              description -> {
                throw Refusal.of(description, session, contextClient);
              });
      resourceServer(presented).ifPresent(id -> restrict(context, id));
    } else if (OAuth2Constants.UMA_GRANT_TYPE.equals(
        CurrentRequest.form(session).getFirst(OAuth2Constants.GRANT_TYPE))) {
      // Keycloak makes these tokens from the client session of the resource server.
      issue(context, contextClient);
    }
  }

  /** Why the refresh of a token with permissions is refused; empty if it is not. */
  Optional<String> refreshRefusal(RefreshToken presented, ClientModel client) {
    Optional<String> resourceServer = resourceServer(presented);
    return Enforcement.ofGrant(session, client, resourceServer.isPresent())
        .flatMap(
            e ->
                resourceServer.isEmpty()
                    ? Optional.of(BEGUN_BEFORE)
                    : refusal(e, resourceServer.get()));
  }

  private void issue(TokenPostProcessorContext context, ClientModel resourceServer) {
    AccessToken token = context.accessToken();
    ClientModel client = resourceServer.getRealm().getClientByClientId(token.getIssuedFor());
    Optional<Enforcement> enforcement =
        client == null ? Optional.empty() : Enforcement.of(session, client);
    if (enforcement.isEmpty()) {
      return;
    }
    Optional<String> refusal = refusal(enforcement.get(), resourceServer.getClientId());
    if (refusal.isPresent()) {
      throw Refusal.of(refusal.get(), session, client);
    }
    restrict(context, resourceServer.getClientId());
  }

  private static void restrict(TokenPostProcessorContext context, String resourceServer) {
    Enforcement.restrictToClient(context.accessToken(), resourceServer);
    if (context.refreshToken() != null) {
      GrantedResources.bind(
          context.refreshToken(), List.of(ResourceUri.ofClient(resourceServer).normalized()));
    }
  }

  private Optional<String> refusal(Enforcement enforcement, String resourceServer) {
    List<String> requested = CurrentRequest.resources(session);
    if (requested.isEmpty()) {
      return Optional.empty();
    }
    TargetDecision decision = enforcement.decide(requested, new TargetGrant.Fresh(), null);
    if (decision instanceof TargetDecision.Refused refused) {
      return Optional.of(refused.description());
    }
    return decision instanceof TargetDecision.Restricted restricted
            && restricted.token().stream().allMatch(r -> r.clientId().equals(resourceServer))
        ? Optional.empty()
        : Optional.of("resource is not the resource server that the permissions are for");
  }

  /** The resource server a refresh token with permissions is bound to. */
  private static Optional<String> resourceServer(RefreshToken presented) {
    List<String> bound = GrantedResources.of(presented);
    return bound.size() == 1 ? new ResourceUri(bound.get(0)).clientId() : Optional.empty();
  }
}
