package io.github.umatrust.uma.claimsgathering;

import java.util.Locale;

/** What the person's visit came to, as the client is told (UMA Core 1.0.1 §3.6.3). */
enum AuthorizationState {
  /** The client can ask for the RPT again. */
  CLAIMS_SUBMITTED,

  /** The person refused. */
  NOT_AUTHORIZED,

  /** Something is missing that cannot be given here; the RPT endpoint says what. */
  NEED_INFO,

  /** The owner has to decide first. */
  REQUEST_SUBMITTED;

  /** The value of the parameter {@code authorization_state}. */
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
