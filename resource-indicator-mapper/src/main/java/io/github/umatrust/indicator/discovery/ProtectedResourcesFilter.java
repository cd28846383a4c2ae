package io.github.umatrust.indicator.discovery;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.representations.OIDCConfigurationRepresentation;
import org.keycloak.util.JsonSerialization;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Adds {@code protected_resources} (RFC 9728 §4) to the metadata of a realm (OpenID Connect
 * Discovery, RFC 8414), whichever provider made it. Only one JAR on a server can take the place of
 * Keycloak's metadata providers, and it may already be another one; an answer can be added to by
 * all.
 */
@Provider
public final class ProtectedResourcesFilter implements ContainerResponseFilter {

  /** The member of the metadata. */
  static final String MEMBER = "protected_resources";

  private static final Pattern PATH =
      Pattern.compile(
          "(?:.*/)?(?:realms/[^/]+/\\.well-known/(?:openid-configuration|oauth-authorization-server)"
              + "|\\.well-known/(?:openid-configuration|oauth-authorization-server)/realms/[^/]+)/?");

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Object entity = response.getEntity();
    if (!isMetadata(entity)
        || response.getStatus() != Response.Status.OK.getStatusCode()
        || !isMetadataPath(request.getUriInfo().getPath())) {
      return;
    }
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    RealmModel realm = session == null ? null : session.getContext().getRealm();
    if (session != null && realm != null) {
      withResources(entity, () -> ProtectedResources.of(session, realm))
          .ifPresent(response::setEntity);
    }
  }

  static boolean isMetadataPath(String path) {
    return PATH.matcher(path).matches();
  }

  /**
   * Metadata with the member added. The object that a provider answered with may be one that it
   * answers with again, also for another realm, so it is not changed.
   *
   * @param metadata what the provider answered with
   * @param resources asked only where the member is to be added
   * @return empty where the metadata has the member already, where there are no resources, or where
   *     it is no metadata
   */
  static Optional<Object> withResources(
      @Nullable Object metadata, Supplier<List<String>> resources) {
    if (metadata instanceof OIDCConfigurationRepresentation configuration
        && !configuration.getOtherClaims().containsKey(MEMBER)) {
      return notEmpty(resources)
          .map(
              list -> {
                // How Keycloak itself copies it where it is overridden by a file.
                OIDCConfigurationRepresentation copy =
                    JsonSerialization.mapper.convertValue(
                        configuration, OIDCConfigurationRepresentation.class);
                copy.setOtherClaims(MEMBER, list);
                return copy;
              });
    }
    if (metadata instanceof Map<?, ?> map && !map.containsKey(MEMBER)) {
      return notEmpty(resources)
          .map(
              list -> {
                Map<Object, Object> copy = new LinkedHashMap<>(map);
                copy.put(MEMBER, list);
                return copy;
              });
    }
    return Optional.empty();
  }

  private static boolean isMetadata(@Nullable Object entity) {
    return entity instanceof OIDCConfigurationRepresentation || entity instanceof Map;
  }

  private static Optional<List<String>> notEmpty(Supplier<List<String>> resources) {
    return Optional.of(resources.get()).filter(list -> !list.isEmpty());
  }
}
