package io.github.umatrust.uma.event;

import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;

/**
 * What a resource server says of one request for access, as events tell of it.
 *
 * @param id the id that the resource server gave the report
 * @param occurredAt when it answered, in seconds since the epoch
 * @param decision what it did
 * @param httpStatus the HTTP status of its answer; null where it did not say
 * @param reason why, in its words; null where it did not say
 * @param contradiction whether it gave access without a permission for it
 * @param unverified whether nobody can tell any more if the RPT was good then
 */
public record AccessReportDetail(
    String id,
    long occurredAt,
    String decision,
    @Nullable Integer httpStatus,
    @Nullable String reason,
    boolean contradiction,
    boolean unverified) {

  void addTo(EventBuilder event) {
    event
        .detail(UmaEventDetails.REPORT_ID, id)
        .detail(UmaEventDetails.OCCURRED_AT, Long.toString(occurredAt))
        .detail(UmaEventDetails.DECISION, decision);
    if (httpStatus != null) {
      event.detail(UmaEventDetails.HTTP_STATUS, Integer.toString(httpStatus));
    }
    if (reason != null) {
      event.detail(UmaEventDetails.REASON, reason);
    }
    if (contradiction) {
      event.detail(UmaEventDetails.CONTRADICTION, Boolean.toString(true));
    }
    if (unverified) {
      event.detail(UmaEventDetails.UNVERIFIED, Boolean.toString(true));
    }
  }
}
