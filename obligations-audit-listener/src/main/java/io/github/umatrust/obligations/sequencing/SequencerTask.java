package io.github.umatrust.obligations.sequencing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.ScheduledTask;

/**
 * Has the sequencer run every now and then, on every node: the lock of the log decides whose turn
 * it is. Not in the thread of the timer, which is the only one of the server.
 */
public final class SequencerTask implements ScheduledTask {

  /** Milliseconds between two runs. */
  public static final long INTERVAL = 1000;

  private final Sequencer sequencer;
  private final AtomicBoolean running = new AtomicBoolean();

  public SequencerTask(Sequencer sequencer) {
    this.sequencer = sequencer;
  }

  @Override
  public void run(KeycloakSession session) {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    ExecutorService executor =
        session.getProvider(ExecutorsProvider.class).getExecutor("obligations-sequencer");
    try {
      executor.execute(
          () -> {
            try {
              sequencer.run();
            } finally {
              running.set(false);
            }
          });
    } catch (RejectedExecutionException e) {
      running.set(false);
      throw e;
    }
  }

  @Override
  public String getTaskName() {
    return "obligations-sequencer";
  }
}
