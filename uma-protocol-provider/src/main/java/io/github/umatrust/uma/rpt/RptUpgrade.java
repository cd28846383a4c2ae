package io.github.umatrust.uma.rpt;

import io.github.umatrust.uma.permission.PermissionTickets.UpgradedRpt;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.representations.AccessToken;

/**
 * An RPT that a client presents together with a ticket, and what of it the next one carries (UMA
 * Core 1.0.1 §3.5.3).
 *
 * @param rpt the RPT
 * @param permissions those of its permissions that still hold, with the ends they have
 */
record RptUpgrade(AccessToken rpt, List<CurrentPermission> permissions) {

  RptUpgrade {
    permissions = List.copyOf(permissions);
  }

  /**
   * The RPT that a client presents; empty when it is not an active one of this client, requesting
   * party, resource server and key, because then it is worth nothing here.
   */
  static Optional<RptUpgrade> of(
      UmaCall call,
      @Nullable String presented,
      AuthorizationToken aat,
      ClientModel client,
      ResourceServer resourceServer) {
    if (presented == null) {
      return Optional.empty();
    }
    AccessToken rpt =
        new RptVerifier(call.session(), client).verify(presented, new Unrecorded(call.session()));
    if (rpt == null || !belongsTo(rpt, aat)) {
      return Optional.empty();
    }
    return Optional.of(
        new RptUpgrade(
            rpt,
            CurrentPermission.of(
                call.session(),
                rpt,
                id -> ResourceSets.findById(call.authorization(), resourceServer, id))));
  }

  private static boolean belongsTo(AccessToken rpt, AuthorizationToken aat) {
    return aat.user().getId().equals(rpt.getSubject())
        && aat.client().getClientId().equals(rpt.getIssuedFor())
        && Objects.equals(thumbprint(aat.token()), thumbprint(rpt));
  }

  private static @Nullable String thumbprint(AccessToken token) {
    return token.getConfirmation() == null ? null : token.getConfirmation().getKeyThumbprint();
  }

  /** For how many seconds the RPT would still live, at least one. */
  long lifespan() {
    return Math.max(1, rpt.getExp() - Time.currentTimeSeconds());
  }

  /** The same, as tickets know it. */
  UpgradedRpt toUpgradedRpt() {
    Set<String> ticketIds = new LinkedHashSet<>();
    permissions.forEach(p -> ticketIds.add(p.permission().ticketId()));
    return new UpgradedRpt(rpt.getId(), lifespan(), ticketIds);
  }
}
