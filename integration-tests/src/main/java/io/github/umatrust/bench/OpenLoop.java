package io.github.umatrust.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Load that does not wait for the server: requests become due when they do, and a request's latency
 * counts from that moment. A server that stalls is so charged for all who would have waited, not
 * for those alone that it had accepted already.
 */
final class OpenLoop {

  private static final int DIGITS = 3;

  private final Arrivals arrivals;
  private final long begin;
  private final long latest;
  private final AtomicInteger next = new AtomicInteger();

  private OpenLoop(Arrivals arrivals, Duration grace) {
    this.arrivals = arrivals;
    this.begin = System.nanoTime();
    long lastDue = arrivals.count() == 0 ? 0 : arrivals.dueNanos().get(arrivals.count() - 1);
    this.latest = begin + lastDue + grace.toNanos();
  }

  /**
   * Has the users send requests; who is free takes the next one that is due.
   *
   * @param users the users, one thread and one connection for each
   * @param arrivals when requests are due
   * @param grace how long after the last one is due requests may still be begun; then the rest
   *     counts as not sent
   * @throws InterruptedException when interrupted meanwhile
   * @throws RuntimeException when a user could not get ready at the beginning
   */
  static OpenSlice run(List<? extends VirtualUser> users, Arrivals arrivals, Duration grace)
      throws InterruptedException {
    users.forEach(VirtualUser::prepare);
    ExecutorService threads = Executors.newFixedThreadPool(users.size());
    try {
      OpenLoop loop = new OpenLoop(arrivals, grace);
      List<Future<OpenSlice>> driven = new ArrayList<>();
      for (VirtualUser user : users) {
        driven.add(threads.submit(() -> loop.drive(user)));
      }
      OpenSlice sum = new OpenSlice(new Histogram(DIGITS), 0, 0, "");
      for (Future<OpenSlice> slice : driven) {
        sum = sum(sum, slice.get());
      }
      return sum;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a virtual user broke down", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private OpenSlice drive(VirtualUser user) {
    Histogram latencies = new Histogram(DIGITS);
    long notSent = 0;
    long errors = 0;
    String firstError = "";
    for (int n = next.getAndIncrement(); n < arrivals.count(); n = next.getAndIncrement()) {
      long due = begin + arrivals.dueNanos().get(n);
      awaitMoment(due);
      if (System.nanoTime() - latest > 0) {
        notSent++;
        continue;
      }
      try {
        user.request();
        latencies.recordValue(System.nanoTime() - due);
        user.prepare();
      } catch (RuntimeException e) {
        if (errors++ == 0) {
          firstError = String.valueOf(e.getMessage());
        }
      }
    }
    return new OpenSlice(latencies, notSent, errors, firstError);
  }

  private static void awaitMoment(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  private static OpenSlice sum(OpenSlice a, OpenSlice b) {
    Histogram latencies = a.latencies().copy();
    latencies.add(b.latencies());
    return new OpenSlice(
        latencies,
        a.notSent() + b.notSent(),
        a.errors() + b.errors(),
        a.firstError().isEmpty() ? b.firstError() : a.firstError());
  }
}
