package io.github.umatrust.uma.resourceset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.Resource;

/**
 * Answers about one resource set (Resource Set Registration 1.0.1 §3), in draft-00 mode with what
 * the first draft adds.
 */
final class ResourceSetAnswers {

  private static final String ID = "_id";
  private static final String USER_ACCESS_POLICY_URI = "user_access_policy_uri";
  private static final String REVISION = "_rev";
  private static final String POLICY_URI = "policy_uri";
  private static final String STATUS = "status";

  private final UmaUrls urls;
  private final ProtectionToken pat;
  private final ResourceSets resourceSets;
  private final boolean draft00;
  private final HttpHeaders headers;

  ResourceSetAnswers(
      UmaCall call,
      ProtectionToken pat,
      ResourceSets resourceSets,
      boolean draft00,
      HttpHeaders headers) {
    this.urls = new UmaUrls(call.session());
    this.pat = pat;
    this.resourceSets = resourceSets;
    this.draft00 = draft00;
    this.headers = headers;
  }

  /** The members that answers have beside the description. */
  static Set<String> members(boolean draft00) {
    return draft00
        ? Set.of(ID, USER_ACCESS_POLICY_URI, REVISION, POLICY_URI, STATUS)
        : Set.of(ID, USER_ACCESS_POLICY_URI);
  }

  /** 201: registered. */
  Response created(Resource resource) {
    return status(201, resource, "created")
        .header(HttpHeaders.LOCATION, urls.resourceSet(resourceSets.idOf(resource)))
        .build();
  }

  /**
   * 200: the description.
   *
   * @throws UmaException {@code not_found} when it was deleted while it was read
   */
  Response described(Resource resource) {
    ResourceSetDescription description = ResourceSets.read(resource);
    if (description.scopes().isEmpty() && !resourceSets.isStillThere(resource)) {
      throw UmaException.notFound();
    }
    Revision revision = draft00 ? Revision.of(description) : null;
    ObjectNode json = description.toJson();
    json.setAll(reference(resource, revision, null));
    return answer(200, json, revision, DraftMediaTypes.RESOURCE_SET).build();
  }

  /** 200: replaced. */
  Response updated(Resource resource) {
    return status(200, resource, "updated").build();
  }

  /** 204: a certain revision was replaced (draft 00 §3.3). */
  Response revised(Resource resource) {
    return UmaResponses.empty(204)
        .header(HttpHeaders.ETAG, Revision.of(ResourceSets.read(resource)).entityTag())
        .build();
  }

  private ResponseBuilder status(int http, Resource resource, String status) {
    Revision revision = draft00 ? Revision.of(ResourceSets.read(resource)) : null;
    return answer(http, reference(resource, revision, status), revision, DraftMediaTypes.STATUS);
  }

  private ResponseBuilder answer(
      int http, ObjectNode json, @Nullable Revision revision, MediaType draft) {
    ResponseBuilder response = UmaResponses.json(http, json);
    return revision == null
        ? response
        : response
            .type(DraftMediaTypes.forAnswer(draft, headers))
            .header(HttpHeaders.ETAG, revision.entityTag());
  }

  /**
   * The members that every successful answer has.
   *
   * @param revision null outside draft-00 mode, which knows none
   */
  private ObjectNode reference(
      Resource resource, @Nullable Revision revision, @Nullable String status) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(ID, resourceSets.idOf(resource));
    if (revision != null) {
      json.put(REVISION, revision.value());
      if (status != null) {
        json.put(STATUS, status);
      }
    }
    if (!pat.ownedByResourceServer()) {
      String policy = urls.policy(resource.getId());
      json.put(USER_ACCESS_POLICY_URI, policy);
      if (draft00) {
        json.put(POLICY_URI, policy);
      }
    }
    return json;
  }
}
