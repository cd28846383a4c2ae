package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.request.FoldedResources;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.RefreshToken;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Where the resources of a grant stand: in the code, in the refresh token, in the browser flow. */
final class GrantedResources {

  private GrantedResources() {}

  /** The resources of an authorization code; none if the authorization request named none. */
  static List<String> ofCode(@Nullable String resource) {
    return FoldedResources.unfoldNullable(resource);
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
}
