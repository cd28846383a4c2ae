package io.github.umatrust.uma.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.permission.PermissionTicket;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.token.AccountToken;
import io.github.umatrust.uma.token.AuthorizationToken;
import io.github.umatrust.uma.token.ProtectionToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.representations.AccessToken;

/**
 * Sends the UMA interactions of a request as Keycloak events: to the realm's event listeners and,
 * as the realm is configured, to its event log. Never a token, a ticket or a claim's value.
 */
public final class UmaEvents {

  private final UmaCall call;

  public UmaEvents(UmaCall call) {
    this.call = call;
  }

  /**
   * A resource server registered permissions (UMA Core 1.0.1 §3.2).
   *
   * @param ownerId who owns the resource sets
   * @param expiresAt when the ticket ends, in seconds since the epoch
   */
  public void permissionRegistered(
      ProtectionToken pat,
      String ticketId,
      String ownerId,
      List<PermissionDetail> permissions,
      long expiresAt) {
    interaction(EventType.PERMISSION_TOKEN, UmaEventDetails.INTERACTION_PERMISSION_REGISTERED)
        .client(pat.client())
        .user(pat.user())
        .session(pat.token().getSessionId())
        .detail(UmaEventDetails.AUTHORIZED_BY, pat.token().getId())
        .detail(UmaEventDetails.TICKET_ID, ticketId)
        .detail(UmaEventDetails.RESOURCE_SERVER, pat.client().getClientId())
        .detail(UmaEventDetails.AUTHORIZING_PARTY, ownerId)
        .detail(UmaEventDetails.PERMISSIONS, PermissionDetail.toJson(permissions))
        .detail(UmaEventDetails.EXPIRES_AT, Long.toString(expiresAt))
        .success();
  }

  /** Access was granted on a ticket, and an RPT issued (§3.5.3): two interactions of one answer. */
  public void accessGranted(AuthorizationToken aat, AccessToken rpt, AccessGrant grant) {
    for (String interaction :
        List.of(
            UmaEventDetails.INTERACTION_AUTHORIZATION_GRANTED,
            UmaEventDetails.INTERACTION_RPT_ISSUED)) {
      boolean issued = interaction.equals(UmaEventDetails.INTERACTION_RPT_ISSUED);
      EventBuilder event =
          interaction(EventType.PERMISSION_TOKEN, interaction)
              .client(aat.client())
              .user(aat.user())
              .session(rpt.getSessionId())
              .detail(Details.TOKEN_ID, rpt.getId())
              .detail(UmaEventDetails.AUTHORIZED_BY, aat.token().getId())
              .detail(UmaEventDetails.TICKET_ID, grant.ticketId())
              .detail(UmaEventDetails.RESOURCE_SERVER, grant.resourceServer().getClientId())
              .detail(UmaEventDetails.AUTHORIZING_PARTY, grant.ownerId())
              .detail(UmaEventDetails.REQUESTING_PARTY, aat.user().getId())
              .detail(UmaEventDetails.CLIENT, aat.client().getClientId())
              .detail(
                  UmaEventDetails.PERMISSIONS,
                  PermissionDetail.toJson(issued ? grant.permissions() : grant.granted()))
              .detail(UmaEventDetails.EXPIRES_AT, Long.toString(rpt.getExp()));
      if (!grant.terms().isEmpty()) {
        event.detail(UmaEventDetails.TERMS, TermsDetail.toJson(grant.terms()));
      }
      if (!grant.claims().isEmpty()) {
        event.detail(UmaEventDetails.CLAIMS, names(grant.claims()));
      }
      event.success();
    }
  }

  /**
   * An RPT was revoked, because another client presented the ticket it was granted on (§3.2.2).
   *
   * @param clientId the client it was granted to, by Keycloak's id
   * @param requestingPartyId the requesting party's user id
   */
  public void rptRevoked(String rptId, String clientId, String requestingPartyId) {
    event(EventType.REVOKE_GRANT)
        .client(call.realm().getClientById(clientId))
        .user(requestingPartyId)
        .detail(Details.TOKEN_ID, rptId)
        .success();
  }

  /** An RPT was revoked by an administrator, who knows no more of it than its id. */
  public void rptRevoked(String rptId) {
    event(EventType.REVOKE_GRANT).detail(Details.TOKEN_ID, rptId).success();
  }

  /**
   * A request for access was refused; the error code says why.
   *
   * @param claimTokensRefused why pushed claim tokens were not believed, one reason for each,
   *     separated by commas; empty where none was refused
   */
  public void rptRefused(AuthorizationToken aat, String error, String claimTokensRefused) {
    EventBuilder event =
        event(EventType.PERMISSION_TOKEN)
            .client(aat.client())
            .user(aat.user())
            .session(aat.token().getSessionId());
    if (!claimTokensRefused.isEmpty()) {
      event.detail(UmaEventDetails.CLAIM_TOKENS_REFUSED, claimTokensRefused);
    }
    event.error(error);
  }

