package io.github.umatrust.obligations.recording;

/**
 * The detail keys of the events that a UMA 1.0.1 authorization server fires on the request's own
 * session. The ledger shares no class with whoever fires them; {@code docs/EVENTS.md} is the
 * contract.
 */
public final class UmaEventDetails {

  /** Which interaction it was; its presence is what makes an event ours. */
  public static final String INTERACTION = "uma_interaction";

  /** Opaque id of the permission ticket, never the ticket. */
  public static final String TICKET_ID = "uma_ticket_id";

  /** {@code client_id} of the resource server. */
  public static final String RESOURCE_SERVER = "uma_resource_server";

  /** User id of the owner, or internal id of the client that owns. */
  public static final String AUTHORIZING_PARTY = "uma_authorizing_party";

  /** User id of the requesting party, where the event's own user is somebody else. */
  public static final String REQUESTING_PARTY = "uma_requesting_party";

  /** {@code client_id} of the requesting client, where the event's own client is another. */
  public static final String CLIENT = "uma_client";

  /** JSON array of permissions. */
  public static final String PERMISSIONS = "uma_permissions";

  /** When ticket or RPT expires, seconds since the epoch. */
  public static final String EXPIRES_AT = "uma_expires_at";

  /** The id that the resource server gave its report of an access. */
  public static final String REPORT_ID = "uma_report_id";

  /** When the reported access took place, seconds since the epoch. */
  public static final String OCCURRED_AT = "uma_occurred_at";

  /** What the resource server did: {@code allow}, {@code deny} or {@code challenge}. */
  public static final String DECISION = "uma_decision";

  /** The HTTP status of its answer. */
  public static final String HTTP_STATUS = "uma_http_status";

  /** Why, in the resource server's words. */
  public static final String REASON = "uma_reason";

  /** {@code true} where access was given without a permission for it. */
  public static final String CONTRADICTION = "uma_contradiction";

  /** {@code true} where nobody can tell any more if the RPT was good when access was given. */
  public static final String UNVERIFIED = "uma_unverified";

  /** {@code jti} of the PAT or AAT under which it happened. */
  public static final String AUTHORIZED_BY = "uma_authorized_by";

  /** Session of an RPT that its resource server has been shown. */
  public static final String TOKEN_SESSION = "uma_token_session";

  /** JSON array of terms that were accepted, or that a grant rests on. */
  public static final String TERMS = "uma_terms";

  /** JSON array of the names of claims that were supplied, or that a grant rests on. */
  public static final String CLAIMS = "uma_claims";

  private UmaEventDetails() {}
}
