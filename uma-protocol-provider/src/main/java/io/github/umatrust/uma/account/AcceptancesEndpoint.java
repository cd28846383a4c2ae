package io.github.umatrust.uma.account;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.TermsAcceptance;
import io.github.umatrust.uma.fact.TermsAcceptances;
import io.github.umatrust.uma.protocol.JsonRequest;
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
import org.keycloak.models.ClientModel;

/** The terms that a requesting party accepted; by the own account. */
public final class AcceptancesEndpoint {

  private final UmaCall call;

  public AcceptancesEndpoint(UmaCall call) {
    this.call = call;
  }

  /** All of them, also those that were withdrawn, the latest first. */
  @GET
  public Response list() {
    return call.answer(
        () -> {
          AccountToken account = AccountToken.toRead(call);
          Page page = Page.of(call.session().getContext().getUri().getQueryParameters());
          ResourceSetNames names = new ResourceSetNames(call);
          ArrayNode array = JsonNodeFactory.instance.arrayNode();
          for (TermsAcceptance acceptance :
              new TermsAcceptances(call.session())
                  .ofUser(account.user().getId(), page.first(), page.max())) {
            ObjectNode one = array.addObject();
            one.put("id", acceptance.id());
            names.describe(acceptance.resourceSetId(), one);
            describe(call, acceptance, one);
          }
          return UmaResponses.json(200, array).build();
        });
  }

  /** Withdraws one: 204, and the permissions that the person has on the resource set end. */
  @DELETE
  @Path("{id}")
  public Response withdraw(@PathParam("id") String id) {
    return call.answer(
        () -> {
          AccountToken account = AccountToken.toManage(call);
          TermsAcceptance withdrawn =
              new TermsAcceptances(call.session())
                  .withdraw(account.user().getId(), checked(id))
                  .orElseThrow(AcceptancesEndpoint::notFound);
          new UmaEvents(call)
              .termsWithdrawn(account, withdrawn.resourceSetId(), withdrawn.version());
          return UmaResponses.empty(204).build();
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("GET");
  }

  @OPTIONS
  @Path("{id}")
  public Response preflightMember() {
    return call.preflight("DELETE");
  }

  /** What was accepted, and when. */
  static void describe(UmaCall call, TermsAcceptance acceptance, ObjectNode json) {
    json.put("version", acceptance.version());
    json.put("language", acceptance.language());
    json.put("hash", acceptance.hash());
    ClientModel client = call.realm().getClientById(acceptance.clientId());
    if (client != null) {
      json.put("client_id", client.getClientId());
    }
    json.put("accepted_at", acceptance.acceptedAt());
    if (acceptance.withdrawnAt() != null) {
      json.put("withdrawn_at", acceptance.withdrawnAt());
    }
  }

  /** What no database has to be asked for. */
  private static String checked(String id) {
    if (id.length() > JsonRequest.MAX_TEXT || !id.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw notFound();
    }
    return id;
  }

  private static UmaException notFound() {
    return UmaException.notFound("there is no such acceptance that holds");
  }
}
