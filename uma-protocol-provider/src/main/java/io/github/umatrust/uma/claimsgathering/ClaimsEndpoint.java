package io.github.umatrust.uma.claimsgathering;

import io.github.umatrust.uma.assessment.AccessRequests;
import io.github.umatrust.uma.assessment.AskedAccess;
import io.github.umatrust.uma.assessment.Assessment;
import io.github.umatrust.uma.assessment.Assessment.Part;
import io.github.umatrust.uma.assessment.Assessor;
import io.github.umatrust.uma.assessment.RequestingParty;
import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.event.ClaimsVisit;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.TermsDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.SuppliedClaim;
import io.github.umatrust.uma.fact.SuppliedClaims;
import io.github.umatrust.uma.fact.TermsAcceptances;
import io.github.umatrust.uma.permission.PermissionTicket;
import io.github.umatrust.uma.permission.PermissionTickets;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.requirement.Requirements.Missing;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.settings.UmaSettings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.util.LocaleUtil;

/**
 * The requesting party claims endpoint (UMA Core 1.0.1 §3.6.3): a client sends the requesting party
 * here, who logs in, sees what is asked for and by whom, and gives it or does not.
 *
 * <p>What the client sent is kept by the server as soon as it is proven; from then on the browser
 * has a handle and nothing else. Nobody is redirected to an address that the client has not
 * registered.
 */
public final class ClaimsEndpoint {

  private static final String CLIENT_ID = "client_id";
  private static final String CLAIMS_REDIRECT_URI = "claims_redirect_uri";

  /** The same parameter as UMA 1.0 called it. */
  private static final String REDIRECT_URI = "redirect_uri";

  private static final String TICKET = "ticket";
  private static final String STATE = "state";
  private static final int MAX_STATE = 2000;

  private static final String ANSWER = "answer";
  private static final String GIVE = "give";
  private static final String REFUSE = "refuse";
  private static final String SWITCH = "switch";

  private final UmaCall call;
  private final ClaimsPage page;
  private final ClaimsRequests requests;
  private final PermissionTickets tickets;

  public ClaimsEndpoint(UmaCall call) {
    this.call = call;
    this.page = new ClaimsPage(call);
    this.requests = new ClaimsRequests(call.session());
    this.tickets = new PermissionTickets(call.session());
  }

  /**
   * A client sends somebody: to the page, through login where nobody is logged in; back with an
   * error, when the request is no good; or nowhere, when where to is not proven.
   */
  @GET
  public Response begin() {
    return answer(
        () -> {
          MultivaluedMap<String, String> query =
              call.session().getContext().getUri().getQueryParameters();
          ClientModel client = client(only(query, CLIENT_ID));
          if (client == null) {
            return page.error(Response.Status.BAD_REQUEST, "umaClaimsErrorClient");
          }
          call.session().getContext().setClient(client);
          Optional<String> redirectUri = redirectUri(client, query);
          if (redirectUri.isEmpty()) {
            return page.error(Response.Status.BAD_REQUEST, "umaClaimsErrorRedirect");
          }
          try {
            return begin(client, redirectUri.get(), query);
          } catch (UmaException e) {
            return failed(redirectUri.get(), only(query, STATE), e);
          }
        });
  }

  private Response begin(
      ClientModel client, String redirectUri, MultivaluedMap<String, String> query) {
    for (String name : List.of(CLIENT_ID, CLAIMS_REDIRECT_URI, TICKET, STATE)) {
      if (query.getOrDefault(name, List.of()).size() > 1) {
        throw UmaException.invalidRequest(name + " is there twice");
      }
    }
    String state = only(query, STATE);
    if (state != null && state.length() > MAX_STATE) {
      throw UmaException.invalidRequest("state is too long");
    }
    String handle = only(query, TICKET);
    if (handle == null || handle.isEmpty() || handle.length() > JsonRequest.MAX_TEXT) {
      throw UmaException.invalidTicket();
    }
    PermissionTicket ticket = tickets.find(handle);
    if (tickets.isHeldByAnother(handle, client)) {
      throw UmaException.invalidTicket();
    }
    AskedAccess.of(call, ticket);
    long lifespan = Math.max(1, ticket.expiresAt() - Time.currentTimeSeconds());
    String request =
        requests.put(new ClaimsRequest(client.getId(), redirectUri, handle, state), lifespan);
    return seeOther(new UmaUrls(call.session()).claims(request));
  }

