package io.github.umatrust.uma.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * A request that is refused, as the protocol says it: UMA error responses (UMA Core 1.0.1 §4.2),
 * and OAuth error responses where the access token is at fault (RFC 6750 §3.1). Thrown before
 * anything was changed, or together with the rollback of what was, but for what {@link
 * #changesStay} says.
 */
public final class UmaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;
  private final transient Map<String, String> headers;
  private final boolean changesStay;
  private final transient @Nullable ObjectNode details;

  private UmaException(
      int status,
      String error,
      String description,
      Map<String, String> headers,
      boolean changesStay,
      @Nullable ObjectNode details) {
    super(description);
    this.status = status;
    this.error = error;
    this.headers = headers;
    this.changesStay = changesStay;
    this.details = details;
  }

  private UmaException(int status, String error, String description, Map<String, String> headers) {
    this(status, error, description, headers, false, null);
  }

  private static UmaException of(int status, String error, String description) {
    return new UmaException(status, error, description, Map.of());
  }

  /** Something is missing, doubled or malformed (UMA Core 1.0.1 §4.2). */
  public static UmaException invalidRequest(String description) {
    return of(400, "invalid_request", description);
  }

  /** The resource set of a permission is not one of this owner at this resource server (§3.2.1). */
  public static UmaException invalidResourceSetId() {
    return of(400, "invalid_resource_set_id", "no such resource set is registered");
  }

  /** A scope of a permission was not registered for the resource set (§3.2.1). */
  public static UmaException invalidScope() {
    return of(400, "invalid_scope", "a scope is not registered for the resource set");
  }

  /** The ticket is not known, or no longer (§3.5.4). */
  public static UmaException invalidTicket() {
    return invalidTicket(false);
  }

  /**
   * The ticket was granted to another client, which looks like theft; what was revoked for it stays
   * revoked (§3.2.2). The answer is that of an unknown ticket.
   */
  public static UmaException invalidTicketOfAnother() {
    return invalidTicket(true);
  }

  private static UmaException invalidTicket(boolean changesStay) {
    return new UmaException(
        400, "invalid_ticket", "the permission ticket is not known", Map.of(), changesStay, null);
  }

  /** The ticket is too old (§3.5.4). */
  public static UmaException expiredTicket() {
    return of(400, "expired_ticket", "the permission ticket has expired");
  }

  /**
   * The policies do not allow what the ticket asks for (§3.5.4). Claims that were sent are kept.
   */
  public static UmaException notAuthorized() {
    return assessed("not_authorized", "access is not granted", null);
  }

  /**
   * The requesting party can do something for access (§3.5.4). Claims that were sent are kept.
   *
   * @param details what, as {@code error_details}
   */
  public static UmaException needInfo(ObjectNode details) {
    return assessed("need_info", "more must be known of the requesting party", details);
  }

  /** The owner was asked, and has to answer first (§3.5.4). */
  public static UmaException requestSubmitted() {
    return assessed("request_submitted", "the owner has been asked and must decide", null);
  }

  private static UmaException assessed(
      String error, String description, @Nullable ObjectNode details) {
    return new UmaException(403, error, description, Map.of(), true, details);
  }

  /** There is no such resource set (Resource Set Registration 1.0.1 §3). */
  public static UmaException notFound() {
    return of(404, "not_found", "no such resource set is registered");
  }

  /** What is named is not there, or somebody else's. */
  public static UmaException notFound(String description) {
    return of(404, "not_found", description);
  }

  /** The method is none of the API's (Resource Set Registration 1.0.1 §3). */
  public static UmaException unsupportedMethodType(String allowed) {
    return new UmaException(
        405,
        "unsupported_method_type",
        "allowed here: " + allowed,
        Map.of(HttpHeaders.ALLOW, allowed));
  }

  /**
   * The resource set is not as the request takes it to be (draft 00 of Resource Set Registration
   * §3).
   */
  public static UmaException preconditionFailed() {
    return of(412, "precondition_failed", "the resource set is another revision, or not there");
  }

  /** What should be an RPT for the resource server is none. */
  public static UmaException invalidRpt() {
    return of(400, "invalid_rpt", "the RPT is none that was issued for this resource server");
  }

  /** Something else was received under the same id. */
  public static UmaException conflict(String description) {
    return of(409, "conflict", description);
  }

  /** A token is not of the kind that can be revoked here (RFC 7009 §2.2.1). */
  public static UmaException unsupportedTokenType() {
    return of(400, "unsupported_token_type", "only an RPT can be revoked here");
  }

  /** A client policy of the realm refuses the request. */
  public static UmaException refusedByPolicy(ClientPolicyException refused) {
    return of(
        refused.getErrorStatus().getStatusCode(), refused.getError(), refused.getErrorDetail());
  }

  /** The server's or the resource server's settings forbid the request. */
  public static UmaException accessDenied(String description) {
    return of(403, "access_denied", description);
  }

  /** A concurrent request was first; the same request will do a moment later. */
  public static UmaException temporarilyUnavailable() {
    return new UmaException(
        503,
        "temporarily_unavailable",
        "a concurrent change was first: try again",
        Map.of(HttpHeaders.RETRY_AFTER, "1"));
  }

  /** The request carries no access token: a challenge without an error code (RFC 6750 §3.1). */
  public static UmaException tokenMissing(Challenge challenge) {
    return new UmaException(
        401,
        "invalid_token",
        "an access token is required",
        Map.of(HttpHeaders.WWW_AUTHENTICATE, challenge.header()));
  }

  /** The access token is expired, revoked, malformed or of another kind (RFC 6750 §3.1). */
  public static UmaException invalidToken(Challenge challenge) {
    return refusedToken(401, challenge, "invalid_token", "the access token is not valid", null);
  }

  /**
   * The access token does not have the scope, or its client is not entitled to use it (RFC 6750
   * §3.1).
   */
  public static UmaException insufficientScope(
      Challenge challenge, String scope, String description) {
    return refusedToken(403, challenge, "insufficient_scope", description, scope);
  }

  private static UmaException refusedToken(
      int status, Challenge challenge, String error, String description, @Nullable String scope) {
    return new UmaException(
        status,
        error,
        description,
        Map.of(HttpHeaders.WWW_AUTHENTICATE, challenge.header(error, description, scope)));
  }

  /** Whether what the request has changed so far is kept, though it is refused. */
  public boolean changesStay() {
    return changesStay;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The error code. */
  public String error() {
    return error;
  }

  /** The headers of the response, by name. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The error message (§4.2). */
  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", error);
    body.put("error_description", getMessage());
    if (details != null) {
      body.set("error_details", details);
    }
    return body;
  }

  /** The error response. */
  public Response toResponse() {
    Response.ResponseBuilder response = UmaResponses.json(status, body());
    headers.forEach(response::header);
    return response.build();
  }
}
