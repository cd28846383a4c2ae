package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.representations.AccessToken;

/**
 * RPT introspection (UMA Core 1.0.1 §3.4.1, RFC 7662); needs a PAT. It shows the permissions on
 * resource sets of the PAT's owner at the PAT's resource server, and says {@code active: false} to
 * everybody else.
 */
public final class IntrospectionEndpoint {

  private static final int LONGEST_TOKEN = 16 * 1024;

  private final UmaCall call;
  private final UmaEvents events;

  public IntrospectionEndpoint(UmaCall call) {
    this.call = call;
    this.events = new UmaEvents(call);
  }

  /** Introspects the RPT of the form parameter {@code token}. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response introspect() {
    return call.answer(
        () -> {
          ProtectionToken pat = ProtectionToken.of(call);
          String token = tokenParameter();
          AccessToken rpt =
              new RptVerifier(call.session(), pat.client())
                  .verify(token, events.introspection(pat));
          if (rpt == null) {
            return UmaResponses.json(
                    200, JsonNodeFactory.instance.objectNode().put("active", false))
                .build();
          }
          List<PermissionDetail> current = currentPermissions(pat, rpt);
          events.introspected(pat, rpt, current);
          return UmaResponses.json(200, active(rpt, current)).build();
        });
  }

  /** A token does not belong into an address, where logs keep it: only a form is taken. */
  @GET
  public Response get() {
    return call.answer(
        () -> {
          throw UmaException.unsupportedMethodType("POST");
        });
  }

  /** Any other content type. */
  @POST
  public Response introspectOther() {
    return call.answer(
        () -> {
          ProtectionToken.of(call);
          throw UmaException.invalidRequest(
              "the content type must be " + MediaType.APPLICATION_FORM_URLENCODED);
        });
  }

  private String tokenParameter() {
    List<String> tokens =
        call.session().getContext().getHttpRequest().getDecodedFormParameters().get("token");
    if (tokens == null || tokens.size() != 1 || tokens.get(0).isBlank()) {
      throw UmaException.invalidRequest("the parameter token must be there once");
    }
    if (tokens.get(0).length() > LONGEST_TOKEN) {
      throw UmaException.invalidRequest("the token is too long");
    }
    return tokens.get(0);
  }

  /** Those not expired, on resource sets of the PAT's owner that still exist with these scopes. */
  private List<PermissionDetail> currentPermissions(ProtectionToken pat, AccessToken rpt) {
    ResourceSets resourceSets = new ResourceSets(call.authorization(), pat);
    List<PermissionDetail> current = new ArrayList<>();
    for (Permission permission : Permission.read(rpt.getOtherClaims().get(Permission.CLAIM))) {
      if (permission.expiresAt() > Time.currentTimeSeconds()) {
        resourceSets
            .find(permission.resourceSetId())
            .filter(r -> ResourceSets.scopesOf(r).containsAll(permission.scopes()))
            .map(
                r ->
                    new PermissionDetail(
                        r.getId(),
                        ResourceSets.nameOf(r),
                        permission.scopes(),
                        permission.expiresAt()))
            .ifPresent(current::add);
      }
    }
    return current;
  }

  private static ObjectNode active(AccessToken rpt, List<PermissionDetail> permissions) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("active", true);
    json.put("iat", rpt.getIat());
    json.put("exp", rpt.getExp());
    ArrayNode array = json.putArray(Permission.CLAIM);
    for (PermissionDetail permission : permissions) {
      ObjectNode one = array.addObject();
      one.put("resource_set_id", permission.resourceSetId());
      permission.scopes().forEach(one.putArray("scopes")::add);
      one.put("exp", permission.expiresAt());
    }
    return json;
  }
}
