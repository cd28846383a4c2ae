package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

  @Test
  void throughputIsThatOfAllUsersTogether() throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    VirtualUser user =
        () -> {
          sleep(10);
          sent.incrementAndGet();
        };
    Slice slice = ClosedLoop.run(List.of(user, user), Duration.ofMillis(100));
    assertThat(slice.requests()).isEqualTo(sent.get());
    // Never faster than one request in ten milliseconds for each user, however slow the machine.
    assertThat(slice.requestsPerSecond()).isPositive().isLessThanOrEqualTo(200);
  }

  @Test
  void aRequestUnderWayAtTheEndCountsWithItsWholeTime() throws InterruptedException {
    Slice slice = ClosedLoop.run(List.of(() -> sleep(100)), Duration.ofMillis(10));
    assertThat(slice.requests()).isEqualTo(1);
    assertThat(slice.requestsPerSecond()).isLessThanOrEqualTo(10);
  }

  @Test
  void usersSendAtTheSameTime() throws InterruptedException {
    CountDownLatch both = new CountDownLatch(2);
    VirtualUser user =
        () -> {
          both.countDown();
          await(both);
        };
    Slice slice = ClosedLoop.run(List.of(user, user), Duration.ofMillis(10));
    assertThat(slice.errors()).isZero();
  }

  @Test
  void errorsAreCountedAndTheFirstOneIsTold() throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    Slice slice =
        ClosedLoop.run(
            List.of(
                () -> {
                  sleep(1);
                  if (sent.incrementAndGet() <= 2) {
                    throw new IllegalStateException("HTTP 50" + sent.get());
                  }
                }),
            Duration.ofMillis(50));
    assertThat(slice.requests()).isEqualTo(sent.get());
    assertThat(slice.errors()).isEqualTo(Math.min(2, sent.get()));
    assertThat(slice.firstError()).isEqualTo("HTTP 501");
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
