package io.github.umatrust.uma.resourceset;

import java.util.Set;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.Scope;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.authorization.CachedStoreFactoryProvider;
import org.keycloak.models.cache.infinispan.authorization.StoreFactoryCacheSession;

/**
 * Tells Keycloak's authorization cache, on every node, what has changed in the database.
 *
 * <p>Changed through the cache's own adapters, a resource would have the whole cache searched
 * several times for each of its fields, which takes the longer the more resources there are. Here
 * it is searched once or twice for a whole description.
 */
final class AuthorizationCache {

  private final KeycloakSession session;

  AuthorizationCache(KeycloakSession session) {
    this.session = session;
  }

  /**
   * Forgets a resource as it is now, and every list that it is in, when the request is committed.
   * To be called before and after a change: also the lists it was in, or comes into, are no longer
   * right.
   */
  void forget(Resource resource) {
    if (session.getProvider(CachedStoreFactoryProvider.class)
        instanceof StoreFactoryCacheSession cache) {
      String resourceServerId = resource.getResourceServer().getId();
      cache.registerResourceInvalidation(
          resource.getId(),
          resource.getName(),
          resource.getType(),
          resource.getUris(),
          // For each of these the whole cache would be searched; the lists of a scope are found by
          // the scope.
          Set.of(),
          resourceServerId,
          resource.getOwner());
      for (Scope scope : resource.getScopes()) {
        cache.registerScopeInvalidation(scope.getId(), scope.getName(), resourceServerId);
      }
    }
  }
}
