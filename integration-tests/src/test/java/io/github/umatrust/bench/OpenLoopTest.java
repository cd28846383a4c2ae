package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

  private static final Duration GRACE = Duration.ofSeconds(20);

  @Test
  void aRequestThatStallsMakesThoseBehindItLate() throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    VirtualUser user =
        () -> {
          if (sent.incrementAndGet() == 1) {
            sleep(500);
          }
        };
    OpenSlice slice = OpenLoop.run(List.of(user), every(10, 20), GRACE);
    assertThat(slice.requests()).isEqualTo(20);
    // The last one was due after 190 ms and had to wait for the first one.
    assertThat(slice.millis(0)).isGreaterThanOrEqualTo(299);
    assertThat(slice.millis(100)).isGreaterThanOrEqualTo(499);
  }

  @Test
  void requestsAreNotSentBeforeTheyAreDue() throws InterruptedException {
    List<Long> sent = new ArrayList<>();
    long begin = System.nanoTime();
    OpenSlice slice = OpenLoop.run(List.of(() -> sent.add(System.nanoTime())), every(30, 4), GRACE);
    assertThat(slice.requests()).isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(sent.get(i) - begin).isGreaterThanOrEqualTo(i * 30_000_000L);
    }
  }

  @Test
  void whoIsFreeTakesWhatIsDue() throws InterruptedException {
    AtomicInteger ofTheOther = new AtomicInteger();
    VirtualUser stalled = () -> sleep(400);
    VirtualUser other = ofTheOther::incrementAndGet;
    OpenSlice slice = OpenLoop.run(List.of(stalled, other), every(1, 100), GRACE);
    assertThat(slice.requests()).isEqualTo(100);
    assertThat(ofTheOther.get()).isGreaterThan(50);
  }

  @Test
  void whatCannotBeBegunInTimeIsNotSentAndCounted() throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    VirtualUser user =
        () -> {
          sent.incrementAndGet();
          sleep(200);
        };
    OpenSlice slice = OpenLoop.run(List.of(user), every(1, 10), Duration.ofMillis(50));
    assertThat(sent.get()).isBetween(1, 9);
    assertThat(slice.requests()).isEqualTo(sent.get());
    assertThat(slice.notSent()).isEqualTo(10 - sent.get());
  }

  @Test
  void gettingReadyDoesNotCount() throws InterruptedException {
    VirtualUser user =
        new VirtualUser() {
          private boolean ready;

          @Override
          public void request() {
            if (!ready) {
              throw new IllegalStateException("not ready");
            }
            ready = false;
          }

          @Override
          public void prepare() {
            sleep(100);
            ready = true;
          }
        };
    OpenSlice slice = OpenLoop.run(List.of(user), every(1000, 2), GRACE);
    assertThat(slice.firstError()).isEmpty();
    // The first one is due at the beginning, which is when everybody is ready.
    assertThat(slice.millis(0)).isLessThan(100);
  }

  @Test
  void errorsAreCountedAndTheFirstOneIsTold() throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    OpenSlice slice =
        OpenLoop.run(
            List.of(
                () -> {
                  if (sent.incrementAndGet() <= 2) {
                    throw new IllegalStateException("HTTP 50" + sent.get());
                  }
                }),
            every(1, 5),
            GRACE);
    assertThat(slice.errors()).isEqualTo(2);
    assertThat(slice.firstError()).isEqualTo("HTTP 501");
  }

  private static Arrivals every(long millis, int count) {
    List<Long> due = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      due.add(TimeUnit.MILLISECONDS.toNanos(i * millis));
    }
    return new Arrivals(due);
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
