package io.github.umatrust.obligations.recording;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;

/**
 * The answer to a request whose record cannot be kept: 503 {@code temporarily_unavailable} with
 * {@code Retry-After}. An {@link ErrorResponseException} because Keycloak lets that one through on
 * every path and rolls back for it; its relative for CORS requests would commit.
 */
final class LedgerUnavailable {

  /** Seconds after which a client may try again. */
  static final int RETRY_AFTER_SECONDS = 5;

  private LedgerUnavailable() {}

  static ErrorResponseException exception() {
    return new ErrorResponseException(response());
  }

  static Response response() {
    return Response.status(Response.Status.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(
            new OAuth2ErrorRepresentation(
                "temporarily_unavailable", "The obligations ledger cannot record this request."))
        .build();
  }
}
