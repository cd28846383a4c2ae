package io.github.umatrust.uma.account;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.PermissionsNotBefore;
import io.github.umatrust.uma.fact.TermsAcceptance;
import io.github.umatrust.uma.fact.TermsAcceptances;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.requirement.Requirements;
import io.github.umatrust.uma.requirement.ResourceRequirements;
import io.github.umatrust.uma.requirement.Terms;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.AccountToken;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.Resource;
import org.keycloak.models.UserModel;

/**
 * What an owner requires for a resource set, and who gets on with it; by the owner's own account.
 * This is where {@code user_access_policy_uri} leads: with a browser, on to the account console.
 * Resource sets of others are as if they were not there.
 */
public final class OwnerPolicyEndpoint {

  private static final String REQUESTING_PARTY = "requesting_party";

  private final UmaCall call;

  public OwnerPolicyEndpoint(UmaCall call) {
    this.call = call;
  }

  /** The requirements; 303 to the account console for a browser without a token. */
  @GET
  @Path("{id}")
  public Response read(@PathParam("id") String id, @Context HttpHeaders headers) {
    return call.answer(
        () -> {
          if (isBrowser(headers)) {
            return UmaResponses.empty(303)
                .header(HttpHeaders.LOCATION, new UmaUrls(call.session()).accountResources())
                .build();
          }
          Resource resource = find(AccountToken.toRead(call), id);
          return UmaResponses.json(200, document(resource, understood(resource))).build();
        });
  }

  /** Replaces the requirements: what the request does not say is no longer required. */
  @PUT
  @Path("{id}")
  public Response replace(
      @PathParam("id") String id, @Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          AccountToken account = AccountToken.toManage(call);
          Requirements requirements = RequirementsDocument.read(JsonRequest.read(headers, body));
          Resource resource =
              ResourceSets.changeManaged(
                      call.session(),
                      account.user().getId(),
                      id,
                      r -> ResourceRequirements.write(r, requirements))
                  .orElseThrow(UmaException::notFound);
          Terms terms = requirements.terms();
          new UmaEvents(call)
              .requirementsChanged(
                  account, resource.getId(), terms == null ? null : terms.version());
          return UmaResponses.json(200, document(resource, requirements)).build();
        });
  }

  /** Who accepted the terms, when, and what of it holds. */
  @GET
  @Path("{id}/acceptances")
  public Response acceptances(@PathParam("id") String id) {
    return call.answer(
        () -> {
          Resource resource = find(AccountToken.toRead(call), id);
          Page page = Page.of(call.session().getContext().getUri().getQueryParameters());
          Terms terms = ResourceRequirements.of(resource).map(Requirements::terms).orElse(null);
          ArrayNode array = JsonNodeFactory.instance.arrayNode();
          for (TermsAcceptance acceptance :
              new TermsAcceptances(call.session())
                  .ofResourceSet(resource.getId(), page.first(), page.max())) {
            ObjectNode one = array.addObject();
            one.put("id", acceptance.id());
            one.put(REQUESTING_PARTY, acceptance.userId());
            UserModel user = call.session().users().getUserById(call.realm(), acceptance.userId());
            if (user != null) {
              one.put("username", user.getUsername());
            }
            AcceptancesEndpoint.describe(call, acceptance, one);
            one.put("current", holds(acceptance, terms));
          }
          return UmaResponses.json(200, array).build();
        });
  }

  /**
   * Takes back the permissions on the resource set that were granted until now: 204. Everybody's,
   * or those of the query parameter {@code requesting_party}, a user's id or name. Shares and
   * policies stay, and so new permissions can be granted.
   */
  @DELETE
  @Path("{id}/permissions")
  public Response takeBack(@PathParam("id") String id) {
    return call.answer(
        () -> {
          AccountToken account = AccountToken.toManage(call);
          Resource resource = find(account, id);
          UserModel requestingParty = requestingParty();
          String userId = requestingParty == null ? null : requestingParty.getId();
          new PermissionsNotBefore(call.session()).takeBack(resource.getId(), userId);
          new UmaEvents(call).permissionsTakenBack(account, resource.getId(), userId);
          return UmaResponses.empty(204).build();
        });
  }

  @OPTIONS
  @Path("{id}")
  public Response preflight() {
    return call.preflight("GET", "PUT");
  }

  @OPTIONS
  @Path("{id}/acceptances")
  public Response preflightAcceptances() {
    return call.preflight("GET");
  }

  @OPTIONS
  @Path("{id}/permissions")
  public Response preflightPermissions() {
    return call.preflight("DELETE");
  }

  private Resource find(AccountToken account, String id) {
    return ResourceSets.findManaged(call.authorization(), account.user().getId(), id)
        .orElseThrow(UmaException::notFound);
  }

  private @Nullable UserModel requestingParty() {
    List<String> values =
        call.session().getContext().getUri().getQueryParameters().get(REQUESTING_PARTY);
    if (values == null) {
      return null;
    }
    if (values.size() != 1) {
      throw UmaException.invalidRequest(REQUESTING_PARTY + " must be one user");
    }
    return People.find(call.session(), call.realm(), values.get(0))
        .orElseThrow(() -> UmaException.notFound("there is no such requesting party"));
  }

  private static ObjectNode document(Resource resource, Requirements requirements) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(RequirementsDocument.RESOURCE_SET_ID, resource.getId());
    json.put(RequirementsDocument.NAME, ResourceSets.nameOf(resource));
    json.setAll(RequirementsDocument.write(requirements));
    return json;
  }

  private static Requirements understood(Resource resource) {
    return ResourceRequirements.of(resource)
        .orElseThrow(
            () ->
                UmaException.conflict(
                    "the attributes of the resource set cannot be understood, so that nobody"
                        + " gets access; replace them"));
  }

  private static boolean holds(TermsAcceptance acceptance, @Nullable Terms terms) {
    return acceptance.withdrawnAt() == null
        && terms != null
        && terms.areThose(acceptance.version(), acceptance.hash());
  }

  private static boolean isBrowser(HttpHeaders headers) {
    String accept = headers.getHeaderString(HttpHeaders.ACCEPT);
    return headers.getHeaderString(HttpHeaders.AUTHORIZATION) == null
        && accept != null
        && accept.toLowerCase(Locale.ROOT).contains(MediaType.TEXT_HTML);
  }
}
