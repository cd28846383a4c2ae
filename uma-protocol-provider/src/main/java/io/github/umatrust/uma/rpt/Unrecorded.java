package io.github.umatrust.uma.rpt;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;

/** The event of a look at a token that nobody needs to know of. */
final class Unrecorded extends EventBuilder {

  Unrecorded(KeycloakSession session) {
    super(session.getContext().getRealm(), session, session.getContext().getConnection());
  }

  @Override
  public void success() {
    // Not sent.
  }

  @Override
  public void error(String error) {
    // Not sent.
  }
}
