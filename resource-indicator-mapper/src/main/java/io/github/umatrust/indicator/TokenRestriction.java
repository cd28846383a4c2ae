package io.github.umatrust.indicator;

import io.github.umatrust.indicator.registry.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.protocol.ProtocolMapperUtils;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.mappers.AudienceProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/** Cuts a finished access token, or what introspection shows of it, down to some resources. */
final class TokenRestriction {

  /** Which face of protocol mappers made the token's claims. */
  enum Face {
    /** The token itself. */
    TOKEN,
    /** Its introspection. */
    INTROSPECTION
  }

  private final KeycloakSession session;
  private final ResourceScopes scopes;
  private final Set<String> clientIds;

  TokenRestriction(KeycloakSession session, ResourceScopes scopes, List<Resource> resources) {
    this.session = session;
    this.scopes = scopes;
    this.clientIds =
        resources.stream().map(Resource::clientId).collect(Collectors.toUnmodifiableSet());
  }

  /** Leaves this audience and the roles of the resources' own clients. */
  void applyAudienceAndRoles(AccessToken token, String[] audience) {
    applyAudienceAndRoles(token, audience, clientIds);
  }

  /** Leaves this audience and the roles of these clients. */
  static void applyAudienceAndRoles(AccessToken token, String[] audience, Set<String> clientIds) {
    // Role mappers leave roles among the other claims until the token is written; they count too.
    TokenUtil.convertTokenRolesFromOtherClaims(token);
    token.audience(audience);
    Map<String, AccessToken.Access> roles = new HashMap<>(token.getResourceAccess());
    roles.keySet().retainAll(clientIds);
    token.setResourceAccess(roles.isEmpty() ? null : roles);
  }

  /**
   * Leaves out the scopes that only other resources understand, with the claims and the roles that
   * the token has through them alone.
   */
  void applyScope(AccessToken token, ClientSessionContext context, Face face) {
    if (token.getScope() != null) {
      token.setScope(scopes.narrow(token.getScope()));
    }
    Set<ClientScopeModel> dropped =
        context
            .getClientScopesStream()
            .filter(scope -> !(scope instanceof ClientModel) && !scopes.isUnderstood(scope))
            .collect(Collectors.toSet());
    if (!dropped.isEmpty()) {
      TokenUtil.convertTokenRolesFromOtherClaims(token);
      dropClaims(token, dropped, context, face);
      dropRoles(token, dropped, context);
    }
  }

  private void dropClaims(
      AccessToken token, Set<ClientScopeModel> dropped, ClientSessionContext context, Face face) {
    Set<String> mappers =
        dropped.stream()
            .flatMap(ClientScopeModel::getProtocolMappersStream)
            // By far the most frequent one, and the audience is set anyway.
            .filter(m -> !AudienceProtocolMapper.PROVIDER_ID.equals(m.getProtocolMapper()))
            .map(ProtocolMapperModel::getId)
            .collect(Collectors.toSet());
    if (mappers.isEmpty()) {
      return;
    }
    Set<String> claims = claims(context, face, mappers::contains).keySet();
    if (claims.isEmpty()) {
      return;
    }
    Map<String, Object> kept = claims(context, face, id -> !mappers.contains(id));
    for (String claim : claims) {
      @Nullable Object value = kept.get(claim);
      if (value == null) {
        token.getOtherClaims().remove(claim);
      } else {
        token.getOtherClaims().put(claim, value);
      }
    }
  }

  /** The claims that some of the mappers of a context write. */
  private Map<String, Object> claims(
      ClientSessionContext context, Face face, Predicate<String> mapperIds) {
    AccessToken scratch = new AccessToken();
    UserSessionModel userSession = context.getClientSession().getUserSession();
    for (Map.Entry<ProtocolMapperModel, ProtocolMapper> mapper :
        ProtocolMapperUtils.getSortedProtocolMappers(session, context).toList()) {
      ProtocolMapperModel model = mapper.getKey();
      if (!mapperIds.test(model.getId())) {
        continue;
      }
      if (face == Face.TOKEN && mapper.getValue() instanceof OIDCAccessTokenMapper writer) {
        scratch = writer.transformAccessToken(scratch, model, session, userSession, context);
      }
      if (face == Face.INTROSPECTION
          && mapper.getValue() instanceof TokenIntrospectionTokenMapper writer) {
        scratch = writer.transformIntrospectionToken(scratch, model, session, userSession, context);
      }
    }
    TokenUtil.convertTokenRolesFromOtherClaims(scratch);
    return scratch.getOtherClaims();
  }

  private static void dropRoles(
      AccessToken token, Set<ClientScopeModel> dropped, ClientSessionContext context) {
    if (dropped.stream().noneMatch(s -> s.getScopeMappingsStream().findAny().isPresent())) {
      return;
    }
    Set<RoleModel> lost = new HashSet<>(roles(context, scope -> true));
    lost.removeAll(roles(context, scope -> !dropped.contains(scope)));
    for (RoleModel role : lost) {
      AccessToken.Access access =
          role.isClientRole()
              ? token.getResourceAccess(((ClientModel) role.getContainer()).getClientId())
              : token.getRealmAccess();
      if (access != null && access.getRoles() != null) {
        access.getRoles().remove(role.getName());
      }
    }
  }

  private static Set<RoleModel> roles(
      ClientSessionContext context, Predicate<ClientScopeModel> scopes) {
    Stream<ClientScopeModel> chosen = context.getClientScopesStream().filter(scopes);
    return TokenManager.getAccess(
        context.getClientSession().getUserSession().getUser(),
        context.getClientSession().getClient(),
        chosen);
  }
}
