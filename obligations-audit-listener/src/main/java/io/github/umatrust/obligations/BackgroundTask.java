package io.github.umatrust.obligations;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.ScheduledTask;

/**
 * Work that is done every now and then, on every node, and never twice at once on one. Not in the
 * thread of the timer, which is the only one of the server.
 */
final class BackgroundTask implements ScheduledTask {

  private final String name;
  private final Runnable work;
  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * @param name in Keycloak's list of scheduled tasks, and of its threads
   * @param work needs no session
   */
  BackgroundTask(String name, Runnable work) {
    this.name = name;
    this.work = work;
  }

  @Override
  public void run(KeycloakSession session) {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    ExecutorService executor = session.getProvider(ExecutorsProvider.class).getExecutor(name);
    try {
      executor.execute(
          () -> {
            try {
              work.run();
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
    return name;
  }
}
