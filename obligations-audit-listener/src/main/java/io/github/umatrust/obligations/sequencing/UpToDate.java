package io.github.umatrust.obligations.sequencing;

import io.github.umatrust.obligations.health.Trouble;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Lets a reader see what was recorded before, without waiting for the sequencer's next turn. */
public final class UpToDate {

  private static final Logger LOG = Logger.getLogger(UpToDate.class);

  /** A reader does not work off the backlog of a whole night. */
  private static final int BATCHES = 10;

  private UpToDate() {}

  /**
   * Has everything sequenced that was committed before, in transactions of its own. When that
   * cannot be, the reader sees what is sequenced, and the log says why.
   */
  public static void bring(KeycloakSession session, RealmModel realm) {
    try {
      new Sequencer(session.getKeycloakSessionFactory(), SequencingMonitor.NONE)
          .catchUp(realm.getId(), BATCHES);
    } catch (RuntimeException e) {
      LOG.warnf(
          "The ledger of realm %s is read without what was recorded last: %s",
          realm.getName(), Trouble.of(e));
      LOG.debug("Why it is not sequenced", e);
    }
  }
}
