package io.github.umatrust.uma.resourceset;

import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.token.ProtectionToken;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.model.Scope;
import org.keycloak.authorization.store.ResourceStore;
import org.keycloak.authorization.store.ScopeStore;
import org.keycloak.models.ModelDuplicateException;

/**
 * The resource sets of one owner at one resource server, kept as Keycloak authorization resources,
 * so that administrators and owners manage them where they always did.
 */
public final class ResourceSets {

  /** The most scopes of one resource set, and so of a permission on it. */
  public static final int MOST_SCOPES = 100;

  /**
   * Where the type of a resource set is kept that the resource server itself owns; see {@link
   * #describe}.
   */
  private static final String TYPE_ATTRIBUTE = "uma_type";

  private static final int MAX_ID = 36;
  private static final int MAX_NAME = 255;
  private static final int NUMBERED_NAMES = 20;

  private final AuthorizationProvider authorization;
  private final ResourceServer resourceServer;
  private final String ownerId;
  private final boolean ownedByResourceServer;

  /** The resource sets that this PAT gives access to. */
  public ResourceSets(AuthorizationProvider authorization, ProtectionToken pat) {
    this.authorization = authorization;
    this.resourceServer = pat.resourceServer();
    this.ownerId = pat.ownerId();
    this.ownedByResourceServer = pat.ownedByResourceServer();
  }

  /**
   * Finds a resource set by its id; empty when there is none, or it is another owner's or resource
   * server's.
   *
   * @param id what somebody sent as an id
   */
  public Optional<Resource> find(String id) {
    return find(authorization, resourceServer, id).filter(r -> ownerId.equals(r.getOwner()));
  }

  /**
   * Finds a resource of a resource server, whoever owns it.
   *
   * <p>Asked without the resource server, because Keycloak's cache would otherwise keep in mind
   * that another resource server's resource does not exist, for everybody.
   */
  public static Optional<Resource> find(
      AuthorizationProvider authorization, ResourceServer resourceServer, String id) {
    if (!mayBeId(id)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
            authorization.getStoreFactory().getResourceStore().findById(null, id))
        .filter(r -> resourceServer.getId().equals(r.getResourceServer().getId()));
  }

  /** Whether the database can be asked for an id; some fail on what they cannot store. */
  static boolean mayBeId(String id) {
    return !id.isEmpty() && id.length() <= MAX_ID && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /** The ids of all resource sets, in no particular order. */
  List<String> ids() {
    return store()
        .find(
            resourceServer, Map.of(Resource.FilterOption.OWNER, new String[] {ownerId}), null, null)
        .stream()
        .map(Resource::getId)
        .toList();
  }

  /**
   * Registers a resource set.
   *
   * @throws UmaException 503 when a concurrent request registered the same name or scope first
   */
  Resource create(ResourceSetDescription description) {
    try {
      Resource resource =
          store().create(resourceServer, uniqueName(description.name(), null), ownerId);
      resource.setOwnerManagedAccess(!ownedByResourceServer);
      describe(resource, description);
      return resource;
    } catch (ModelDuplicateException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  /**
   * Replaces the description of a resource set.
   *
   * @throws UmaException 503 when a concurrent request registered the same name or scope first
   */
  void update(Resource resource, ResourceSetDescription description) {
    try {
      if (!description.name().equals(nameOf(resource))) {
        resource.setName(uniqueName(description.name(), resource.getId()));
      }
      describe(resource, description);
    } catch (ModelDuplicateException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  /** Deletes a resource set, with its shares and the permissions that name it alone. */
  void delete(Resource resource) {
    store().delete(resource.getId());
  }

  /** Reads a resource set back, however it was last changed. */
  static ResourceSetDescription read(Resource resource) {
    String type = resource.getType();
    return new ResourceSetDescription(
        nameOf(resource),
        resource.getUris().stream().sorted().findFirst().orElse(null),
        type != null ? type : resource.getSingleAttribute(TYPE_ATTRIBUTE),
        scopesOf(resource),
        resource.getIconUri());
  }

  /** The names of a resource set's scopes, sorted, because Keycloak keeps them in no order. */
  public static List<String> scopesOf(Resource resource) {
    return resource.getScopes().stream().map(Scope::getName).sorted().toList();
  }

  /** The name that the resource server gave, or the one an administrator gave since. */
  public static String nameOf(Resource resource) {
    String exact = resource.getDisplayName();
    return exact == null || exact.isBlank() ? resource.getName() : exact;
  }

  private void describe(Resource resource, ResourceSetDescription description) {
    // Keycloak wants names to be unique for an owner, UMA does not: the exact name is the display
    // name.
    resource.setDisplayName(description.name());
    resource.setIconUri(description.iconUri());
    resource.updateUris(description.uri() == null ? Set.of() : Set.of(description.uri()));
    // A resource owned by the resource server lends its permissions to every resource of the same
    // Keycloak type,
    // also to those of other owners. The type is therefore Keycloak's only where a person is the
    // owner.
    resource.setType(ownedByResourceServer ? null : description.type());
    if (ownedByResourceServer && description.type() != null) {
      resource.setAttribute(TYPE_ATTRIBUTE, List.of(description.type()));
    } else {
      resource.removeAttribute(TYPE_ATTRIBUTE);
    }
    resource.updateScopes(scopes(description.scopes()));
  }

  private Set<Scope> scopes(List<String> names) {
    ScopeStore scopeStore = authorization.getStoreFactory().getScopeStore();
    Set<Scope> scopes = new LinkedHashSet<>();
    for (String name : names) {
      Scope scope = scopeStore.findByName(resourceServer, name);
      scopes.add(scope != null ? scope : scopeStore.create(resourceServer, name));
    }
    return scopes;
  }

  /** The name itself, else the name with a number, else with a random tail. */
  private String uniqueName(String name, @Nullable String exceptId) {
    for (int number = 1; number <= NUMBERED_NAMES; number++) {
      String candidate = number == 1 ? name : withTail(name, " (" + number + ")");
      Resource taken = store().findByName(resourceServer, candidate, ownerId);
      if (taken == null || taken.getId().equals(exceptId)) {
        return candidate;
      }
    }
    return withTail(name, " (" + UUID.randomUUID() + ")");
  }

  private static String withTail(String name, String tail) {
    int room = MAX_NAME - tail.length();
    String head = name.length() <= room ? name : name.substring(0, room);
    // Not in the middle of a character.
    boolean split = !head.isEmpty() && Character.isHighSurrogate(head.charAt(head.length() - 1));
    return (split ? head.substring(0, head.length() - 1) : head) + tail;
  }

  private ResourceStore store() {
    return authorization.getStoreFactory().getResourceStore();
  }
}
