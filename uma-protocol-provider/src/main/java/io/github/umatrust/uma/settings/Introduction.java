package io.github.umatrust.uma.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which clients become resource servers when they first use a PAT. */
public enum Introduction {
  /** None: an administrator switches <em>Authorization</em> on for a client. */
  NONE,

  /** Those that registered themselves (OpenID Connect Dynamic Client Registration 1.0). */
  REGISTERED,

  /** Every confidential client that may ask for the scope. */
  ANY;

  /** The value of the setting. */
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Introduction> of(String value) {
    return Arrays.stream(values()).filter(i -> i.value().equals(value)).findFirst();
  }
}
