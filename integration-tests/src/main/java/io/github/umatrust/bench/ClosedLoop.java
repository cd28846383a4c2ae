package io.github.umatrust.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Load from a fixed number of virtual users, each of which sends its next request when it has the
 * answer to the one before: the throughput of a server that always has something to do.
 */
public final class ClosedLoop {

  private ClosedLoop() {}

  /**
   * Has the users send requests.
   *
   * @param users the users, one thread for each
   * @param duration how long they do so; requests under way at the end are waited for and count,
   *     and each user sends one at least
   * @throws InterruptedException when interrupted meanwhile
   */
  public static Slice run(List<? extends VirtualUser> users, Duration duration)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(users.size());
    try {
      long end = System.nanoTime() + duration.toNanos();
      List<Callable<Slice>> loops =
          users.stream().<Callable<Slice>>map(user -> () -> drive(user, end)).toList();
      Slice sum = new Slice(0, 0, 0, "");
      for (Future<Slice> loop : threads.invokeAll(loops)) {
        sum = sum(sum, loop.get());
      }
      return sum;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a virtual user broke down", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static Slice drive(VirtualUser user, long end) {
    long requests = 0;
    long errors = 0;
    String firstError = "";
    long begin = System.nanoTime();
    long now;
    do {
      requests++;
      try {
        user.prepare();
        user.request();
      } catch (RuntimeException e) {
        if (errors++ == 0) {
          firstError = String.valueOf(e.getMessage());
        }
      }
      now = System.nanoTime();
    } while (now - end < 0);
    // Over the user's own time: a request under way at the end is neither lost nor half counted.
    double seconds = Math.max(1, now - begin) / 1e9;
    return new Slice(requests / seconds, requests, errors, firstError);
  }

  private static Slice sum(Slice a, Slice b) {
    return new Slice(
        a.requestsPerSecond() + b.requestsPerSecond(),
        a.requests() + b.requests(),
        a.errors() + b.errors(),
        a.firstError().isEmpty() ? b.firstError() : a.firstError());
  }
}
