package io.github.umatrust.uma.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.rpt.Permission;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.AccessToken;

/**
 * What a resource server reports of one request for access.
 *
 * @param id the id it gave the report
 * @param occurredAt when it answered the request, in seconds since the epoch
 * @param rpt the RPT of the request; null where it had none
 * @param resourceSetId the resource set, as the resource server knows it
 * @param scopes the scopes that the access needed, at least one
 * @param decision what it did
 * @param httpStatus the HTTP status of its answer; null where it does not say
 * @param reason why, in its words; null where it does not say
 */
record AccessReport(
    String id,
    long occurredAt,
    @Nullable String rpt,
    String resourceSetId,
    List<String> scopes,
    Decision decision,
    @Nullable Integer httpStatus,
    @Nullable String reason) {

  /** By so many seconds the clocks of resource server and authorization server may differ. */
  static final int SKEW = 60;

  /** For so many seconds an access can be reported: a day. */
  static final int REPORTABLE = 86_400;

  private static final int LONGEST_TOKEN = 16 * 1024;

  AccessReport {
    scopes = List.copyOf(scopes);
  }

  /**
   * Reads a report.
   *
   * @throws UmaException {@code invalid_request}, with the member that is wrong
   */
  static AccessReport of(JsonRequest request) {
    String id = request.requiredText("report_id");
    Long occurredAt = number(request, "occurred_at", 0, Long.MAX_VALUE / 1000);
    if (occurredAt == null) {
      throw UmaException.invalidRequest("occurred_at is missing");
    }
    Decision decision =
        Decision.of(request.requiredText("decision"))
            .orElseThrow(
                () -> UmaException.invalidRequest("decision must be allow, deny or challenge"));
    String rpt = token(request);
    if (rpt == null && decision == Decision.ALLOW) {
      throw UmaException.invalidRequest("rpt is missing: nobody is allowed access without one");
    }
    Long status = number(request, "http_status", 100, 599);
    return new AccessReport(
        id,
        occurredAt,
        rpt,
        request.requiredText("resource_set_id"),
        request.requiredTexts("scopes", ResourceSets.MOST_SCOPES),
        decision,
        status == null ? null : status.intValue(),
        request.optionalText("reason"));
  }

  private static @Nullable Long number(JsonRequest request, String member, long least, long most) {
    JsonNode value = request.object().get(member);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw UmaException.invalidRequest(
          member + " must be a whole number from " + least + " to " + most);
    }
    return value.longValue();
  }

  private static @Nullable String token(JsonRequest request) {
    JsonNode value = request.object().get("rpt");
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw UmaException.invalidRequest("rpt must be text");
    }
    if (value.textValue().length() > LONGEST_TOKEN) {
      throw UmaException.invalidRequest("rpt is longer than " + LONGEST_TOKEN + " characters");
    }
    return value.textValue();
  }

  /**
   * Checks that the access can have taken place when the report says.
   *
   * @param now the time, in seconds since the epoch
   * @throws UmaException {@code invalid_request} when it is too long ago, or yet to come
   */
  void checkTime(long now) {
    if (occurredAt > now + SKEW) {
      throw UmaException.invalidRequest("occurred_at is in the future");
    }
    if (occurredAt < now - REPORTABLE) {
      throw UmaException.invalidRequest(
          "occurred_at is more than " + REPORTABLE + " seconds in the past");
    }
  }

  /**
   * Checks that there was such an RPT when the access took place.
   *
   * @throws UmaException {@code invalid_request} when it was issued later
   */
  void checkTime(AccessToken verifiedRpt) {
    if (verifiedRpt.getIat() != null && occurredAt < verifiedRpt.getIat() - SKEW) {
      throw UmaException.invalidRequest("occurred_at is before the RPT was issued");
    }
  }

  /**
   * Those permissions of an RPT on the resource set that were current when the access took place.
   *
   * @param resourceId the resource set, by Keycloak's id
   * @param notBefore until when permissions on it were taken back, in seconds since the epoch; null
   *     where none were
   */
  List<Permission> current(AccessToken verifiedRpt, String resourceId, @Nullable Long notBefore) {
    boolean before = notBefore == null || occurredAt <= notBefore + SKEW;
    return Permission.read(verifiedRpt.getOtherClaims().get(Permission.CLAIM)).stream()
        .map(p -> p.within(verifiedRpt.getExp()))
        .filter(p -> p.resourceSetId().equals(resourceId))
        .filter(p -> p.holdsAt(occurredAt - SKEW))
        .filter(p -> before || !p.isTakenBack(notBefore))
        .toList();
  }

  /** Whether these permissions together are for every scope of the access. */
  boolean isCoveredBy(List<Permission> permissions) {
    Set<String> permitted =
        permissions.stream().flatMap(p -> p.scopes().stream()).collect(Collectors.toSet());
    return permitted.containsAll(scopes);
  }

  /**
   * The report in one form, however it was written: two reports are the same when theirs are the
   * same.
   */
  String canonical() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("report_id", id);
    json.put("occurred_at", occurredAt);
    json.put("rpt", rpt);
    json.put("resource_set_id", resourceSetId);
    scopes.stream().sorted().forEach(json.putArray("scopes")::add);
    json.put("decision", decision.value());
    json.put("http_status", httpStatus);
    json.put("reason", reason);
    return json.toString();
  }
}