  /**
   * A client pushed claims of the requesting party that an owner requires (§3.6.2).
   *
   * @param permissions the resource sets and scopes that they are supplied for
   * @param claims the names of the claims
   */
  public void claimsPushed(
      AuthorizationToken aat,
      PermissionTicket ticket,
      ClientModel resourceServer,
      List<PermissionDetail> permissions,
      List<String> claims) {
    interaction(EventType.UPDATE_CONSENT, UmaEventDetails.INTERACTION_CLAIMS_SUPPLIED)
        .client(aat.client())
        .user(aat.user())
        .session(aat.token().getSessionId())
        .detail(UmaEventDetails.AUTHORIZED_BY, aat.token().getId())
        .detail(UmaEventDetails.TICKET_ID, ticket.id())
        .detail(UmaEventDetails.RESOURCE_SERVER, resourceServer.getClientId())
        .detail(UmaEventDetails.AUTHORIZING_PARTY, ticket.ownerId())
        .detail(UmaEventDetails.REQUESTING_PARTY, aat.user().getId())
        .detail(UmaEventDetails.CLIENT, aat.client().getClientId())
        .detail(UmaEventDetails.PERMISSIONS, PermissionDetail.toJson(permissions))
        .detail(UmaEventDetails.EXPIRES_AT, Long.toString(ticket.expiresAt()))
        .detail(UmaEventDetails.CLAIMS, names(claims))
        .success();
  }

  /** The event of an introspection that has only begun. */
  public EventBuilder introspection(ProtectionToken pat) {
    return event(EventType.INTROSPECT_TOKEN).client(pat.client());
  }

  /** A resource server learned what an active RPT permits (§3.4.1). */
  public void introspected(
      ProtectionToken pat, AccessToken rpt, List<PermissionDetail> permissions) {
    EventBuilder event =
        interaction(EventType.INTROSPECT_TOKEN, UmaEventDetails.INTERACTION_RPT_INTROSPECTED)
            .client(pat.client())
            .user(pat.user())
            .detail(UmaEventDetails.AUTHORIZED_BY, pat.token().getId())
            .detail(UmaEventDetails.RESOURCE_SERVER, pat.client().getClientId())
            .detail(UmaEventDetails.AUTHORIZING_PARTY, pat.ownerId())
            .detail(UmaEventDetails.PERMISSIONS, PermissionDetail.toJson(permissions));
    addRpt(event, rpt);
    addTicket(event, permissions);
    event.success();
  }

  /**
   * A requesting party gave claims or accepted terms on the server's own page (§3.6.3). Who only
   * accepted terms has stated nothing about themselves.
   *
   * @param visit who, for which ticket
   * @param claims the names of the claims that were given
   * @param terms the terms that were accepted
   */
  public void claimsSupplied(ClaimsVisit visit, List<String> claims, List<TermsDetail> terms) {
    EventBuilder event = answered(visit, claims, terms);
    if (!claims.isEmpty()) {
      event.detail(UmaEventDetails.INTERACTION, UmaEventDetails.INTERACTION_CLAIMS_SUPPLIED);
    }
    if (!terms.isEmpty()) {
      event.detail(UmaEventDetails.ACTION, UmaEventDetails.ACTION_TERMS_ACCEPTED);
    }
    event.success();
  }

  /**
   * A requesting party refused to give claims or to accept terms, so that nothing was given.
   *
   * @param claims the names of the claims that were asked for
   * @param terms the terms that were shown
   */
  public void claimsRefused(ClaimsVisit visit, List<String> claims, List<TermsDetail> terms) {
    answered(visit, claims, terms).error(Errors.REJECTED_BY_USER);
  }

  private EventBuilder answered(ClaimsVisit visit, List<String> claims, List<TermsDetail> terms) {
    return event(EventType.UPDATE_CONSENT)
        .client(visit.client())
        .user(visit.user())
        .session(visit.sessionId())
        .detail(UmaEventDetails.TICKET_ID, visit.ticketId())
        .detail(UmaEventDetails.RESOURCE_SERVER, visit.resourceServer().getClientId())
        .detail(UmaEventDetails.AUTHORIZING_PARTY, visit.ownerId())
        .detail(UmaEventDetails.REQUESTING_PARTY, visit.user().getId())
        .detail(UmaEventDetails.CLIENT, visit.client().getClientId())
        .detail(UmaEventDetails.PERMISSIONS, PermissionDetail.toJson(visit.permissions()))
        .detail(UmaEventDetails.EXPIRES_AT, Long.toString(visit.expiresAt()))
        .detail(UmaEventDetails.CLAIMS, names(claims))
        .detail(UmaEventDetails.TERMS, TermsDetail.toJson(terms));
  }

