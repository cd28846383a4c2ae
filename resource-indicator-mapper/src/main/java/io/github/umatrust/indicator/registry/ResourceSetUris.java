package io.github.umatrust.indicator.registry;

import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Resource sets with a {@code uri} (UMA resource set registration §2.2), which are Keycloak's
 * authorization resources. One of them is a resource of its resource server, by its URI. They are
 * registered by people and by resource servers for themselves, so they never stand in the way of a
 * resource that an administrator registered.
 */
final class ResourceSetUris {

  private static final String OWNERS =
      "select r.resourceServer, u from ResourceEntity r join r.uris u where u in (:uris)";

  private ResourceSetUris() {}

  /**
   * The resource for each resource server that has a resource set with this URI. A URI is found in
   * its normal form, and without the slash of an empty path.
   */
  static List<Resource> find(KeycloakSession session, RealmModel realm, ResourceUri uri) {
    if (!realm.isUserManagedAccessAllowed()) {
      return List.of();
    }
    // A resource server has the id of its client.
    Map<String, Resource> byResourceServer = new TreeMap<>();
    session
        .getProvider(JpaConnectionProvider.class)
        .getEntityManager()
        .createQuery(OWNERS, Object[].class)
        .setParameter("uris", spellings(uri))
        .getResultList()
        .forEach(
            row -> {
              String id = String.valueOf(row[0]);
              String registered = String.valueOf(row[1]);
              ClientModel client = session.clients().getClientById(realm, id);
              if (client != null && client.isEnabled() && isSame(registered, uri)) {
                byResourceServer.putIfAbsent(
                    id, new Resource(uri, registered, client.getClientId()));
              }
            });
    return List.copyOf(byResourceServer.values());
  }

  /** What to look for; {@link #isSame} tells which of it is meant. */
  private static List<String> spellings(ResourceUri uri) {
    String normalized = uri.normalized();
    return normalized.endsWith("/")
        ? List.of(normalized, normalized.substring(0, normalized.length() - 1))
        : List.of(normalized);
  }

  private static boolean isSame(String registered, ResourceUri uri) {
    try {
      return ResourceUri.parse(registered).equals(uri);
    } catch (InvalidResourceUriException e) {
      return false;
    }
  }
}
