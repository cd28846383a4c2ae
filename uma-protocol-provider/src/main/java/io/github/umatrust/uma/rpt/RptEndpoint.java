package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.assessment.AccessRequests;
import io.github.umatrust.uma.assessment.AskedAccess;
import io.github.umatrust.uma.assessment.Assessment;
import io.github.umatrust.uma.assessment.Assessment.Granted;
import io.github.umatrust.uma.assessment.Assessment.NeedInfo;
import io.github.umatrust.uma.assessment.Assessment.OwnerToDecide;
import io.github.umatrust.uma.assessment.Assessor;
import io.github.umatrust.uma.assessment.RequestingParty;
import io.github.umatrust.uma.claimtoken.AuthenticationContext;
import io.github.umatrust.uma.claimtoken.ClaimTokens;
import io.github.umatrust.uma.claimtoken.PushedClaims;
import io.github.umatrust.uma.claimtoken.PushedClaimsRecorder;
import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.event.AccessGrant;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.TermsDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.TermsAcceptance;
import io.github.umatrust.uma.permission.PermissionTicket;
import io.github.umatrust.uma.permission.PermissionTickets;
import io.github.umatrust.uma.permission.PermissionTickets.GrantedRpt;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.token.AuthorizationToken;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.representations.AccessToken;

/**
 * The RPT endpoint (UMA Core 1.0.1 §3.5): needs an AAT and a permission ticket, and gives an RPT or
 * the reason why not.
 */
public final class RptEndpoint {

  private final UmaCall call;
  private final UmaEvents events;

  /** What came of the claim tokens of the request. */
  private PushedClaims pushed = PushedClaims.NONE;

  public RptEndpoint(UmaCall call) {
    this.call = call;
    this.events = new UmaEvents(call);
  }

  /**
   * Asks for access: 200 with an RPT, 403 {@code not_authorized}, {@code need_info} or {@code
   * request_submitted}, or 400 when the ticket is no good.
   *
   * <p>An RPT that is presented with the ticket is replaced: the new one carries what still holds
   * of it, and the old one is revoked. One that is not active, or somebody else's, is as if it had
   * not been presented.
   */
  @POST
  public Response request(@Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          AuthorizationToken aat = AuthorizationToken.of(call);
          try {
            return assess(aat, JsonRequest.read(headers, body));
          } catch (UmaException refused) {
            events.rptRefused(aat, refused.error(), pushed.reasons());
            throw refused;
          }
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("POST");
  }

  private Response assess(AuthorizationToken aat, JsonRequest json) {
    RptRequest request = RptRequest.of(json);
    ClaimTokens claimTokens = ClaimTokens.of(json);
    PermissionTicket ticket =
        new PermissionTickets(call.session()).present(request.ticket(), aat, this::revoke);
    AskedAccess asked = AskedAccess.of(call, ticket);
    pushed = new PushedClaimsRecorder(call, aat).record(claimTokens, ticket, asked);
    RequestingParty party =
        RequestingParty.of(
            call.session(), aat, required -> AuthenticationContext.isOneOf(call, aat, required));
    Assessment assessment = new Assessor(call).assess(party, asked.resourceServer(), asked.parts());
    if (assessment instanceof Granted granted) {
      return grant(aat, request, ticket, asked, granted);
    }
    if (assessment instanceof NeedInfo needInfo) {
      throw UmaException.needInfo(
          NeedInfoDetails.of(
              needInfo.missing().values(),
              ClaimTokens.FORMATS,
              new UmaUrls(call.session()).issuer(),
              request.ticket()));
    }
    if (assessment instanceof OwnerToDecide toDecide) {
      new AccessRequests(call).submit(aat.user(), asked.resourceServer(), toDecide.parts());
      throw UmaException.requestSubmitted();
    }
    throw UmaException.notAuthorized();
  }

  private Response grant(
      AuthorizationToken aat,
      RptRequest request,
      PermissionTicket ticket,
      AskedAccess asked,
      Granted granted) {
    Optional<RptUpgrade> upgrade =
        RptUpgrade.of(call, request.rpt(), aat, asked.client(), asked.resourceServer());
    RptIssuer issuer = new RptIssuer(call);
    AccessToken rpt = issuer.create(aat, asked.client());
    boolean upgraded =
        new PermissionTickets(call.session())
            .redeem(
                request.ticket(),
                aat,
                new GrantedRpt(rpt.getId(), rpt.getExp(), aat.client().getId(), aat.user().getId()),
                upgrade.map(RptUpgrade::toUpgradedRpt).orElse(null));
    List<CurrentPermission> now = issuer.permissions(rpt, ticket.id(), granted.parts());
    List<CurrentPermission> all =
        RptIssuer.put(
            rpt,
            now,
            upgraded ? upgrade.map(RptUpgrade::permissions).orElse(List.of()) : List.of());
    events.accessGranted(
        aat,
        rpt,
        new AccessGrant(
            ticket.id(),
            ticket.ownerId(),
            asked.client(),
            details(now),
            details(all),
            granted.basis().terms().stream().map(RptEndpoint::detail).toList(),
            granted.basis().claims()));
    if (upgraded) {
      upgrade.ifPresent(
          before ->
              revoke(
                  new GrantedRpt(
                      before.rpt().getId(),
                      before.rpt().getExp(),
                      aat.client().getId(),
                      aat.user().getId())));
    }
    return UmaResponses.json(
            200,
            JsonNodeFactory.instance.objectNode().put("rpt", call.session().tokens().encode(rpt)))
        .build();
  }

  private static List<PermissionDetail> details(List<CurrentPermission> permissions) {
    return permissions.stream().map(CurrentPermission::toDetail).toList();
  }

  private static TermsDetail detail(TermsAcceptance accepted) {
    return new TermsDetail(
        accepted.resourceSetId(), accepted.version(), accepted.language(), accepted.hash());
  }

  private void revoke(GrantedRpt rpt) {
    long lifespan = rpt.expiresAt() - Time.currentTimeSeconds();
    if (lifespan > 0 && call.session().revokedTokens().put(rpt.id(), lifespan)) {
      events.rptRevoked(rpt.id(), rpt.clientId(), rpt.requestingPartyId());
    }
  }
}