  /**
   * A resource server told how it answered a request for access: one interaction, or two where the
   * client gained access with a valid permission.
   *
   * @param rpt the RPT of the request; null where the request had none
   * @param permission the resource set and scopes that access was asked to
   * @param gained whether the client gained access with a valid permission
   */
  public void accessReported(
      ProtectionToken pat,
      @Nullable AccessToken rpt,
      PermissionDetail permission,
      AccessReportDetail report,
      boolean gained) {
    for (String interaction :
        gained
            ? List.of(
                UmaEventDetails.INTERACTION_ACCESS_REPORTED,
                UmaEventDetails.INTERACTION_ACCESS_ANSWERED)
            : List.of(UmaEventDetails.INTERACTION_ACCESS_ANSWERED)) {
      EventBuilder event =
          interaction(EventType.PERMISSION_TOKEN, interaction)
              .client(pat.client())
              .user(pat.user())
              .detail(UmaEventDetails.AUTHORIZED_BY, pat.token().getId())
              .detail(UmaEventDetails.RESOURCE_SERVER, pat.client().getClientId())
              .detail(UmaEventDetails.AUTHORIZING_PARTY, pat.ownerId())
              .detail(UmaEventDetails.PERMISSIONS, PermissionDetail.toJson(List.of(permission)));
      if (rpt != null) {
        addRpt(event, rpt);
      }
      addTicket(event, List.of(permission));
      report.addTo(event);
      event.success();
    }
  }

  /** The event of a revocation that has only begun. */
  public EventBuilder revocation() {
    return event(EventType.REVOKE_GRANT);
  }

  /**
   * An owner changed what a resource set requires.
   *
   * @param resourceSetId the resource set, by Keycloak's id
   * @param termsVersion the version of its terms; null where it has none
   */
  public void requirementsChanged(
      AccountToken account, String resourceSetId, @Nullable String termsVersion) {
    EventBuilder event =
        action(account, UmaEventDetails.ACTION_REQUIREMENTS_CHANGED, resourceSetId)
            .detail(UmaEventDetails.AUTHORIZING_PARTY, account.user().getId());
    if (termsVersion != null) {
      event.detail(UmaEventDetails.TERMS_VERSION, termsVersion);
    }
    event.success();
  }

  /**
   * An owner took back the permissions on a resource set.
   *
   * @param requestingPartyId whose, by user id; null for everybody's
   */
  public void permissionsTakenBack(
      AccountToken account, String resourceSetId, @Nullable String requestingPartyId) {
    EventBuilder event =
        action(account, UmaEventDetails.ACTION_PERMISSIONS_TAKEN_BACK, resourceSetId)
            .detail(UmaEventDetails.AUTHORIZING_PARTY, account.user().getId());
    if (requestingPartyId != null) {
      event.detail(UmaEventDetails.REQUESTING_PARTY, requestingPartyId);
    }
    event.success();
  }

  /** A requesting party no longer accepts the terms of a resource set. */
  public void termsWithdrawn(AccountToken account, String resourceSetId, String termsVersion) {
    action(account, UmaEventDetails.ACTION_TERMS_WITHDRAWN, resourceSetId)
        .detail(UmaEventDetails.REQUESTING_PARTY, account.user().getId())
        .detail(UmaEventDetails.TERMS_VERSION, termsVersion)
        .success();
  }

  /** A requesting party had the claims forgotten that it supplied for a resource set. */
  public void claimsForgotten(AccountToken account, String resourceSetId) {
    action(account, UmaEventDetails.ACTION_CLAIMS_FORGOTTEN, resourceSetId)
        .detail(UmaEventDetails.REQUESTING_PARTY, account.user().getId())
        .success();
  }

  private EventBuilder action(AccountToken account, String action, String resourceSetId) {
    return event(EventType.UPDATE_CONSENT)
        .client(account.client())
        .user(account.user())
        .session(account.token().getSessionId())
        .detail(UmaEventDetails.ACTION, action)
        .detail(UmaEventDetails.RESOURCE_SET_ID, resourceSetId);
  }

  private static String names(List<String> claims) {
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    claims.forEach(names::add);
    return names.toString();
  }

  /** The RPT that a resource server has, or was shown. */
  private static void addRpt(EventBuilder event, AccessToken rpt) {
    event
        .detail(Details.TOKEN_ID, rpt.getId())
        .detail(UmaEventDetails.REQUESTING_PARTY, rpt.getSubject())
        .detail(UmaEventDetails.CLIENT, rpt.getIssuedFor())
        .detail(UmaEventDetails.EXPIRES_AT, Long.toString(rpt.getExp()));
    if (rpt.getSessionId() != null) {
      event.detail(UmaEventDetails.TOKEN_SESSION, rpt.getSessionId());
    }
  }

  /** The one ticket that all of this was granted on, if it is one. */
  private static void addTicket(EventBuilder event, List<PermissionDetail> permissions) {
    List<String> tickets = new ArrayList<>();
    for (PermissionDetail permission : permissions) {
      String ticketId = permission.ticketId();
      if (ticketId == null) {
        return;
      }
      tickets.add(ticketId);
    }
    if (tickets.stream().distinct().count() == 1) {
      event.detail(UmaEventDetails.TICKET_ID, tickets.get(0));
    }
  }

  private EventBuilder interaction(EventType type, String interaction) {
    return event(type).detail(UmaEventDetails.INTERACTION, interaction);
  }

  private EventBuilder event(EventType type) {
    return new EventBuilder(
            call.realm(), call.session(), call.session().getContext().getConnection())
        .event(type);
  }
}
