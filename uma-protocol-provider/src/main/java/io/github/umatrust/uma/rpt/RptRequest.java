package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import org.jspecify.annotations.Nullable;

/**
 * A request for an RPT (UMA Core 1.0.1 §3.5.1).
 *
 * @param ticket the permission ticket
 * @param rpt the RPT that did not suffice; null when there is none
 */
record RptRequest(String ticket, @Nullable String rpt) {

  private static final int LONGEST_RPT = 16 * 1024;

  /**
   * Reads a request.
   *
   * @throws UmaException {@code invalid_request} naming the member that is wrong, or {@code
   *     invalid_ticket} for what cannot be one
   */
  static RptRequest of(JsonRequest request) {
    return new RptRequest(ticket(request), rpt(request));
  }

  /** A text that is too long to be a ticket is one that nobody knows. */
  private static String ticket(JsonRequest request) {
    JsonNode ticket = request.object().get("ticket");
    if (ticket != null
        && ticket.isTextual()
        && ticket.textValue().length() > JsonRequest.MAX_TEXT) {
      throw UmaException.invalidTicket();
    }
    return request.requiredText("ticket");
  }

  /** A text that is too long to be an RPT is none, which is no fault. */
  private static @Nullable String rpt(JsonRequest request) {
    JsonNode rpt = request.object().get("rpt");
    if (rpt == null) {
      return null;
    }
    if (!rpt.isTextual()) {
      throw UmaException.invalidRequest("rpt must be text");
    }
    return rpt.textValue().length() > LONGEST_RPT ? null : rpt.textValue();
  }
}
