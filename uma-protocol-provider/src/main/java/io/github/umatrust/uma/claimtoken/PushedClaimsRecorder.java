package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.assessment.AskedAccess;
import io.github.umatrust.uma.assessment.Assessment.Part;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.SuppliedClaim;
import io.github.umatrust.uma.fact.SuppliedClaims;
import io.github.umatrust.uma.permission.PermissionTicket;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Requirements;
import io.github.umatrust.uma.requirement.ResourceRequirements;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps what pushed claim tokens say as facts about the requesting party, for those resource sets
 * whose owners require it, and nothing beside it.
 */
public final class PushedClaimsRecorder {

  private final UmaCall call;
  private final AuthorizationToken aat;

  public PushedClaimsRecorder(UmaCall call, AuthorizationToken aat) {
    this.call = call;
    this.aat = aat;
  }

  /**
   * Verifies the tokens of a request, and keeps what is required for what the ticket is for. Where
   * nobody requires anything, nothing is looked at.
   *
   * @return what was believed, and why the rest was not
   */
  public PushedClaims record(ClaimTokens tokens, PermissionTicket ticket, AskedAccess asked) {
    Map<Part, List<RequiredClaim>> required = required(tokens, asked);
    if (required.isEmpty()) {
      return PushedClaims.NONE;
    }
    Set<String> wanted = new HashSet<>();
    required.values().forEach(claims -> claims.forEach(claim -> addNames(claim, wanted)));
    PushedClaims pushed = tokens.verified(call, aat, wanted);
    keep(pushed.claims(), required, ticket, asked);
    return pushed;
  }

  /** What owners require of others; they do not require it of themselves. */
  private Map<Part, List<RequiredClaim>> required(ClaimTokens tokens, AskedAccess asked) {
    Map<Part, List<RequiredClaim>> required = new LinkedHashMap<>();
    if (!tokens.isEmpty()) {
      for (Part part : asked.parts()) {
        List<RequiredClaim> claims =
            ResourceRequirements.of(part.resource()).map(Requirements::claims).orElse(List.of());
        if (!claims.isEmpty() && !aat.user().getId().equals(part.resource().getOwner())) {
          required.put(part, claims);
        }
      }
    }
    return required;
  }

  private static void addNames(RequiredClaim claim, Set<String> names) {
    names.add(claim.name());
    if (claim.claimType() != null) {
      names.add(claim.claimType());
    }
  }

  private void keep(
      List<SuppliedClaim> believed,
      Map<Part, List<RequiredClaim>> required,
      PermissionTicket ticket,
      AskedAccess asked) {
    SuppliedClaims facts = new SuppliedClaims(call.session());
    List<PermissionDetail> concerned = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    required.forEach(
        (part, claims) -> {
          List<SuppliedClaim> kept =
              believed.stream().filter(b -> claims.stream().anyMatch(c -> c.isMetBy(b))).toList();
          if (!kept.isEmpty()) {
            facts.supply(aat.user().getId(), part.resource().getId(), kept);
            kept.forEach(claim -> names.add(claim.name()));
            concerned.add(
                PermissionDetail.requested(
                    part.resource().getId(), ResourceSets.nameOf(part.resource()), part.scopes()));
          }
        });
    if (!concerned.isEmpty()) {
      new UmaEvents(call).claimsPushed(aat, ticket, asked.client(), concerned, List.copyOf(names));
    }
  }
}
