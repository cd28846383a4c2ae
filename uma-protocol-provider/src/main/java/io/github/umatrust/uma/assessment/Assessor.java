package io.github.umatrust.uma.assessment;

import io.github.umatrust.uma.assessment.Assessment.Basis;
import io.github.umatrust.uma.assessment.Assessment.Granted;
import io.github.umatrust.uma.assessment.Assessment.NeedInfo;
import io.github.umatrust.uma.assessment.Assessment.OwnerToDecide;
import io.github.umatrust.uma.assessment.Assessment.Part;
import io.github.umatrust.uma.assessment.Assessment.Refused;
import io.github.umatrust.uma.fact.SuppliedClaim;
import io.github.umatrust.uma.fact.SuppliedClaims;
import io.github.umatrust.uma.fact.TermsAcceptance;
import io.github.umatrust.uma.fact.TermsAcceptances;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Requirements;
import io.github.umatrust.uma.requirement.Requirements.Missing;
import io.github.umatrust.uma.requirement.ResourceRequirements;
import io.github.umatrust.uma.requirement.Terms;
import io.github.umatrust.uma.settings.UmaSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;

/**
 * Assesses requests for access (UMA Core 1.0.1 §3.5.2). Access is granted where policies grant it
 * <em>and</em> what the owner requires is met; no share and no policy overrides a requirement, and
 * meeting them all overrides no policy.
 *
 * <p>What could still be done is found by asking the policies twice, once with what is known and
 * once as if everything that can be supplied had been. So it never depends on the order in which
 * policies are looked at, and nobody is asked for anything that would not help.
 */
public final class Assessor {

  private final UmaSettings settings;
  private final PolicyDecision policies;
  private final TermsAcceptances acceptances;
  private final SuppliedClaims supplied;

  public Assessor(UmaCall call) {
    this.settings = UmaSettings.of(call.realm());
    this.policies = new PolicyDecision(call);
    this.acceptances = new TermsAcceptances(call.session());
    this.supplied = new SuppliedClaims(call.session());
  }

  /**
   * Assesses a request.
   *
   * @param asked what is asked for, all at one resource server
   */
  public Assessment assess(RequestingParty party, ResourceServer resourceServer, List<Part> asked) {
    List<Part> granted = new ArrayList<>();
    Basis basis = Basis.NONE;
    Map<Resource, Missing> missing = new LinkedHashMap<>();
    List<Part> undecided = new ArrayList<>();
    boolean refused = false;
    for (Part part : asked) {
      Assessment one = assess(party, resourceServer, part);
      if (one instanceof Granted all) {
        granted.addAll(all.parts());
        basis = basis.and(all.basis());
      } else if (one instanceof NeedInfo needInfo) {
        missing.putAll(needInfo.missing());
      } else if (one instanceof OwnerToDecide toDecide) {
        undecided.addAll(toDecide.parts());
      } else {
        refused = true;
      }
    }
    if (settings.partialGrant()) {
      if (!granted.isEmpty()) {
        return new Granted(granted, basis);
      }
    } else if (refused) {
      return new Refused();
    }
    if (!missing.isEmpty()) {
      return new NeedInfo(missing);
    }
    if (!undecided.isEmpty()) {
      return new OwnerToDecide(undecided);
    }
    return refused ? new Refused() : new Granted(granted, basis);
  }

  private Assessment assess(RequestingParty party, ResourceServer resourceServer, Part part) {
    Resource resource = part.resource();
    Requirements requirements = ResourceRequirements.of(resource).orElse(null);
    if (requirements == null) {
      // What cannot be understood cannot be met.
      return new Refused();
    }
    Optional<TermsAcceptance> acceptance = acceptance(party, resource, requirements);
    Missing missing = missing(party, resource, requirements, acceptance.isPresent());
    if (missing.refused()) {
      return new Refused();
    }
    if (missing.isNothing()) {
      Set<String> now = scopes(party, resourceServer, part, false).scopes();
      if (suffice(now, part)) {
        return new Granted(
            List.of(new Part(resource, ofThose(part, now))),
            isAskedForNothing(party, resource, requirements)
                ? Basis.NONE
                : new Basis(
                    acceptance.stream().toList(),
                    requirements.claims().stream().map(RequiredClaim::name).toList()));
      }
    }
    PolicyDecision.Verdict then = scopes(party, resourceServer, part, true);
    boolean wouldDo = suffice(then.scopes(), part);
    boolean owner = party.user().getId().equals(resource.getOwner());
    boolean undecided = !wouldDo && !then.decided() && !owner && mayBeAsked(resource, requirements);
    if (!missing.isNothing() && (wouldDo || undecided)) {
      return new NeedInfo(Map.of(resource, missing));
    }
    return undecided ? new OwnerToDecide(List.of(part)) : new Refused();
  }

  /** What the owner requires of others the owner does not require of herself. */
  private static boolean isAskedForNothing(
      RequestingParty party, Resource resource, Requirements requirements) {
    return requirements.askForNothing() || party.user().getId().equals(resource.getOwner());
  }

  private Missing missing(
      RequestingParty party, Resource resource, Requirements requirements, boolean accepted) {
    if (isAskedForNothing(party, resource, requirements)) {
      return new Missing(null, List.of(), List.of(), false);
    }
    List<SuppliedClaim> claims =
        requirements.claims().isEmpty()
            ? List.of()
            : supplied.of(party.user().getId(), resource.getId());
    return requirements.missing(terms -> accepted, claims, party.authenticated());
  }

  /** By which the terms are accepted, if there are terms and they are. */
  private Optional<TermsAcceptance> acceptance(
      RequestingParty party, Resource resource, Requirements requirements) {
    Terms terms = requirements.terms();
    if (terms == null || isAskedForNothing(party, resource, requirements)) {
      return Optional.empty();
    }
    return acceptances.holding(party.user().getId(), resource.getId()).stream()
        .filter(a -> terms.areThose(a.version(), a.hash()))
        .findFirst();
  }

  private PolicyDecision.Verdict scopes(
      RequestingParty party, ResourceServer resourceServer, Part part, boolean obtainable) {
    return policies.of(party, resourceServer, part.resource(), part.scopes(), obtainable);
  }

  /** Whether these scopes are enough of what is asked for. */
  private boolean suffice(Set<String> scopes, Part part) {
    return settings.partialGrant() ? !scopes.isEmpty() : scopes.containsAll(part.scopes());
  }

  private static List<String> ofThose(Part part, Set<String> scopes) {
    return part.scopes().stream().filter(scopes::contains).toList();
  }

  /** Whether there is an owner to ask, who wants to be asked. */
  private boolean mayBeAsked(Resource resource, Requirements requirements) {
    boolean wanted =
        requirements.accessRequests() == null
            ? settings.accessRequests()
            : requirements.accessRequests();
    return wanted && resource.isOwnerManagedAccess();
  }
}
