package io.github.umatrust.obligations.settings;

import java.util.Locale;
import java.util.Optional;

/** What of Keycloak's own UMA 2.0 the ledger records. */
public enum NativeFlow {
  /** Access tokens that its protection API takes without the scope {@code uma_protection}. */
  PAT,
  /** Permission tickets. */
  TICKET,
  /** Requesting party tokens, with the grants they rest on. */
  RPT,
  /** Introspection of requesting party tokens at Keycloak's introspection endpoint. */
  INTROSPECTION,
  /** What owners approve, share and take back in the account console. */
  APPROVAL;

  /** The name used in the setting. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The flow with this {@link #id()}, or empty when there is none. */
  static Optional<NativeFlow> byId(String id) {
    for (NativeFlow flow : values()) {
      if (flow.id().equals(id)) {
        return Optional.of(flow);
      }
    }
    return Optional.empty();
  }
}
