package io.github.umatrust.uma.assessment;

import io.github.umatrust.uma.fact.TermsAcceptance;
import io.github.umatrust.uma.requirement.Requirements.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.authorization.model.Resource;

/** What becomes of a request for access (UMA Core 1.0.1 §3.5.3, §3.5.4). */
public sealed interface Assessment {

  /**
   * A resource set and scopes of it.
   *
   * @param resource the resource set
   * @param scopes at least one scope
   */
  record Part(Resource resource, List<String> scopes) {
    public Part {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * Access is granted.
   *
   * @param parts to what; less than was asked for where the realm lets a part be granted
   * @param basis what the requesting party did for it
   */
  record Granted(List<Part> parts, Basis basis) implements Assessment {
    public Granted {
      parts = List.copyOf(parts);
    }
  }

  /**
   * What a requesting party did that the owner required.
   *
   * @param terms the acceptances that count
   * @param claims the names of the claims that count
   */
  record Basis(List<TermsAcceptance> terms, List<String> claims) {
    public Basis {
      terms = List.copyOf(terms);
      claims = List.copyOf(claims);
    }

    /** Nothing was required. */
    static final Basis NONE = new Basis(List.of(), List.of());

    /** This and that. */
    Basis and(Basis other) {
      List<TermsAcceptance> allTerms = new ArrayList<>(terms);
      allTerms.addAll(other.terms);
      Set<String> allClaims = new LinkedHashSet<>(claims);
      allClaims.addAll(other.claims);
      return new Basis(allTerms, List.copyOf(allClaims));
    }
  }

  /**
   * The requesting party can do something for it.
   *
   * @param missing what, by resource set
   */
  record NeedInfo(Map<Resource, Missing> missing) implements Assessment {
    public NeedInfo {
      missing = new LinkedHashMap<>(missing);
    }
  }

  /**
   * Nobody has decided yet, and the owners can be asked.
   *
   * @param parts about what
   */
  record OwnerToDecide(List<Part> parts) implements Assessment {
    public OwnerToDecide {
      parts = List.copyOf(parts);
    }
  }

  /** Access is not granted, whatever the requesting party does. */
  record Refused() implements Assessment {}
}
