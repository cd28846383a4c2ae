package io.github.umatrust.uma.resourceset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.scopedocument.ScopeDocuments;
import io.github.umatrust.uma.settings.UmaSettings;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.Resource;
import org.keycloak.events.admin.OperationType;

/**
 * The resource set registration API (Resource Set Registration 1.0.1 §3). Needs a PAT, which says
 * whose resource sets and which resource server's are meant; all others are {@code not_found}.
 *
 * <p>In draft-00 mode it speaks the dialect of the first draft as well: ids that the resource
 * server chose with {@code PUT}, revisions, its members and media types.
 */
public final class ResourceSetEndpoint {

  private final UmaCall call;
  private final ScopeDocuments scopeDocuments;
  private final boolean draft00;

  public ResourceSetEndpoint(UmaCall call, ScopeDocuments scopeDocuments) {
    this.call = call;
    this.scopeDocuments = scopeDocuments;
    this.draft00 = UmaSettings.of(call.realm()).draft00();
  }

  /** Registers a resource set: 201 with its id (§3.1). */
  @POST
  public Response create(@Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          ProtectionToken pat = managingToken();
          ResourceSets resourceSets = new ResourceSets(call, pat);
          Resource resource = resourceSets.create(description(headers, body));
          return created(pat, resourceSets, resource, headers);
        });
  }

  /** The ids of the owner's resource sets at this resource server (§3.5). */
  @GET
  public Response list() {
    return call.answer(
        () -> {
          ArrayNode ids = JsonNodeFactory.instance.arrayNode();
          new ResourceSets(call, ProtectionToken.of(call)).ids().forEach(ids::add);
          return UmaResponses.json(200, ids).build();
        });
  }

  /** Reads a resource set (§3.2). */
  @GET
  @Path("{id}")
  public Response read(@PathParam("id") String id, @Context HttpHeaders headers) {
    return call.answer(
        () -> {
          ProtectionToken pat = ProtectionToken.of(call);
          ResourceSets resourceSets = new ResourceSets(call, pat);
          return answers(pat, resourceSets, headers)
              .described(resourceSets.find(id).orElseThrow(UmaException::notFound));
        });
  }

  /**
   * Replaces the whole description of a resource set: 200 (§3.3). In draft-00 mode it also
   * registers one under a chosen id, 201, and replaces a certain revision, 204. A description that
   * is no good is {@code invalid_request} whatever there is under the id.
   */
  @PUT
  @Path("{id}")
  public Response update(
      @PathParam("id") String id, @Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          ProtectionToken pat = managingToken();
          ResourceSets resourceSets = new ResourceSets(call, pat);
          List<String> ifMatch = ifMatch(headers);
          // Before anything is locked: a body may come slowly, and nobody else is to wait for it.
          ResourceSetDescription description = description(headers, body);
          Optional<Resource> found = resourceSets.findForChange(id);
          if (found.isEmpty() && draft00) {
            if (ifMatch != null) {
              throw UmaException.preconditionFailed();
            }
            Resource chosen = resourceSets.create(id, description);
            return created(pat, resourceSets, chosen, headers);
          }
          Resource resource = found.orElseThrow(UmaException::notFound);
          checkRevision(resource, ifMatch);
          resourceSets.update(resource, description);
          changed(pat, resource, OperationType.UPDATE);
          ResourceSetAnswers answers = answers(pat, resourceSets, headers);
          return ifMatch == null ? answers.updated(resource) : answers.revised(resource);
        });
  }

  private Response created(
      ProtectionToken pat, ResourceSets resourceSets, Resource resource, HttpHeaders headers) {
    changed(pat, resource, OperationType.CREATE);
    return answers(pat, resourceSets, headers).created(resource);
  }

  /** Deletes a resource set: 204 (§3.4). */
  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) {
    return call.answer(
        () -> {
          ProtectionToken pat = managingToken();
          ResourceSets resourceSets = new ResourceSets(call, pat);
          Resource resource = resourceSets.findForChange(id).orElseThrow(UmaException::notFound);
          checkRevision(resource, ifMatch(headers));
          ResourceSetAudit.changed(call, pat, resource, OperationType.DELETE);
          resourceSets.delete(resource);
          return UmaResponses.empty(204).build();
        });
  }

  @OPTIONS
  public Response preflightCollection() {
    return call.preflight("GET", "POST");
  }

  @OPTIONS
  @Path("{id}")
  public Response preflightMember() {
    return call.preflight("GET", "PUT", "DELETE");
  }

  /** Records a new description, and has the draft's scope documents fetched. */
  private void changed(ProtectionToken pat, Resource resource, OperationType operation) {
    ResourceSetAudit.changed(call, pat, resource, operation);
    if (draft00) {
      scopeDocuments.refresh(
          call.session(), pat.resourceServer().getId(), ResourceSets.scopesOf(resource));
    }
  }

  /** A PAT for changes: an administrator can forbid them for a resource server. */
  private ProtectionToken managingToken() {
    ProtectionToken pat = ProtectionToken.of(call);
    if (!pat.resourceServer().isAllowRemoteResourceManagement()) {
      throw UmaException.accessDenied("remote resource management is off for this resource server");
    }
    return pat;
  }

  private ResourceSetDescription description(HttpHeaders headers, InputStream body) {
    MediaType[] others = draft00 ? DraftMediaTypes.ofRequests() : new MediaType[0];
    return ResourceSetDescription.of(
        JsonRequest.read(headers, body, others), ResourceSetAnswers.members(draft00));
  }

  private ResourceSetAnswers answers(
      ProtectionToken pat, ResourceSets resourceSets, HttpHeaders headers) {
    return new ResourceSetAnswers(call, pat, resourceSets, draft00, headers);
  }

  /** The lines of the header; null where it is not sent, or means nothing outside the draft. */
  private @Nullable List<String> ifMatch(HttpHeaders headers) {
    List<String> lines = draft00 ? headers.getRequestHeader(HttpHeaders.IF_MATCH) : null;
    return lines == null || lines.isEmpty() ? null : lines;
  }

  private static void checkRevision(Resource resource, @Nullable List<String> ifMatch) {
    if (ifMatch != null && !Revision.of(ResourceSets.read(resource)).matches(ifMatch)) {
      throw UmaException.preconditionFailed();
    }
  }
}