  /** The page, for who is logged in. */
  @GET
  @Path("{handle}")
  public Response show(@PathParam("handle") String handle) {
    return visit(
        handle,
        visitor -> {
          LocaleUtil.processLocaleParam(call.session(), call.realm(), null);
          return outcome(visitor)
              .map(state -> end(visitor, state))
              .orElseGet(() -> form(visitor, questionnaire(visitor), Answers.none()));
        });
  }

  /** The person's answer. */
  @POST
  @Path("{handle}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response submit(@PathParam("handle") String handle) {
    return visit(
        handle,
        visitor -> {
          MultivaluedMap<String, String> form = form();
          if (!ClaimsLogin.isOwnForm(call.session(), only(form, "state_checker"))) {
            return page.error(Response.Status.BAD_REQUEST, "umaClaimsErrorForm");
          }
          Questionnaire questionnaire = questionnaire(visitor);
          return switch (Optional.ofNullable(only(form, ANSWER)).orElse("")) {
            case GIVE -> give(visitor, questionnaire, Answers.read(questionnaire, form));
            case REFUSE -> refuse(visitor, questionnaire);
            default -> form(visitor, questionnaire, Answers.none());
          };
        });
  }

  /**
   * A person in front of the page.
   *
   * @param handle the handle of the request
   * @param request what the client sent
   * @param client that client
   * @param auth who is logged in
   * @param ticket the ticket
   * @param asked what the ticket asks for
   * @param assessment what would become of it now
   */
  private record Visitor(
      String handle,
      ClaimsRequest request,
      ClientModel client,
      AuthResult auth,
      PermissionTicket ticket,
      AskedAccess asked,
      Assessment assessment) {

    UserModel person() {
      return auth.user();
    }
  }

  /** What the page does for a person it is meant for. */
  @FunctionalInterface
  private interface Visit {
    Response of(Visitor visitor);
  }

  private Response visit(String handle, Visit visit) {
    return answer(
        () -> {
          ClaimsRequest request = requests.find(handle).orElse(null);
          ClientModel client = request == null ? null : clientOfId(request.clientId());
          if (request == null
              || client == null
              || !ClaimsRedirectUris.of(client).contains(request.redirectUri())) {
            return page.error(Response.Status.BAD_REQUEST, "umaClaimsErrorEnded");
          }
          call.session().getContext().setClient(client);
          AuthResult auth = ClaimsLogin.loggedIn(call.session()).orElse(null);
          if (auth == null) {
            return login(handle, request, client);
          }
          try {
            PermissionTicket ticket = tickets.find(request.ticket());
            if (tickets.isHeldByAnother(request.ticket(), client)) {
              throw UmaException.invalidTicket();
            }
            if (!tickets.isHeldBy(request.ticket(), ticket, client, auth.user())) {
              return otherPerson(handle, auth);
            }
            AskedAccess asked = AskedAccess.of(call, ticket);
            return visit.of(
                new Visitor(
                    handle,
                    request,
                    client,
                    auth,
                    ticket,
                    asked,
                    assess(auth.user(), client, asked)));
          } catch (UmaException e) {
            // Nothing that was given stays, when the ticket it was given for is gone.
            call.session().getTransactionManager().setRollbackOnly();
            requests.end(handle);
            return failed(request.redirectUri(), request.state(), e);
          }
        });
  }

  /** Somebody has to log in first, unless they have just given that up. */
  private Response login(String handle, ClaimsRequest request, ClientModel client) {
    if (call.session().getContext().getUri().getQueryParameters().containsKey("error")) {
      requests.end(handle);
      return seeOther(request.returnTo(AuthorizationState.NOT_AUTHORIZED, null));
    }
    return ClaimsLogin.begin(call, client, new UmaUrls(call.session()).claims(handle));
  }

  /** The page for somebody who was not meant, or the logout that this one asks for. */
  private Response otherPerson(String handle, AuthResult auth) {
    URI action = action(handle);
    if (call.session().getContext().getHttpRequest().getHttpMethod().equals("POST")
        && SWITCH.equals(only(form(), ANSWER))
        && ClaimsLogin.isOwnForm(call.session(), only(form(), "state_checker"))) {
      ClaimsLogin.logOut(call, auth.session());
      return seeOther(action.toString());
    }
    LocaleUtil.processLocaleParam(call.session(), call.realm(), null);
    return page.otherPerson(action, auth.user());
  }

