package io.github.umatrust.uma.resourceset;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.Scope;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.authorization.CachedStoreFactoryProvider;
import org.keycloak.models.cache.infinispan.authorization.StoreFactoryCacheSession;

/**
 * Tells Keycloak's authorization cache, on every node, what has changed in the database.
 *
 * <p>Changed through the cache's own adapters, a resource would have the whole cache searched
 * several times for each of its properties, which takes the longer the more resources there are,
 * and finds nothing: what a resource is in has keys that can be named.
 */
final class AuthorizationCache {

  private final KeycloakSession session;

  AuthorizationCache(KeycloakSession session) {
    this.session = session;
  }

  /** Forgets every list that a new resource comes into, when the request is committed. */
  void added(Resource resource) {
    forget(lists(resource));
  }

  /**
   * Forgets a resource as it is now, and every list that it is in, when the request is committed.
   * To be called before and after a change: the lists it was in, and those it comes into, are no
   * longer right.
   */
  void changed(Resource resource) {
    List<String> keys = lists(resource);
    keys.add(resource.getId());
    keys.add(
        StoreFactoryCacheSession.getPermissionTicketByResource(
            resource.getId(), resource.getResourceServer().getId()));
    forget(keys);
  }

  private void forget(List<String> keys) {
    if (session.getProvider(CachedStoreFactoryProvider.class)
        instanceof StoreFactoryCacheSession cache) {
      // What is forgotten of a resource server is the one key, and nothing is searched for. Of all
      // that the cache can be told, this alone is so.
      keys.forEach(cache::registerResourceServerInvalidation);
    }
  }

  /**
   * The keys of the lists that a resource is in. Each that is forgotten takes room in the cache's
   * book of revisions, so none is named that is not asked for anywhere.
   */
  private static List<String> lists(Resource resource) {
    String owner = resource.getOwner();
    String type = resource.getType();
    String resourceServerId = resource.getResourceServer().getId();
    List<String> keys = new ArrayList<>();
    keys.add(
        StoreFactoryCacheSession.getResourceByNameCacheKey(
            resource.getName(), owner, resourceServerId));
    keys.add(StoreFactoryCacheSession.getResourceByOwnerCacheKey(owner, resourceServerId));
    keys.add(StoreFactoryCacheSession.getResourceByOwnerCacheKey(owner, null));
    if (type != null) {
      keys.add(StoreFactoryCacheSession.getResourceByTypeCacheKey(type, resourceServerId));
      keys.add(StoreFactoryCacheSession.getResourceByTypeCacheKey(type, owner, resourceServerId));
      keys.add(StoreFactoryCacheSession.getResourceByTypeCacheKey(type, null, resourceServerId));
      keys.add(StoreFactoryCacheSession.getResourceByTypeInstanceCacheKey(type, resourceServerId));
    }
    for (Scope scope : resource.getScopes()) {
      keys.add(
          StoreFactoryCacheSession.getResourceByScopeCacheKey(scope.getId(), resourceServerId));
    }
    return keys;
  }
}
