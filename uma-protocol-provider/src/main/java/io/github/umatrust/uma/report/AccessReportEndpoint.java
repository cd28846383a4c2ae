package io.github.umatrust.uma.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.event.AccessReportDetail;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.PermissionsNotBefore;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.rpt.Permission;
import io.github.umatrust.uma.rpt.SignedRpts;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.Resource;
import org.keycloak.common.util.Time;
import org.keycloak.representations.AccessToken;

/**
 * Access reports; needs a PAT. UMA has no such endpoint. It is where a resource server tells what
 * it did with a request for access, of which two clauses of the binding obligations speak
 * (draft-maler-uma-trust-00 §2.2.1, §2.3.4), and nobody else can.
 */
public final class AccessReportEndpoint {

  private final UmaCall call;

  public AccessReportEndpoint(UmaCall call) {
    this.call = call;
  }

  /**
   * Takes a report: 201 the first time, 200 when the same is sent again, 409 when another one was
   * sent under its id.
   */
  @POST
  public Response report(@Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          ProtectionToken pat = ProtectionToken.of(call);
          AccessReport report = AccessReport.of(JsonRequest.read(headers, body));
          ReceivedReports received = new ReceivedReports(call.session());
          String realmId = call.realm().getId();
          String resourceServerId = pat.client().getId();
          ReceivedReports.Known known = received.find(realmId, resourceServerId, report);
          if (known == ReceivedReports.Known.NEW) {
            Verified verified = verify(pat, report);
            known = received.add(realmId, resourceServerId, report);
            if (known == ReceivedReports.Known.NEW) {
              fire(pat, report, verified);
            }
          }
          return switch (known) {
            case NEW -> accepted(201, report);
            case SAME -> accepted(200, report);
            case OTHER ->
                throw UmaException.conflict(
                    "another report has been received under this report_id");
          };
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("POST");
  }

  /**
   * What a report turns out to be about.
   *
   * @param rpt the RPT of the request; null where it had none
   * @param permission what access was asked to, with the end of the permission for it
   * @param finding what to make of it
   */
  private record Verified(
      @Nullable AccessToken rpt, PermissionDetail permission, Finding finding) {}

  /**
   * Checks that the PAT's resource server registered the resource set for the PAT's owner, that the
   * RPT was issued for it, and that the access can have taken place.
   */
  private Verified verify(ProtectionToken pat, AccessReport report) {
    report.checkTime(Time.currentTimeSeconds());
    Resource resource =
        new ResourceSets(call, pat)
            .find(report.resourceSetId())
            .orElseThrow(UmaException::invalidResourceSetId);
    AccessToken rpt = report.rpt() == null ? null : rpt(pat, report.rpt());
    List<Permission> current = List.of();
    if (rpt != null) {
      report.checkTime(rpt);
      Long notBefore =
          new PermissionsNotBefore(call.session())
              .of(List.of(resource.getId()), rpt.getSubject())
              .get(resource.getId());
      current = report.current(rpt, resource.getId(), notBefore);
    }
    checkScopes(report, resource, current);
    Finding finding =
        Finding.of(
            report.decision(),
            report.isCoveredBy(current),
            () -> rpt != null && SignedRpts.isUnrevoked(call.session(), rpt));
    Long permissionEnds =
        current.stream().map(Permission::expiresAt).min(Long::compareTo).orElse(null);
    return new Verified(
        rpt,
        new PermissionDetail(
            resource.getId(),
            ResourceSets.nameOf(resource),
            report.scopes(),
            permissionEnds,
            onlyTicket(current)),
        finding);
  }

  /** Nobody can tell on which of several the access was given. */
  private static @Nullable String onlyTicket(List<Permission> permissions) {
    List<String> tickets = permissions.stream().map(Permission::ticketId).distinct().toList();
    return tickets.size() == 1 ? tickets.get(0) : null;
  }

  private AccessToken rpt(ProtectionToken pat, String token) {
    return SignedRpts.read(call.session(), token)
        .filter(
            r ->
                r.getAudience() != null
                    && List.of(r.getAudience()).equals(List.of(pat.client().getClientId())))
        .orElseThrow(UmaException::invalidRpt);
  }

  /** A scope may have gone since the access; then the RPT still has it. */
  private static void checkScopes(
      AccessReport report, Resource resource, List<Permission> permissions) {
    Set<String> known = new HashSet<>(ResourceSets.scopesOf(resource));
    permissions.forEach(p -> known.addAll(p.scopes()));
    if (!known.containsAll(report.scopes())) {
      throw UmaException.invalidScope();
    }
  }

  private void fire(ProtectionToken pat, AccessReport report, Verified verified) {
    Finding finding = verified.finding();
    new UmaEvents(call)
        .accessReported(
            pat,
            verified.rpt(),
            verified.permission(),
            new AccessReportDetail(
                report.id(),
                report.occurredAt(),
                report.decision().value(),
                report.httpStatus(),
                report.reason(),
                finding == Finding.CONTRADICTION,
                finding == Finding.UNVERIFIED),
            finding == Finding.GAINED);
  }

  private static Response accepted(int status, AccessReport report) {
    return UmaResponses.json(
            status,
            JsonNodeFactory.instance
                .objectNode()
                .put("report_id", report.id())
                .put("accepted", true))
        .build();
  }
}
