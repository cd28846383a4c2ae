package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.fact.SuppliedClaim;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of the claim tokens of a request.
 *
 * @param claims the claims that are believed, each once
 * @param disbeliefs why tokens were passed over, one reason for each; for events, not for clients
 */
public record PushedClaims(List<SuppliedClaim> claims, List<Disbelief> disbeliefs) {

  /** Nothing was pushed. */
  public static final PushedClaims NONE = new PushedClaims(List.of(), List.of());

  public PushedClaims {
    claims = List.copyOf(claims);
    disbeliefs = List.copyOf(disbeliefs);
  }

  static PushedClaims believed(List<SuppliedClaim> claims) {
    return new PushedClaims(claims, List.of());
  }

  static PushedClaims notBelieved(Disbelief reason) {
    return new PushedClaims(List.of(), List.of(reason));
  }

  PushedClaims and(PushedClaims more) {
    return new PushedClaims(
        Stream.concat(claims.stream(), more.claims.stream()).distinct().toList(),
        Stream.concat(disbeliefs.stream(), more.disbeliefs.stream()).toList());
  }

  /** The reasons as a text for events, such as {@code expired,audience}; empty where none. */
  public String reasons() {
    return disbeliefs.stream().map(Disbelief::code).collect(Collectors.joining(","));
  }
}