  private Response give(Visitor visitor, Questionnaire questionnaire, Answers answers) {
    if (outcome(visitor).isPresent()) {
      return end(visitor, outcome(visitor).get());
    }
    if (!answers.areComplete()) {
      return form(visitor, questionnaire, answers);
    }
    if (!requests.end(visitor.handle())) {
      return page.error(Response.Status.BAD_REQUEST, "umaClaimsErrorEnded");
    }
    List<TermsDetail> terms = terms(questionnaire);
    TermsAcceptances acceptances = new TermsAcceptances(call.session());
    terms.forEach(
        t ->
            acceptances.accept(
                visitor.person().getId(),
                t.resourceSetId(),
                t.version(),
                t.hash(),
                t.language(),
                visitor.client().getId(),
                visitor.ticket().id()));
    SuppliedClaims supplied = new SuppliedClaims(call.session());
    List<String> names = new ArrayList<>();
    for (Part part : visitor.asked().parts()) {
      List<SuppliedClaim> claims =
          answers.claims(questionnaire, part.resource().getId(), realmIssuer());
      if (!claims.isEmpty()) {
        supplied.supply(visitor.person().getId(), part.resource().getId(), claims);
        claims.stream()
            .map(SuppliedClaim::name)
            .filter(n -> !names.contains(n))
            .forEach(names::add);
      }
    }
    new UmaEvents(call).claimsSupplied(visitOf(visitor), names, terms);
    Visitor after =
        new Visitor(
            visitor.handle(),
            visitor.request(),
            visitor.client(),
            visitor.auth(),
            visitor.ticket(),
            visitor.asked(),
            assess(visitor.person(), visitor.client(), visitor.asked()));
    return goBack(after, outcome(after).orElse(AuthorizationState.NEED_INFO));
  }

  private Response refuse(Visitor visitor, Questionnaire questionnaire) {
    if (!requests.end(visitor.handle())) {
      return page.error(Response.Status.BAD_REQUEST, "umaClaimsErrorEnded");
    }
    List<String> names =
        questionnaire.questions().stream()
            .map(
                q ->
                    q instanceof Question.OfClaim c
                        ? c.claim().name()
                        : q instanceof Question.OfAttestation a ? a.claim().name() : null)
            .flatMap(name -> Optional.ofNullable(name).stream())
            .distinct()
            .toList();
    new UmaEvents(call).claimsRefused(visitOf(visitor), names, terms(questionnaire));
    return goBack(visitor, AuthorizationState.NOT_AUTHORIZED);
  }

  private static List<TermsDetail> terms(Questionnaire questionnaire) {
    List<TermsDetail> terms = new ArrayList<>();
    for (Question question : questionnaire.questions()) {
      if (question instanceof Question.OfTerms of) {
        for (String id : of.resourceSetIds()) {
          terms.add(
              new TermsDetail(id, of.terms().version(), of.text().language(), of.text().hash()));
        }
      }
    }
    return terms;
  }

  private static ClaimsVisit visitOf(Visitor visitor) {
    AskedAccess asked = visitor.asked();
    return new ClaimsVisit(
        visitor.client(),
        visitor.person(),
        visitor.auth().session().getId(),
        visitor.ticket().id(),
        asked.client(),
        visitor.ticket().ownerId(),
        asked.parts().stream()
            .map(
                p ->
                    PermissionDetail.requested(
                        p.resource().getId(), ResourceSets.nameOf(p.resource()), p.scopes()))
            .toList(),
        visitor.ticket().expiresAt());
  }

  private Assessment assess(UserModel person, ClientModel client, AskedAccess asked) {
    return new Assessor(call)
        .assess(
            RequestingParty.inPerson(call.session(), person, client),
            asked.resourceServer(),
            asked.parts());
  }

  /** What the client can be told already; empty as long as the person can do something here. */
  private Optional<AuthorizationState> outcome(Visitor visitor) {
    Assessment assessment = visitor.assessment();
    if (assessment instanceof Assessment.NeedInfo) {
      return questionnaire(visitor).asks()
          ? Optional.empty()
          : Optional.of(AuthorizationState.NEED_INFO);
    }
    if (assessment instanceof Assessment.Granted) {
      return Optional.of(AuthorizationState.CLAIMS_SUBMITTED);
    }
    return Optional.of(
        assessment instanceof Assessment.OwnerToDecide
            ? AuthorizationState.REQUEST_SUBMITTED
            : AuthorizationState.NOT_AUTHORIZED);
  }

