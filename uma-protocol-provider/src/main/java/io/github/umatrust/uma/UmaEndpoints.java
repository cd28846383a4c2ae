package io.github.umatrust.uma;

import io.github.umatrust.uma.permission.PermissionEndpoint;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.resourceset.ResourceSetEndpoint;
import io.github.umatrust.uma.rpt.IntrospectionEndpoint;
import io.github.umatrust.uma.rpt.RptEndpoint;
import jakarta.ws.rs.Path;

/** The endpoints of a realm, below {@code /realms/{realm}/uma}. */
public final class UmaEndpoints {

  private final UmaCall call;

  UmaEndpoints(UmaCall call) {
    this.call = call;
  }

  @Path("resource_set")
  public ResourceSetEndpoint resourceSets() {
    return new ResourceSetEndpoint(call);
  }

  @Path("permission")
  public PermissionEndpoint permission() {
    return new PermissionEndpoint(call);
  }

  @Path("rpt")
  public RptEndpoint rpt() {
    return new RptEndpoint(call);
  }

  @Path("introspect")
  public IntrospectionEndpoint introspection() {
    return new IntrospectionEndpoint(call);
  }
}
