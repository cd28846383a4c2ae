package io.github.umatrust.indicator.introspection;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.registry.Resource;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.DefaultClientSessionContext;

/**
 * Introspection (RFC 7662) of restricted access tokens. Keycloak runs the protocol mappers again
 * when it introspects, which adds audiences and roles the token does not have; they are taken out
 * again. And a token whose audience is a resource's URI is active for the client that stands for
 * the resource, which Keycloak compares by client id only.
 */
final class ResourceIndicatorIntrospectionProvider
    extends AccessTokenIntrospectionProvider<AccessToken> {

  ResourceIndicatorIntrospectionProvider(KeycloakSession session) {
    super(session);
  }

  @Override
  public AccessToken transformAccessToken(AccessToken accessToken, UserSessionModel userSession) {
    AccessToken shown = super.transformAccessToken(accessToken, userSession);
    ClientModel issuedFor = realm.getClientByClientId(accessToken.getIssuedFor());
    AuthenticatedClientSessionModel clientSession =
        issuedFor == null
            ? null
            : userSession.getAuthenticatedClientSessionByClient(issuedFor.getId());
    Enforcement enforcement = enforcement(accessToken).orElse(null);
    if (enforcement == null || clientSession == null) {
      return shown;
    }
    List<Resource> resources = enforcement.resourcesOf(accessToken);
    if (!resources.isEmpty()) {
      enforcement.keepTo(
          shown,
          resources,
          accessToken.getAudience().clone(),
          DefaultClientSessionContext.fromClientSessionAndScopeParameter(
              clientSession, accessToken.getScope(), session));
    }
    return shown;
  }

  @Override
  protected boolean verifyAudience() {
    ClientModel resourceServer = session.getContext().getClient();
    return enforcement(token)
            .map(e -> Enforcement.isResourceServerOf(resourceServer, e.resourcesOf(token)))
            .orElse(false)
        || super.verifyAudience();
  }

  private Optional<Enforcement> enforcement(AccessToken accessToken) {
    ClientModel issuedFor = realm.getClientByClientId(accessToken.getIssuedFor());
    return accessToken.getAuthorization() == null && issuedFor != null
        ? Enforcement.of(session, issuedFor)
        : Optional.empty();
  }
}
