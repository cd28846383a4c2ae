package io.github.umatrust.uma.requirement;

import io.github.umatrust.uma.fact.SuppliedClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an owner wants before anybody gets access to a resource set, beside what policies say.
 *
 * @param terms the terms to accept; null where there are none
 * @param claims the claims to supply
 * @param acr the authentication contexts of which the requesting party must have used one; empty is
 *     any
 * @param accessRequests whether the owner wants to be asked where nobody has decided yet; null
 *     where the owner left that to the realm
 */
public record Requirements(
    @Nullable Terms terms,
    List<RequiredClaim> claims,
    List<String> acr,
    @Nullable Boolean accessRequests) {

  /** Nothing is wanted. */
  public static final Requirements NONE = new Requirements(null, List.of(), List.of(), null);

  public Requirements {
    claims = List.copyOf(claims);
    acr = List.copyOf(acr);
  }

  /** Whether anything must be known of the requesting party. */
  public boolean askForNothing() {
    return terms == null && claims.isEmpty() && acr.isEmpty();
  }

  /**
   * What is still missing.
   *
   * @param accepted whether these terms are accepted
   * @param supplied what the requesting party has supplied
   * @param authenticated whether the requesting party has used one of these authentication contexts
   */
  public Missing missing(
      Predicate<Terms> accepted,
      List<SuppliedClaim> supplied,
      Predicate<List<String>> authenticated) {
    List<RequiredClaim> lacking = new ArrayList<>();
    boolean refused = false;
    for (RequiredClaim claim : claims) {
      List<SuppliedClaim> met = supplied.stream().filter(claim::isMetBy).toList();
      if (met.isEmpty()) {
        lacking.add(claim);
      } else if (met.stream().noneMatch(claim::isContentWith)) {
        refused = true;
      }
    }
    return new Missing(
        terms == null || accepted.test(terms) ? null : terms,
        lacking,
        acr.isEmpty() || authenticated.test(acr) ? List.of() : acr,
        refused);
  }

  /**
   * What is missing of requirements.
   *
   * @param terms the terms that are not accepted; null where none are missing
   * @param claims the claims that are not supplied
   * @param acr the authentication contexts of which none was used; empty where none is missing
   * @param refused whether a claim was supplied that will not do, so that nothing more helps
   */
  public record Missing(
      @Nullable Terms terms, List<RequiredClaim> claims, List<String> acr, boolean refused) {

    public Missing {
      claims = List.copyOf(claims);
      acr = List.copyOf(acr);
    }

    /** Whether the requirements are met. */
    public boolean isNothing() {
      return terms == null && claims.isEmpty() && acr.isEmpty() && !refused;
    }
  }
}
