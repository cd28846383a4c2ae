package io.github.umatrust.uma.account;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.SuppliedClaims;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.token.AccountToken;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Predicate;
import org.keycloak.models.UserModel;

/** The claims that a requesting party supplied, and that still count; by the own account. */
public final class SuppliedClaimsEndpoint {

  private final UmaCall call;

  public SuppliedClaimsEndpoint(UmaCall call) {
    this.call = call;
  }

  /** All of them. */
  @GET
  public Response list() {
    return list(id -> true);
  }

  /** Those for one resource set. */
  @GET
  @Path("{id}")
  public Response list(@PathParam("id") String id) {
    return list(id::equals);
  }

  /** Has all of them forgotten: 204, and the permissions on those resource sets end. */
  @DELETE
  public Response forget() {
    return call.answer(
        () -> {
          AccountToken account = AccountToken.toManage(call);
          resourceSets(account.user()).forEach(id -> forget(account, id));
          return UmaResponses.empty(204).build();
        });
  }

  /** Has those for one resource set forgotten: 204, and the permissions on it end. */
  @DELETE
  @Path("{id}")
  public Response forget(@PathParam("id") String id) {
    return call.answer(
        () -> {
          AccountToken account = AccountToken.toManage(call);
          if (!resourceSets(account.user()).contains(id)) {
            throw UmaException.notFound("no claims were supplied for such a resource set");
          }
          forget(account, id);
          return UmaResponses.empty(204).build();
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("GET", "DELETE");
  }

  @OPTIONS
  @Path("{id}")
  public Response preflightMember() {
    return call.preflight("GET", "DELETE");
  }

  private Response list(Predicate<String> wanted) {
    return call.answer(
        () -> {
          AccountToken account = AccountToken.toRead(call);
          ResourceSetNames names = new ResourceSetNames(call);
          ArrayNode array = JsonNodeFactory.instance.arrayNode();
          for (SuppliedClaims.Fact fact : supplied(account.user())) {
            if (wanted.test(fact.resourceSetId())) {
              ObjectNode one = array.addObject();
              names.describe(fact.resourceSetId(), one);
              one.put("name", fact.claim().name());
              one.put("value", fact.claim().value());
              if (fact.claim().issuer() != null) {
                one.put("issuer", fact.claim().issuer());
              }
              if (fact.claim().format() != null) {
                one.put("claim_token_format", fact.claim().format());
              }
              one.put("supplied_at", fact.suppliedAt());
              if (fact.expiresAt() != null) {
                one.put("expires_at", fact.expiresAt());
              }
            }
          }
          return UmaResponses.json(200, array).build();
        });
  }

  private void forget(AccountToken account, String resourceSetId) {
    if (new SuppliedClaims(call.session()).forget(account.user().getId(), resourceSetId)) {
      new UmaEvents(call).claimsForgotten(account, resourceSetId);
    }
  }

  private List<String> resourceSets(UserModel user) {
    return supplied(user).stream().map(SuppliedClaims.Fact::resourceSetId).distinct().toList();
  }

  private List<SuppliedClaims.Fact> supplied(UserModel user) {
    return new SuppliedClaims(call.session()).ofUser(user.getId());
  }
}
