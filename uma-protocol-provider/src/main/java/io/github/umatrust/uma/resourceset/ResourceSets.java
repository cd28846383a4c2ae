package io.github.umatrust.uma.resourceset;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.settings.UmaSettings;
import io.github.umatrust.uma.token.ProtectionToken;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.model.Scope;
import org.keycloak.authorization.store.ScopeStore;
import org.keycloak.authorization.store.StoreFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;

/**
 * The resource sets of one owner at one resource server, kept as Keycloak authorization resources,
 * so that administrators and owners manage them where they always did.
 *
 * <p>A resource server knows a resource set by the id of the resource; in draft-00 mode by the id
 * it chose, where it chose one.
 */
public final class ResourceSets {

  /** The most scopes of one resource set, and so of a permission on it. */
  public static final int MOST_SCOPES = 100;

  /** The name as the resource server gave it; names in Keycloak may have a tail. */
  private static final String NAME_ATTRIBUTE = "uma_name";

  /**
   * Where the type of a resource set is kept that the resource server itself owns; see {@link
   * #describe}.
   */
  private static final String TYPE_ATTRIBUTE = "uma_type";

  /** The members that the specification does not define. */
  private static final String EXTENSIONS_ATTRIBUTE = "uma_extensions";

  /** The id that the resource server chose. */
  private static final String CHOSEN_ID_ATTRIBUTE = "uma_id";

  private static final int MAX_ID = 36;
  private static final int MAX_CHOSEN_ID = 255;

  private final KeycloakSession session;
  private final AuthorizationProvider authorization;
  private final ResourceServer resourceServer;
  private final String ownerId;
  private final boolean ownedByResourceServer;
  private final boolean draft00;
  private final ResourceSetRows rows;
  private final AuthorizationCache cache;

  /** The resource sets that this PAT gives access to. */
  public ResourceSets(UmaCall call, ProtectionToken pat) {
    this.session = call.session();
    this.authorization = call.authorization();
    this.resourceServer = pat.resourceServer();
    this.ownerId = pat.ownerId();
    this.ownedByResourceServer = pat.ownedByResourceServer();
    this.draft00 = UmaSettings.of(call.realm()).draft00();
    this.cache = new AuthorizationCache(session);
    this.rows = new ResourceSetRows(session, resourceServer.getId(), ownerId);
  }

  /**
   * Finds a resource set by the id that the resource server knows; empty when there is none, or it
   * is another owner's or resource server's.
   *
   * @param id what somebody sent as an id
   */
  public Optional<Resource> find(String id) {
    return idInKeycloak(id).flatMap(this::findById);
  }

  /**
   * Whether a resource set that was found is still there. Keycloak reads it piece by piece, the
   * scopes last: one that is deleted meanwhile seems to have none.
   */
  public boolean isStillThere(Resource resource) {
    return rows.exists(resource.getId());
  }

  /** Finds a resource set by Keycloak's id. */
  public Optional<Resource> findById(String id) {
    return findById(authorization, resourceServer, id).filter(r -> ownerId.equals(r.getOwner()));
  }

  /**
   * Finds a resource of a resource server by Keycloak's id, whoever owns it.
   *
   * <p>Asked without the resource server, because Keycloak's cache would otherwise keep in mind
   * that another resource server's resource does not exist, for everybody.
   */
  public static Optional<Resource> findById(
      AuthorizationProvider authorization, ResourceServer resourceServer, String id) {
    if (!mayBeId(id, MAX_ID)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
            authorization.getStoreFactory().getResourceStore().findById(null, id))
        .filter(r -> resourceServer.getId().equals(r.getResourceServer().getId()));
  }

  /**
   * Finds a resource of the realm, at whichever resource server and whoever owns it.
   *
   * @param id what somebody sent as Keycloak's id
   */
  public static Optional<Resource> findInRealm(UmaCall call, String id) {
    return mayBeId(id, MAX_ID)
        ? Optional.ofNullable(
                call.authorization().getStoreFactory().getResourceStore().findById(null, id))
            .filter(r -> call.realm().getClientById(r.getResourceServer().getClientId()) != null)
        : Optional.empty();
  }

