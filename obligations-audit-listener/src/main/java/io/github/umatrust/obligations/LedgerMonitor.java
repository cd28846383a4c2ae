package io.github.umatrust.obligations;

import io.github.umatrust.obligations.health.LedgerHealth;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.sequencing.SequencingMonitor;
import java.util.Set;

/** Tells metrics and readiness how the sequencer gets on. */
record LedgerMonitor(LedgerMetrics metrics, LedgerHealth health) implements SequencingMonitor {

  @Override
  public void busy(Set<String> realmIds) {
    metrics.busy(realmIds);
    health.sequencerSees(realmIds);
  }

  @Override
  public void unknown() {
    metrics.sequencingFailed();
    health.sequencerSeesNothing();
  }

  @Override
  public void behind(String realmId, long rows, long oldest) {
    metrics.backlog(realmId, rows, oldest);
  }

  @Override
  public void sequenced(String realmId, int rows, long latest) {
    metrics.sequenced(realmId, rows, latest);
  }

  @Override
  public void caughtUp(String realmId) {
    metrics.backlog(realmId, 0, null);
    health.sequenced(realmId);
  }

  @Override
  public void unpublished(String realmId, long publishedAt) {
    metrics.checkpoint(realmId, publishedAt);
  }

  @Override
  public void published(String realmId) {
    metrics.published(realmId);
  }

  @Override
  public void failed(String realmId, boolean failsOpen) {
    metrics.sequencingFailed();
    if (failsOpen) {
      health.sequenced(realmId);
    } else {
      health.sequencingFailed(realmId);
    }
  }

  @Override
  public void projectionFailed(String realmId) {
    metrics.projectionFailed();
  }
}
