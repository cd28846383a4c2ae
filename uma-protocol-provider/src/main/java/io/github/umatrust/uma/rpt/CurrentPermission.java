package io.github.umatrust.uma.rpt;

import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.fact.PermissionsNotBefore;
import io.github.umatrust.uma.resourceset.ResourceSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.keycloak.authorization.model.Resource;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/**
 * A permission of an RPT that holds, and the resource set it is on.
 *
 * @param resource the resource set
 * @param permission the permission, with the end it has in its RPT
 */
record CurrentPermission(Resource resource, Permission permission) {

  /**
   * The permissions of an active RPT that have not ended and were not taken back, on resource sets
   * that still exist, each with those of its scopes that its resource set still has. One without
   * any is gone.
   *
   * @param resources finds a resource set by Keycloak's id, where it counts
   */
  static List<CurrentPermission> of(
      KeycloakSession session, AccessToken rpt, Function<String, Optional<Resource>> resources) {
    List<CurrentPermission> current = new ArrayList<>();
    for (Permission carried : Permission.read(rpt.getOtherClaims().get(Permission.CLAIM))) {
      Permission permission = carried.within(rpt.getExp());
      if (permission.holdsAt(Time.currentTimeSeconds())) {
        resources
            .apply(permission.resourceSetId())
            .map(r -> new CurrentPermission(r, permission.limitedTo(ResourceSets.scopesOf(r))))
            .filter(c -> !c.permission().scopes().isEmpty())
            .ifPresent(current::add);
      }
    }
    Set<String> ids = current.stream().map(c -> c.resource().getId()).collect(Collectors.toSet());
    Map<String, Long> notBefore = new PermissionsNotBefore(session).of(ids, rpt.getSubject());
    current.removeIf(c -> c.permission().isTakenBack(notBefore.get(c.resource().getId())));
    return current;
  }

  /** The permission as events tell of it. */
  PermissionDetail toDetail() {
    return new PermissionDetail(
        resource.getId(),
        ResourceSets.nameOf(resource),
        permission.scopes(),
        permission.expiresAt(),
        permission.ticketId());
  }
}
