package io.github.umatrust.uma.resourceset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.authorization.model.Resource;
import org.keycloak.events.admin.OperationType;

/**
 * The resource set registration API (Resource Set Registration 1.0.1 §3). Needs a PAT, which says
 * whose resource sets and which resource server's are meant; all others are {@code not_found}.
 */
public final class ResourceSetEndpoint {

  private static final String COLLECTION_METHODS = "GET, POST";
  private static final String MEMBER_METHODS = "GET, PUT, DELETE";

  private final UmaCall call;

  public ResourceSetEndpoint(UmaCall call) {
    this.call = call;
  }

  /** Registers a resource set: 201 with its id (§3.1). */
  @POST
  public Response create(@Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          ProtectionToken pat = managingToken();
          ResourceSetDescription description =
              ResourceSetDescription.of(JsonRequest.read(headers, body));
          Resource resource = resourceSets(pat).create(description);
          ResourceSetAudit.changed(call, pat, resource, OperationType.CREATE);
          String location = urls().resourceSet(resource.getId());
          return UmaResponses.json(201, reference(pat, resource))
              .header(HttpHeaders.LOCATION, location)
              .build();
        });
  }

  /** The ids of the owner's resource sets at this resource server (§3.5). */
  @GET
  public Response list() {
    return call.answer(
        () -> {
          ArrayNode ids = JsonNodeFactory.instance.arrayNode();
          resourceSets(ProtectionToken.of(call)).ids().forEach(ids::add);
          return UmaResponses.json(200, ids).build();
        });
  }

  /** Reads a resource set (§3.2). */
  @GET
  @Path("{id}")
  public Response read(@PathParam("id") String id) {
    return call.answer(
        () -> {
          ProtectionToken pat = ProtectionToken.of(call);
          Resource resource = find(pat, id);
          ObjectNode json = reference(pat, resource);
          json.setAll(ResourceSets.read(resource).toJson());
          return UmaResponses.json(200, json).build();
        });
  }

  /** Replaces the whole description of a resource set: 200 (§3.3). */
  @PUT
  @Path("{id}")
  public Response update(
      @PathParam("id") String id, @Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          ProtectionToken pat = managingToken();
          Resource resource = find(pat, id);
          ResourceSetDescription description =
              ResourceSetDescription.of(JsonRequest.read(headers, body));
          resourceSets(pat).update(resource, description);
          ResourceSetAudit.changed(call, pat, resource, OperationType.UPDATE);
          return UmaResponses.json(200, reference(pat, resource)).build();
        });
  }

  /** Deletes a resource set: 204 (§3.4). */
  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id) {
    return call.answer(
        () -> {
          ProtectionToken pat = managingToken();
          Resource resource = find(pat, id);
          ResourceSetAudit.changed(call, pat, resource, OperationType.DELETE);
          resourceSets(pat).delete(resource);
          return UmaResponses.empty(204).build();
        });
  }

  @PUT
  public Response putCollection() {
    return unsupported(COLLECTION_METHODS);
  }

  @DELETE
  public Response deleteCollection() {
    return unsupported(COLLECTION_METHODS);
  }

  @PATCH
  public Response patchCollection() {
    return unsupported(COLLECTION_METHODS);
  }

  @POST
  @Path("{id}")
  public Response postMember() {
    return unsupported(MEMBER_METHODS);
  }

  @PATCH
  @Path("{id}")
  public Response patchMember() {
    return unsupported(MEMBER_METHODS);
  }

  private Response unsupported(String allowed) {
    return call.answer(
        () -> {
          throw UmaException.unsupportedMethodType(allowed);
        });
  }

  /** A PAT for changes: an administrator can forbid them for a resource server. */
  private ProtectionToken managingToken() {
    ProtectionToken pat = ProtectionToken.of(call);
    if (!pat.resourceServer().isAllowRemoteResourceManagement()) {
      throw UmaException.accessDenied("remote resource management is off for this resource server");
    }
    return pat;
  }

  private Resource find(ProtectionToken pat, String id) {
    return resourceSets(pat).find(id).orElseThrow(UmaException::notFound);
  }

  /** The members that every successful answer has. */
  private ObjectNode reference(ProtectionToken pat, Resource resource) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("_id", resource.getId());
    if (!pat.ownedByResourceServer()) {
      json.put("user_access_policy_uri", urls().accountResources());
    }
    return json;
  }

  private ResourceSets resourceSets(ProtectionToken pat) {
    return new ResourceSets(call.authorization(), pat);
  }

  private UmaUrls urls() {
    return new UmaUrls(call.session());
  }
}
