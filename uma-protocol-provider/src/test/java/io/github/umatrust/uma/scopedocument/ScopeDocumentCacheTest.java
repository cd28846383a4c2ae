package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.umatrust.uma.scopedocument.ScopeDocumentSource.Fetched;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScopeDocumentCacheTest {

  private static final URI PRINT = URI.create("https://photos.test/print");
  private static final URI VIEW = URI.create("https://photos.test/view");
  private static final URI SHARE = URI.create("https://photos.test/share");
  private static final ScopeDocument DOCUMENT = new ScopeDocument("Print", null);

  private final SettableClock clock = new SettableClock();
  private final Map<URI, Integer> fetches = new HashMap<>();

  private final ScopeDocumentSource tenMinutes =
      uri -> {
        fetches.merge(uri, 1, Integer::sum);
        return new Fetched(DOCUMENT, Duration.ofMinutes(10));
      };

  private final ScopeDocumentSource failing =
      uri -> {
        fetches.merge(uri, 1, Integer::sum);
        throw new ScopeDocumentException("the status is 404");
      };

  @Test
  void aDocumentIsFetchedAgainWhenItsTimeIsOver() {
    ScopeDocumentCache cache = new ScopeDocumentCache(tenMinutes, clock, 10);
    assertThat(get(cache, PRINT)).contains(DOCUMENT);
    clock.advance(Duration.ofMinutes(10).minusNanos(1));
    assertThat(get(cache, PRINT)).contains(DOCUMENT);
    assertThat(fetches).containsEntry(PRINT, 1);
    clock.advance(Duration.ofNanos(1));
    assertThat(get(cache, PRINT)).contains(DOCUMENT);
    assertThat(fetches).containsEntry(PRINT, 2);
  }

  @Test
  void aFailureIsNotTriedAgainForAMinute() {
    ScopeDocumentCache cache = new ScopeDocumentCache(failing, clock, 10);
    assertThat(get(cache, PRINT)).isEmpty();
    clock.advance(Duration.ofSeconds(59));
    assertThat(get(cache, PRINT)).isEmpty();
    assertThat(fetches).containsEntry(PRINT, 1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(get(cache, PRINT)).isEmpty();
    assertThat(fetches).containsEntry(PRINT, 2);
  }

  @Test
  void anythingThatGoesWrongIsAFailure() {
    ScopeDocumentCache cache =
        new ScopeDocumentCache(
            uri -> {
              throw new IllegalStateException();
            },
            clock,
            10);
    assertThat(get(cache, PRINT)).isEmpty();
  }

  @Test
  void theLeastRecentlyUsedGoes() {
    ScopeDocumentCache cache = new ScopeDocumentCache(tenMinutes, clock, 2);
    get(cache, PRINT);
    get(cache, VIEW);
    get(cache, PRINT);
    get(cache, SHARE);
    get(cache, PRINT);
    assertThat(fetches).containsEntry(PRINT, 1);
    get(cache, VIEW);
    assertThat(fetches).containsEntry(VIEW, 2);
  }

  @Test
  void whoAsksMeanwhileWaitsForTheSameFetch() {
    ScopeDocumentCache cache = new ScopeDocumentCache(tenMinutes, clock, 10);
    List<Runnable> tasks = new ArrayList<>();
    CompletableFuture<Optional<ScopeDocument>> first = cache.get(PRINT, tasks::add);
    CompletableFuture<Optional<ScopeDocument>> second = cache.get(PRINT, tasks::add);
    assertThat(first).isNotDone();
    assertThat(tasks).hasSize(1);
    tasks.get(0).run();
    assertThat(first.join()).contains(DOCUMENT);
    assertThat(second.join()).contains(DOCUMENT);
    assertThat(fetches).containsEntry(PRINT, 1);
  }

  @Test
  void manyThreadsFetchOnce() throws InterruptedException {
    AtomicInteger count = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    ScopeDocumentCache cache =
        new ScopeDocumentCache(
            uri -> {
              count.incrementAndGet();
              return new Fetched(DOCUMENT, Duration.ofMinutes(10));
            },
            clock,
            10);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<Optional<ScopeDocument>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(go);
                  return get(cache, PRINT);
                },
                threads));
      }
      go.countDown();
      assertThat(all).allSatisfy(one -> assertThat(one.join()).contains(DOCUMENT));
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(count).hasValue(1);
  }

  @Test
  void whatNobodyCouldRunIsTriedTheNextTime() {
    ScopeDocumentCache cache = new ScopeDocumentCache(tenMinutes, clock, 10);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(
            () ->
                cache.get(
                    PRINT,
                    task -> {
                      throw new RejectedExecutionException();
                    }));
    assertThat(get(cache, PRINT)).contains(DOCUMENT);
  }

  private static Optional<ScopeDocument> get(ScopeDocumentCache cache, URI uri) {
    return cache.get(uri, Runnable::run).join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class SettableClock extends Clock {

    private Instant now = Instant.EPOCH;

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
