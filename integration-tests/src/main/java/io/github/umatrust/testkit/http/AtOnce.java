package io.github.umatrust.testkit.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Requests that are under way at the same time. */
public final class AtOnce {

  private AtOnce() {}

  /**
   * Sends requests over several connections.
   *
   * @param connections how many are under way at a time
   * @param times how many in all
   * @param request sends the request of a number, from 0
   * @return the answers, in the order of the numbers
   * @throws IllegalStateException when a request fails without an answer
   */
  public static List<Reply> send(int connections, int times, IntFunction<Reply> request)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(connections);
    try {
      List<Future<Reply>> sent = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        sent.add(pool.submit(() -> request.apply(number)));
      }
      List<Reply> replies = new ArrayList<>();
      for (Future<Reply> reply : sent) {
        replies.add(reply.get());
      }
      return replies;
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } finally {
      pool.shutdownNow();
    }
  }
}
