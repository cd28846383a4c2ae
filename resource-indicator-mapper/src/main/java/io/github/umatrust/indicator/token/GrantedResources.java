package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.RefreshToken;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Where the resources of a grant and of a request stand: in the code, in the refresh token, in the
 * form.
 */
final class GrantedResources {

  private GrantedResources() {}

  /** The resources of an authorization code; none if the authorization request named none. */
  static List<String> ofCode(@Nullable String resource) {
    return resource == null ? List.of() : List.of(resource);
  }

  /** The resources a browser flow was started for; none for no flow. */
  static List<String> of(@Nullable AuthenticationSessionModel flow) {
    return flow == null ? List.of() : ofCode(flow.getClientNote(Enforcement.RESOURCE));
  }

  /**
   * The resources a refresh token is bound to. A claim that is neither a string nor an array of
   * them comes out as text that is no URI, so that it is refused and not taken for the absence of a
   * restriction.
   */
  static List<String> of(RefreshToken token) {
    Object claim = token.getOtherClaims().get(Enforcement.RESOURCE);
    if (claim == null) {
      return List.of();
    }
    return claim instanceof Collection<?> several && !several.isEmpty()
        ? several.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(claim));
  }

  /**
   * Binds a refresh token to resources. A single one is written as a string, which Keycloak's own
   * experimental feature reads too.
   *
   * @param resources empty to leave the token unrestricted
   */
  static void bind(RefreshToken token, List<String> resources) {
    if (resources.isEmpty()) {
      token.getOtherClaims().remove(Enforcement.RESOURCE);
    } else {
      token
          .getOtherClaims()
          .put(Enforcement.RESOURCE, resources.size() == 1 ? resources.get(0) : resources);
    }
  }

  /**
   * The values of the parameter {@code resource} in the body of the current request. Read from the
   * request itself: Keycloak drops a value above its length limit from the parameters it passes on.
   */
  static List<String> requested(KeycloakSession session) {
    List<String> values = form(session).get(Enforcement.RESOURCE);
    return values == null ? List.of() : List.copyOf(values);
  }

  /** The body of the current request as a form; empty for any other body. */
  static MultivaluedMap<String, String> form(KeycloakSession session) {
    MultivaluedMap<String, String> form =
        session.getContext().getHttpRequest().getDecodedFormParameters();
    return form == null ? new MultivaluedHashMap<>() : form;
  }
}
