package io.github.umatrust.uma.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a resource server did with a request for access. */
enum Decision {
  /** It gave access. */
  ALLOW,

  /** It refused. */
  DENY,

  /** It sent the client to the authorization server, with a permission ticket. */
  CHALLENGE;

  /** The value of the member. */
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Decision> of(String value) {
    return Arrays.stream(values()).filter(d -> d.value().equals(value)).findFirst();
  }
}