  /**
   * Finds a resource that a person owns, and decides about without an administrator, at whichever
   * resource server.
   *
   * @param id what somebody sent as Keycloak's id
   */
  public static Optional<Resource> findManaged(
      AuthorizationProvider authorization, String userId, String id) {
    return mayBeId(id, MAX_ID)
        ? Optional.ofNullable(authorization.getStoreFactory().getResourceStore().findById(null, id))
            .filter(r -> isManagedBy(userId, r))
        : Optional.empty();
  }

  /**
   * Changes a resource that a person owns: nobody else changes it until this request has ended, and
   * it is as the database has it.
   *
   * @param id what somebody sent as Keycloak's id
   * @param change makes the change
   * @return the resource; empty when {@link #findManaged} does not find it, and then nothing is
   *     changed
   */
  public static Optional<Resource> changeManaged(
      KeycloakSession session, String userId, String id, Consumer<Resource> change) {
    if (!mayBeId(id, MAX_ID) || !ResourceSetRows.lock(session, userId, id)) {
      return Optional.empty();
    }
    Optional<Resource> found =
        Optional.ofNullable(
                session.getProvider(StoreFactory.class).getResourceStore().findById(null, id))
            .filter(r -> isManagedBy(userId, r));
    found.ifPresent(
        resource -> {
          change.accept(resource);
          new AuthorizationCache(session).changed(resource);
        });
    return found;
  }

  private static boolean isManagedBy(String userId, Resource resource) {
    return userId.equals(resource.getOwner()) && resource.isOwnerManagedAccess();
  }

  /**
   * Finds a resource set to change it: nobody else changes it until this request has ended, and it
   * is as the database has it, which a cache may not know yet.
   *
   * @param id what somebody sent as an id
   */
  Optional<Resource> findForChange(String id) {
    return idInKeycloak(id)
        .filter(known -> mayBeId(known, MAX_ID) && rows.lock(known))
        .map(known -> stored().getResourceStore().findById(resourceServer, known));
  }

  /** The id by which the resource server knows a resource set. */
  public String idOf(Resource resource) {
    String chosen = draft00 ? resource.getSingleAttribute(CHOSEN_ID_ATTRIBUTE) : null;
    return chosen == null ? resource.getId() : chosen;
  }

  private Optional<String> idInKeycloak(String id) {
    if (draft00 && mayBeId(id, MAX_CHOSEN_ID)) {
      return Optional.of(rows.idOfChosen(CHOSEN_ID_ATTRIBUTE, id).orElse(id));
    }
    return Optional.of(id);
  }

