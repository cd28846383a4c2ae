package io.github.umatrust.indicator.registry;

import io.github.umatrust.indicator.registry.ResourceIndex.Registration;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The resources that enabled clients of a realm register with the attribute {@link
 * ResourceUrls#ATTRIBUTE}, and resource sets with a URI. Answers are remembered for the time of one
 * request.
 *
 * <p>Normal forms and lists of URIs cannot be searched for, and Keycloak's own search by attribute
 * is closed to attributes the server is not configured for. So one query finds the clients that
 * have the attribute at all, which are few, and the rest is compared here.
 */
public final class ClientResourceRegistry implements ResourceRegistry {

  private static final Logger LOG = Logger.getLogger(ClientResourceRegistry.class);

  private static final String WITH_ATTRIBUTE =
      "select a.client.id from ClientAttributeEntity a"
          + " where a.name = :attribute and a.client.realmId = :realm";

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Map<ResourceUri, Found> known = new HashMap<>();
  private final Map<String, Boolean> resourceClients = new HashMap<>();

  private ClientResourceRegistry(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The registry of a realm, one per request. */
  public static ClientResourceRegistry of(KeycloakSession session, RealmModel realm) {
    String key = ClientResourceRegistry.class.getName() + "." + realm.getId();
    ClientResourceRegistry registry = session.getAttribute(key, ClientResourceRegistry.class);
    if (registry == null) {
      registry = new ClientResourceRegistry(session, realm);
      session.setAttribute(key, registry);
    }
    return registry;
  }

  @Override
  public Found find(ResourceUri uri) {
    Found found = known.get(uri);
    if (found == null) {
      found = lookUp(uri);
      known.put(uri, found);
    }
    return found;
  }

  /** Whether a client registers resources, enabled or not. */
  public boolean isResourceClient(String clientId) {
    return resourceClients.computeIfAbsent(
        clientId,
        id -> {
          ClientModel client = realm.getClientByClientId(id);
          return client != null
              && !ResourceUrls.parse(client.getAttribute(ResourceUrls.ATTRIBUTE)).isEmpty();
        });
  }

  /** The resources an enabled client registers; none for any other. */
  public List<Resource> resourcesOf(ClientModel client) {
    return client.isEnabled()
        ? ResourceUrls.parse(client.getAttribute(ResourceUrls.ATTRIBUTE)).stream()
            .map(e -> new Resource(e.uri(), e.registered(), client.getClientId()))
            .toList()
        : List.of();
  }

  /** The resources an enabled client registers; none if there is no such client. */
  public List<Resource> resourcesOf(String clientId) {
    ClientModel client = realm.getClientByClientId(clientId);
    return client == null ? List.of() : resourcesOf(client);
  }

  private Found lookUp(ResourceUri uri) {
    Optional<String> clientId = uri.clientId();
    if (clientId.isPresent()) {
      return one(
          resourcesOf(clientId.get()).isEmpty()
              ? List.of()
              : List.of(new Resource(uri, clientId.get(), clientId.get())));
    }
    List<Resource> ofClients =
        session
            .getProvider(ResourceIndex.class)
            .find(realm.getId(), uri, this::registrations)
            .stream()
            .flatMap(registration -> current(registration).stream())
            // One client may write the same URI twice; that is no contradiction.
            .collect(Collectors.toMap(Resource::clientId, r -> r, (first, second) -> first))
            .values()
            .stream()
            .toList();
    return one(ofClients.isEmpty() ? ResourceSetUris.find(session, realm, uri) : ofClients);
  }

  /** What is left of a registration, now that the client is looked at. */
  private Optional<Resource> current(Registration registration) {
    ClientModel client = session.clients().getClientById(realm, registration.client());
    if (client == null) {
      return Optional.empty();
    }
    ResourceUrls.Entry entry = registration.registered();
    if (registration.attribute().equals(client.getAttribute(ResourceUrls.ATTRIBUTE))) {
      return client.isEnabled()
          ? Optional.of(new Resource(entry.uri(), entry.registered(), client.getClientId()))
          : Optional.empty();
    }
    return resourcesOf(client).stream().filter(r -> r.uri().equals(entry.uri())).findFirst();
  }

  /** The registrations of all clients, enabled or not. */
  private List<Registration> registrations() {
    return resourceClients()
        .flatMap(
            client -> {
              String attribute = client.getAttribute(ResourceUrls.ATTRIBUTE);
              return ResourceUrls.parse(attribute).stream()
                  .map(entry -> new Registration(client.getId(), attribute, entry));
            })
        .toList();
  }

  private Stream<ClientModel> resourceClients() {
    return session
        .getProvider(JpaConnectionProvider.class)
        .getEntityManager()
        .createQuery(WITH_ATTRIBUTE, String.class)
        .setParameter("realm", realm.getId())
        .setParameter("attribute", ResourceUrls.ATTRIBUTE)
        .getResultList()
        .stream()
        .map(id -> session.clients().getClientById(realm, id))
        .filter(Objects::nonNull);
  }

  private Found one(List<Resource> resources) {
    return switch (resources.size()) {
      case 0 -> new Found.None();
      case 1 -> new Found.One(resources.get(0));
      default -> {
        LOG.warnf(
            "Realm %s: resource %s is registered more than once; requests for it are refused",
            realm.getName(), resources.get(0).uri());
        yield new Found.Ambiguous();
      }
    };
  }

  /** Every resource that an enabled client registers, without the clients a test leaves out. */
  public List<Resource> resources(Predicate<ClientModel> included) {
    return resourceClients().filter(included).flatMap(c -> resourcesOf(c).stream()).toList();
  }
}
