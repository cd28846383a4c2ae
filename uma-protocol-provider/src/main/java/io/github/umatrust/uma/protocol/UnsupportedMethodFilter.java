package io.github.umatrust.uma.protocol;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Answers methods that an endpoint does not have as the specification wants it (Resource Set
 * Registration 1.0.1 §3). The server knows no endpoint for such a method: it says that nothing is
 * there.
 */
@Provider
public final class UnsupportedMethodFilter implements ContainerResponseFilter {

  private static final Pattern PATH =
      Pattern.compile(
          "(?:.*/)?realms/[^/]+/uma/(?:(?<member>resource_set/[^/]+)|(?<collection>resource_set)"
              + "|(?:permission|rpt|introspect|access_report|revoke)|(?<claims>claims)|(?<page>claims/[^/]+))/?");

  /** The endpoints of owners and requesting parties, with the methods of each. */
  private static final Map<Pattern, String> ACCOUNT =
      Map.of(
          account("policy/[^/]+"), "GET, PUT",
          account("policy/[^/]+/acceptances"), "GET",
          account("policy/[^/]+/permissions"), "DELETE",
          account("acceptances"), "GET",
          account("acceptances/[^/]+"), "DELETE",
          account("supplied_claims(?:/[^/]+)?"), "GET, DELETE");

  private static Pattern account(String path) {
    return Pattern.compile("(?:.*/)?realms/[^/]+/uma/" + path + "/?");
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    if (status != Status.METHOD_NOT_ALLOWED.getStatusCode()
        && status != Status.NOT_FOUND.getStatusCode()) {
      return;
    }
    allowed(request.getUriInfo().getPath())
        .filter(methods -> !List.of(methods.split(", ", -1)).contains(request.getMethod()))
        .filter(methods -> areEndpointsThere())
        .ifPresent(
            methods -> {
              UmaException refused = UmaException.unsupportedMethodType(methods);
              response.setStatus(refused.status());
              response.setEntity(
                  refused.body().toString(), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
              response.getHeaders().putSingle(HttpHeaders.ALLOW, methods);
              response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
            });
  }

  /** Whether it is the method that is missing, and not the endpoint. */
  private static boolean areEndpointsThere() {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    RealmModel realm = session == null ? null : session.getContext().getRealm();
    return realm != null && realm.isUserManagedAccessAllowed();
  }

  /** The methods of an endpoint; empty for what is none of ours. */
  static Optional<String> allowed(@Nullable String path) {
    if (path == null || !path.contains("/uma/")) {
      // Every request to the server comes by here.
      return Optional.empty();
    }
    Matcher endpoint = PATH.matcher(path);
    if (!endpoint.matches()) {
      return ACCOUNT.entrySet().stream()
          .filter(e -> endpoint.usePattern(e.getKey()).matches())
          .map(Map.Entry::getValue)
          .findFirst();
    }
    if (endpoint.group("member") != null) {
      return Optional.of("GET, PUT, DELETE");
    }
    if (endpoint.group("claims") != null) {
      return Optional.of("GET");
    }
    boolean both = endpoint.group("collection") != null || endpoint.group("page") != null;
    return Optional.of(both ? "GET, POST" : "POST");
  }
}
