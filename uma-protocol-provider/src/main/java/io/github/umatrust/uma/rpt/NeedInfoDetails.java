package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Requirements.Missing;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The {@code error_details} of {@code need_info} (UMA Core 1.0.1 §3.5.4). */
final class NeedInfoDetails {

  private NeedInfoDetails() {}

  /**
   * Tells a client what would help.
   *
   * @param missing what is missing, at least something
   * @param formats the formats of claim tokens that the server understands
   * @param realmIssuer the issuer of the realm
   * @param ticket the ticket, which goes with the requesting party to the claims endpoint
   */
  static ObjectNode of(
      Collection<Missing> missing, List<String> formats, String realmIssuer, String ticket) {
    Set<ObjectNode> claims = new LinkedHashSet<>();
    boolean inPerson = false;
    for (Missing one : missing) {
      inPerson |= one.terms() != null;
      for (RequiredClaim claim : one.claims()) {
        claims.add(claim.toHint(formats));
        inPerson |= claim.canBeGivenInPerson(realmIssuer);
      }
    }
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    Set<String> acr = acr(missing);
    if (!acr.isEmpty()) {
      acr.forEach(details.putObject("authentication_context").putArray("required_acr")::add);
    }
    if (!claims.isEmpty() || inPerson) {
      ObjectNode party = details.putObject("requesting_party_claims");
      if (!claims.isEmpty()) {
        ArrayNode required = party.putArray("required_claims");
        claims.forEach(required::add);
      }
      if (inPerson) {
        party.put("redirect_user", true);
        party.put("ticket", ticket);
      }
    }
    return details;
  }

  /**
   * Any one of the answer must suffice, so it is what all resource sets take; where they have
   * nothing in common, what the first takes comes first.
   */
  private static Set<String> acr(Collection<Missing> missing) {
    List<List<String>> lists =
        missing.stream().map(Missing::acr).filter(a -> !a.isEmpty()).toList();
    if (lists.isEmpty()) {
      return Set.of();
    }
    Set<String> common = new LinkedHashSet<>(lists.get(0));
    lists.forEach(common::retainAll);
    return common.isEmpty() ? new LinkedHashSet<>(lists.get(0)) : common;
  }
}
