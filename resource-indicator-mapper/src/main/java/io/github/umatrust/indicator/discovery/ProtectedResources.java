package io.github.umatrust.indicator.discovery;

import io.github.umatrust.indicator.clientpolicy.ResourceIndicatorExecutorFactory;
import io.github.umatrust.indicator.mapper.ResourceIndicatorMapper;
import io.github.umatrust.indicator.registry.ClientResourceRegistry;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * The APIs of a realm as its metadata lists them (RFC 9728 §4): resources of enabled clients, as
 * far as they are {@code http} or {@code https} URIs, which alone are resource identifiers there
 * (RFC 9728 §1.2). Resource sets of persons are not among them.
 */
final class ProtectedResources {

  /** Client attribute that keeps a client's resources off the list where it is {@code true}. */
  static final String HIDDEN = "resource_url.hidden";

  private static final String MAPPERS =
      "select m.id from ProtocolMapperEntity m left join m.client c left join m.clientScope s"
          + " where m.protocolMapper = :mapper and (c.realmId = :realm or s.realmId = :realm)";

  private ProtectedResources() {}

  /**
   * The list of a realm, in order.
   *
   * @return empty too where nothing in the realm switches enforcement on
   */
  static List<String> of(KeycloakSession session, RealmModel realm) {
    List<String> listed =
        listed(ClientResourceRegistry.of(session, realm).resources(c -> !isHidden(c)));
    return listed.isEmpty() || isSwitchedOn(session, realm) ? listed : List.of();
  }

  /**
   * The registered forms of those that are URLs. A client that registers a URL in two forms is
   * listed with the one that is the audience of its tokens, the first.
   */
  static List<String> listed(Collection<Resource> resources) {
    Set<String> namedByClient = new HashSet<>();
    Set<ResourceUri> named = new HashSet<>();
    return resources.stream()
        .filter(r -> isUrl(r.uri()))
        .filter(r -> namedByClient.add(r.clientId() + " " + r.uri()))
        .sorted(Comparator.comparing(Resource::audienceUri))
        .filter(r -> named.add(r.uri()))
        .map(Resource::audienceUri)
        .toList();
  }

  private static boolean isUrl(ResourceUri uri) {
    return uri.normalized().startsWith("https://") || uri.normalized().startsWith("http://");
  }

  private static boolean isHidden(ClientModel client) {
    return Boolean.parseBoolean(client.getAttribute(HIDDEN));
  }

  private static boolean isSwitchedOn(KeycloakSession session, RealmModel realm) {
    return hasMapper(session, realm) || hasExecutor(session, realm);
  }

  private static boolean hasMapper(KeycloakSession session, RealmModel realm) {
    return !session
        .getProvider(JpaConnectionProvider.class)
        .getEntityManager()
        .createQuery(MAPPERS, String.class)
        .setParameter("mapper", ResourceIndicatorMapper.PROVIDER_ID)
        .setParameter("realm", realm.getId())
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  private static boolean hasExecutor(KeycloakSession session, RealmModel realm) {
    try {
      List<ClientProfileRepresentation> profiles =
          session.clientPolicy().getClientProfiles(realm, false).getProfiles();
      return Stream.ofNullable(profiles)
          .flatMap(List::stream)
          .flatMap(p -> Stream.ofNullable(p.getExecutors()).flatMap(List::stream))
          .map(ClientPolicyExecutorRepresentation::getExecutorProviderId)
          .anyMatch(ResourceIndicatorExecutorFactory.PROVIDER_ID::equals);
    } catch (ClientPolicyException e) {
      // Keycloak has logged that the realm's profiles cannot be read; none is in force then.
      return false;
    }
  }
}