  /** Whether the database can be asked for an id; some fail on what they cannot store. */
  static boolean mayBeId(String id, int most) {
    return !id.isEmpty() && id.length() <= most && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /** The ids of all resource sets, as the resource server knows them; none is loaded for it. */
  List<String> ids() {
    return draft00 ? rows.chosenIds(CHOSEN_ID_ATTRIBUTE) : rows.ids();
  }

  /**
   * Registers a resource set.
   *
   * @throws UmaException 503 when an administrator took the same name or scope at this moment
   */
  Resource create(ResourceSetDescription description) {
    rows.lockNames();
    return createWithNames(description);
  }

  /**
   * Registers a resource set under an id that the resource server chose.
   *
   * @throws UmaException 412 when it has registered one under this id meanwhile, 503 when an
   *     administrator took the same name or scope at this moment
   */
  Resource create(String chosenId, ResourceSetDescription description) {
    if (!mayBeId(chosenId, MAX_CHOSEN_ID)) {
      throw UmaException.invalidRequest("an id has 1 to 255 visible ASCII characters");
    }
    rows.lockNames();
    if (rows.idOfChosen(CHOSEN_ID_ATTRIBUTE, chosenId).isPresent()) {
      throw UmaException.preconditionFailed();
    }
    Resource resource = createWithNames(description);
    resource.setAttribute(CHOSEN_ID_ATTRIBUTE, List.of(chosenId));
    return resource;
  }

  private Resource createWithNames(ResourceSetDescription description) {
    try {
      String name = UniqueName.of(description.name(), n -> isTaken(n, null));
      Resource resource = stored().getResourceStore().create(resourceServer, name, ownerId);
      resource.setOwnerManagedAccess(!ownedByResourceServer);
      describe(resource, description);
      cache.added(resource);
      return resource;
    } catch (ModelDuplicateException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  /**
   * Replaces the description of a resource set.
   *
   * @param resource found for a change
   * @throws UmaException 503 when an administrator took the same name or scope at this moment
   */
  void update(Resource resource, ResourceSetDescription description) {
    try {
      cache.changed(resource);
      if (!description.name().equals(nameOf(resource))) {
        rows.lockNames();
        resource.setName(UniqueName.of(description.name(), n -> isTaken(n, resource.getId())));
      }
      describe(resource, description);
      cache.changed(resource);
    } catch (ModelDuplicateException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  /** Deletes a resource set, with its shares and the permissions that name it alone. */
  void delete(Resource resource) {
    authorization.getStoreFactory().getResourceStore().delete(resource.getId());
  }

  /** Reads a resource set back, however it was last changed. */
  static ResourceSetDescription read(Resource resource) {
    String type = resource.getType();
    return new ResourceSetDescription(
        nameOf(resource),
        resource.getUris().stream().sorted().findFirst().orElse(null),
        type != null ? type : resource.getSingleAttribute(TYPE_ATTRIBUTE),
        scopesOf(resource),
        resource.getIconUri(),
        ExtensionMembers.ofValues(resource.getAttribute(EXTENSIONS_ATTRIBUTE)));
  }

  /** The names of a resource set's scopes, sorted, because Keycloak keeps them in no order. */
  public static List<String> scopesOf(Resource resource) {
    return resource.getScopes().stream().map(Scope::getName).sorted().toList();
  }

  /**
   * The name that the resource server gave, or the one an administrator gave since, be it as name
   * or as display name.
   */
  public static String nameOf(Resource resource) {
    String given = resource.getSingleAttribute(NAME_ATTRIBUTE);
    String display = resource.getDisplayName();
    if (display != null && !display.isBlank() && !display.equals(given)) {
      return display;
    }
    return given != null && UniqueName.isMadeOf(given, resource.getName())
        ? given
        : resource.getName();
  }

  private void describe(Resource resource, ResourceSetDescription description) {
    resource.setDisplayName(description.name());
    resource.setIconUri(description.iconUri());
    resource.updateUris(description.uri() == null ? Set.of() : Set.of(description.uri()));
    // A resource owned by the resource server lends its permissions to every resource of the same
    // Keycloak type, also to those of other owners. The type is therefore Keycloak's only where a
    // person is the owner.
    resource.setType(ownedByResourceServer ? null : description.type());
    setAttribute(resource, NAME_ATTRIBUTE, List.of(description.name()));
    setAttribute(
        resource,
        TYPE_ATTRIBUTE,
        ownedByResourceServer && description.type() != null
            ? List.of(description.type())
            : List.of());
    setAttribute(
        resource, EXTENSIONS_ATTRIBUTE, ExtensionMembers.toValues(description.extensions()));
    resource.updateScopes(scopes(description.scopes()));
  }

  private static void setAttribute(Resource resource, String name, List<String> values) {
    List<String> before = Objects.requireNonNullElse(resource.getAttribute(name), List.of());
    if (values.isEmpty() && !before.isEmpty()) {
      resource.removeAttribute(name);
    } else if (!values.isEmpty() && !before.equals(values)) {
      resource.setAttribute(name, values);
    }
  }

  private Set<Scope> scopes(List<String> names) {
    ScopeStore scopeStore = authorization.getStoreFactory().getScopeStore();
    Set<Scope> scopes = new LinkedHashSet<>();
    for (String name : names) {
      Scope scope = scopeStore.findByName(resourceServer, name);
      if (scope == null) {
        rows.lockNames();
        scope = stored().getScopeStore().findByName(resourceServer, name);
      }
      scopes.add(scope != null ? scope : scopeStore.create(resourceServer, name));
    }
    return scopes;
  }

  private boolean isTaken(String name, @Nullable String exceptId) {
    Resource other = stored().getResourceStore().findByName(resourceServer, name, ownerId);
    return other != null && !other.getId().equals(exceptId);
  }

  /**
   * Keycloak's store without its cache: asked when something is locked, because the cache learns of
   * the request before a moment after its lock is gone; and written to, see {@link
   * AuthorizationCache}.
   */
  private StoreFactory stored() {
    return session.getProvider(StoreFactory.class);
  }
}
