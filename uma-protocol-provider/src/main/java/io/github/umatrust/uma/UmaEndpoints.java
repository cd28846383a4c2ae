package io.github.umatrust.uma;

import io.github.umatrust.uma.account.AcceptancesEndpoint;
import io.github.umatrust.uma.account.OwnerPolicyEndpoint;
import io.github.umatrust.uma.account.SuppliedClaimsEndpoint;
import io.github.umatrust.uma.claimsgathering.ClaimsEndpoint;
import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.permission.PermissionEndpoint;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.report.AccessReportEndpoint;
import io.github.umatrust.uma.resourceset.ResourceSetEndpoint;
import io.github.umatrust.uma.revocation.RevocationEndpoint;
import io.github.umatrust.uma.rpt.IntrospectionEndpoint;
import io.github.umatrust.uma.rpt.RptEndpoint;
import io.github.umatrust.uma.scopedocument.ScopeDocuments;
import jakarta.ws.rs.Path;

/** The endpoints of a realm, below {@code /realms/{realm}/uma}. */
public final class UmaEndpoints {

  private final UmaCall call;

  private final ScopeDocuments scopeDocuments;

  UmaEndpoints(UmaCall call, ScopeDocuments scopeDocuments) {
    this.call = call;
    this.scopeDocuments = scopeDocuments;
  }

  @Path(UmaUrls.RESOURCE_SET)
  public ResourceSetEndpoint resourceSets() {
    return new ResourceSetEndpoint(call, scopeDocuments);
  }

  @Path(UmaUrls.PERMISSION)
  public PermissionEndpoint permission() {
    return new PermissionEndpoint(call);
  }

  @Path(UmaUrls.RPT)
  public RptEndpoint rpt() {
    return new RptEndpoint(call);
  }

  @Path(UmaUrls.INTROSPECT)
  public IntrospectionEndpoint introspection() {
    return new IntrospectionEndpoint(call);
  }

  @Path(UmaUrls.CLAIMS)
  public ClaimsEndpoint claims() {
    return new ClaimsEndpoint(call);
  }

  @Path(UmaUrls.ACCESS_REPORT)
  public AccessReportEndpoint accessReport() {
    return new AccessReportEndpoint(call);
  }

  @Path(UmaUrls.REVOKE)
  public RevocationEndpoint revocation() {
    return new RevocationEndpoint(call);
  }

  @Path(UmaUrls.POLICY)
  public OwnerPolicyEndpoint policy() {
    return new OwnerPolicyEndpoint(call);
  }

  @Path(UmaUrls.ACCEPTANCES)
  public AcceptancesEndpoint acceptances() {
    return new AcceptancesEndpoint(call);
  }

  @Path(UmaUrls.SUPPLIED_CLAIMS)
  public SuppliedClaimsEndpoint suppliedClaims() {
    return new SuppliedClaimsEndpoint(call);
  }
}
