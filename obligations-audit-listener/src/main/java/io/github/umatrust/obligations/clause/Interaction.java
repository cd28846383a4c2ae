package io.github.umatrust.obligations.clause;

import java.util.Optional;

/**
 * The protocol interactions at which obligations begin (draft-maler-uma-trust-00 §1.2). They, and
 * not the clauses, are what happens on the wire, so the journal has one row per interaction.
 */
public enum Interaction {
  PAT_ISSUED("pat_issued"),
  AAT_ISSUED("aat_issued"),
  RPT_ISSUED("rpt_issued"),
  AUTHORIZATION_GRANTED("authorization_granted"),
  PERMISSION_REGISTERED("permission_registered"),
  RPT_INTROSPECTED("rpt_introspected"),
  CLAIMS_SUPPLIED("claims_supplied"),
  /** The client gained access with a valid RPT; only the resource server can tell. */
  ACCESS_REPORTED("access_reported"),
  /** The resource server answered an access request, however; only it can tell. */
  ACCESS_ANSWERED("access_answered");

  private final String id;

  Interaction(String id) {
    this.id = id;
  }

  /** The name used in the journal, in events and in the query API. */
  public String id() {
    return id;
  }

  /** The interaction with this {@link #id()}, or empty when there is none. */
  public static Optional<Interaction> byId(String id) {
    for (Interaction interaction : values()) {
      if (interaction.id.equals(id)) {
        return Optional.of(interaction);
      }
    }
    return Optional.empty();
  }
}