  private Questionnaire questionnaire(Visitor visitor) {
    Map<String, Missing> missing = new LinkedHashMap<>();
    if (visitor.assessment() instanceof Assessment.NeedInfo needInfo) {
      needInfo.missing().forEach((resource, what) -> missing.put(resource.getId(), what));
    }
    Locale locale = call.session().getContext().resolveLocale(visitor.person());
    return Questionnaire.of(missing, new ProfileClaims(visitor.person()), realmIssuer(), locale);
  }

  private Response form(Visitor visitor, Questionnaire questionnaire, Answers answers) {
    return page.form(
        action(visitor.handle()),
        visitor.client(),
        visitor.person(),
        visitor.ticket().ownerId(),
        visitor.asked(),
        questionnaire,
        answers);
  }

  private Response end(Visitor visitor, AuthorizationState state) {
    return requests.end(visitor.handle())
        ? goBack(visitor, state)
        : page.error(Response.Status.BAD_REQUEST, "umaClaimsErrorEnded");
  }

  /** Back to the client; with a ticket where it needs one, a new one where the realm wants that. */
  private Response goBack(Visitor visitor, AuthorizationState state) {
    if (visitor.assessment() instanceof Assessment.OwnerToDecide toDecide
        && state == AuthorizationState.REQUEST_SUBMITTED) {
      new AccessRequests(call)
          .submit(visitor.person(), visitor.asked().resourceServer(), toDecide.parts());
    }
    String ticket = visitor.request().ticket();
    String sent = null;
    if (UmaSettings.of(call.realm()).claimsSecurity()) {
      if (state != AuthorizationState.NOT_AUTHORIZED) {
        sent = tickets.exchange(ticket, visitor.ticket());
      }
    } else if (state == AuthorizationState.NEED_INFO) {
      sent = ticket;
    }
    return seeOther(visitor.request().returnTo(state, sent));
  }

  private static Response failed(String redirectUri, @Nullable String state, UmaException refused) {
    String error = refused.status() == 503 ? "temporarily_unavailable" : "invalid_request";
    return seeOther(
        new ReturnRedirect(redirectUri).with("error", error).with(STATE, state).toString());
  }

  private Response answer(Supplier<Response> work) {
    try {
      call.checkRealm();
    } catch (UmaException e) {
      return page.error(Response.Status.FORBIDDEN, "umaClaimsErrorRealm");
    }
    return work.get();
  }

  /** A client that people can be sent by: one they can log in to. */
  private @Nullable ClientModel client(@Nullable String clientId) {
    if (clientId == null || clientId.length() > JsonRequest.MAX_TEXT) {
      return null;
    }
    ClientModel client = call.realm().getClientByClientId(clientId);
    return client != null && maySend(client) ? client : null;
  }

  private @Nullable ClientModel clientOfId(String id) {
    ClientModel client = call.realm().getClientById(id);
    return client != null && maySend(client) ? client : null;
  }

  private static boolean maySend(ClientModel client) {
    return client.isEnabled()
        && !client.isBearerOnly()
        && client.isStandardFlowEnabled()
        && (client.getProtocol() == null
            || OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol()));
  }

  private static Optional<String> redirectUri(
      ClientModel client, MultivaluedMap<String, String> query) {
    String name = query.containsKey(CLAIMS_REDIRECT_URI) ? CLAIMS_REDIRECT_URI : REDIRECT_URI;
    if (query.containsKey(name) && only(query, name) == null) {
      return Optional.empty();
    }
    return ClaimsRedirectUris.proven(ClaimsRedirectUris.of(client), only(query, name));
  }

  private MultivaluedMap<String, String> form() {
    return call.session().getContext().getHttpRequest().getDecodedFormParameters();
  }

  /** The value of a parameter that is there once; null for any other. */
  private static @Nullable String only(MultivaluedMap<String, String> parameters, String name) {
    List<String> values = parameters.get(name);
    return values != null && values.size() == 1 ? values.get(0) : null;
  }

  private URI action(String handle) {
    return URI.create(new UmaUrls(call.session()).claims(handle));
  }

  private String realmIssuer() {
    return new UmaUrls(call.session()).issuer();
  }

  private static Response seeOther(String location) {
    return Response.status(Response.Status.SEE_OTHER)
        .header(HttpHeaders.LOCATION, location)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
