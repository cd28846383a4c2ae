package io.github.umatrust.uma.permission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.authorization.model.Resource;

/**
 * The permission registration endpoint (UMA Core 1.0.1 §3.2); needs a PAT. It takes one permission,
 * or an array of some for one ticket (the extension {@code perm-reg-1.0}).
 */
public final class PermissionEndpoint {

  /** The most permissions of one ticket. */
  static final int MOST_PERMISSIONS = 20;

  private final UmaCall call;

  public PermissionEndpoint(UmaCall call) {
    this.call = call;
  }

  /**
   * Registers the permissions that a client's request would have needed: 201 with a ticket. All of
   * them, or none.
   */
  @POST
  public Response register(@Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          ProtectionToken pat = ProtectionToken.of(call);
          Map<Resource, Set<String>> asked =
              asked(
                  JsonRequest.readOneOrMore(headers, body, MOST_PERMISSIONS),
                  new ResourceSets(call, pat));
          List<RequestedPermission> permissions = new ArrayList<>();
          List<PermissionDetail> details = new ArrayList<>();
          asked.forEach(
              (resource, scopes) -> {
                List<String> names = List.copyOf(scopes);
                permissions.add(new RequestedPermission(resource.getId(), names));
                details.add(
                    PermissionDetail.requested(
                        resource.getId(), ResourceSets.nameOf(resource), names));
              });
          PermissionTickets.Issued issued =
              new PermissionTickets(call.session())
                  .issue(pat.client().getId(), pat.ownerId(), permissions);
          PermissionTicket ticket = issued.ticket();
          new UmaEvents(call)
              .permissionRegistered(
                  pat, ticket.id(), ticket.ownerId(), details, ticket.expiresAt());
          return UmaResponses.json(
                  201, JsonNodeFactory.instance.objectNode().put("ticket", issued.handle()))
              .build();
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("POST");
  }

  /** The scopes asked for, by resource set; what is asked for twice is one permission. */
  private static Map<Resource, Set<String>> asked(
      List<JsonRequest> requests, ResourceSets resourceSets) {
    Map<String, Resource> resources = new HashMap<>();
    Map<Resource, Set<String>> asked = new LinkedHashMap<>();
    int count = 0;
    for (JsonRequest request : requests) {
      String id = request.requiredText("resource_set_id");
      List<String> scopes = request.requiredTexts("scopes", ResourceSets.MOST_SCOPES);
      count += scopes.size();
      if (count > ResourceSets.MOST_SCOPES) {
        throw UmaException.invalidRequest(
            "the permissions have more than " + ResourceSets.MOST_SCOPES + " scopes");
      }
      Resource found = resourceSets.find(id).orElseThrow(UmaException::invalidResourceSetId);
      Resource resource = resources.computeIfAbsent(found.getId(), i -> found);
      if (!ResourceSets.scopesOf(resource).containsAll(scopes)) {
        throw resourceSets.isStillThere(resource)
            ? UmaException.invalidScope()
            : UmaException.invalidResourceSetId();
      }
      asked.computeIfAbsent(resource, r -> new LinkedHashSet<>()).addAll(scopes);
    }
    return asked;
  }
}
