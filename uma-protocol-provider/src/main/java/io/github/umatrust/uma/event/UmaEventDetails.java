package io.github.umatrust.uma.event;

/**
 * The keys of event details by which others, the obligations ledger among them, learn of UMA
 * interactions.
 */
final class UmaEventDetails {

  /** Which interaction took place; its values are the constants of this class that begin so. */
  static final String INTERACTION = "uma_interaction";

  static final String INTERACTION_PERMISSION_REGISTERED = "permission_registered";
  static final String INTERACTION_AUTHORIZATION_GRANTED = "authorization_granted";
  static final String INTERACTION_RPT_ISSUED = "rpt_issued";
  static final String INTERACTION_RPT_INTROSPECTED = "rpt_introspected";

  /** Names a permission ticket without being one. */
  static final String TICKET_ID = "uma_ticket_id";

  /** The resource server's client id. */
  static final String RESOURCE_SERVER = "uma_resource_server";

  /**
   * Who owns the resource set: a user's id, or the id of the resource server's client in Keycloak.
   */
  static final String AUTHORIZING_PARTY = "uma_authorizing_party";

  /** The requesting party's user id. */
  static final String REQUESTING_PARTY = "uma_requesting_party";

  /** The client id of the requesting party's client. */
  static final String CLIENT = "uma_client";

  /** A JSON array of permissions. */
  static final String PERMISSIONS = "uma_permissions";

  /** When the ticket or token ends, in seconds since the epoch. */
  static final String EXPIRES_AT = "uma_expires_at";

  static final String INTERACTION_CLAIMS_SUPPLIED = "claims_supplied";

  /** A JSON array of the names of claims, never their values. */
  static final String CLAIMS = "uma_claims";

  /** Why pushed claim tokens were not believed: reasons separated by commas, one for each. */
  static final String CLAIM_TOKENS_REFUSED = "uma_claim_tokens_refused";

  /** A JSON array of terms by resource set, version, language and hash. */
  static final String TERMS = "uma_terms";

  static final String INTERACTION_ACCESS_REPORTED = "access_reported";
  static final String INTERACTION_ACCESS_ANSWERED = "access_answered";

  /** The id that a resource server gave its report of an access. */
  static final String REPORT_ID = "uma_report_id";

  /** When the reported access took place, in seconds since the epoch, by the reporter's clock. */
  static final String OCCURRED_AT = "uma_occurred_at";

  /** What the resource server did: {@code allow}, {@code deny} or {@code challenge}. */
  static final String DECISION = "uma_decision";

  /** The HTTP status that the resource server answered with. */
  static final String HTTP_STATUS = "uma_http_status";

  /** Why, in the resource server's words. */
  static final String REASON = "uma_reason";

  /** {@code true} where the resource server gave access without a permission for it. */
  static final String CONTRADICTION = "uma_contradiction";

  /**
   * {@code true} where the RPT has been revoked since, or its client, user or session is gone, and
   * nobody can tell any more whether that was before the access.
   */
  static final String UNVERIFIED = "uma_unverified";

  /**
   * What an owner or a requesting party did by the own account, or on a page; its values are the
   * constants of this class that begin so. No interaction of the protocol.
   */
  static final String ACTION = "uma_action";

  static final String ACTION_REQUIREMENTS_CHANGED = "requirements_changed";
  static final String ACTION_PERMISSIONS_TAKEN_BACK = "permissions_taken_back";
  static final String ACTION_TERMS_ACCEPTED = "terms_accepted";
  static final String ACTION_TERMS_WITHDRAWN = "terms_withdrawn";
  static final String ACTION_CLAIMS_FORGOTTEN = "claims_forgotten";

  /** A resource set, by Keycloak's id. */
  static final String RESOURCE_SET_ID = "uma_resource_set_id";

  /** The version of the terms of a resource set. */
  static final String TERMS_VERSION = "uma_terms_version";

  /** The id of the PAT or AAT under which it happened. */
  static final String AUTHORIZED_BY = "uma_authorized_by";

  /** The session of an RPT that somebody else than its client uses. */
  static final String TOKEN_SESSION = "uma_token_session";

  private UmaEventDetails() {}
}
