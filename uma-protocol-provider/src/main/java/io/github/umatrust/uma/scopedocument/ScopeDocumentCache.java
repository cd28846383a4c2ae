package io.github.umatrust.uma.scopedocument;

import io.github.umatrust.uma.scopedocument.ScopeDocumentSource.Fetched;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Remembers scope documents, and that there was none, for as long as they are good. Has each
 * fetched once, however many want it at a time. The least recently used goes first. Safe for use by
 * several threads.
 */
final class ScopeDocumentCache {

  /** How long a document that could not be had is not tried again. */
  static final Duration FAILURE = Duration.ofSeconds(60);

  private static final Logger LOG = Logger.getLogger(ScopeDocumentCache.class);

  private final ScopeDocumentSource source;
  private final Clock clock;
  private final int capacity;
  private final Map<URI, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<URI, CompletableFuture<Optional<ScopeDocument>>> running = new HashMap<>();

  /**
   * @param source asked for what is not remembered
   * @param capacity the most documents and failures remembered
   */
  ScopeDocumentCache(ScopeDocumentSource source, Clock clock, int capacity) {
    this.source = source;
    this.clock = clock;
    this.capacity = capacity;
  }

  /**
   * The document at a URI, once it is there; empty when it cannot be had. Never completes with an
   * exception.
   *
   * @param executor runs the fetch, if one is needed
   * @throws java.util.concurrent.RejectedExecutionException when the executor does not take it
   */
  CompletableFuture<Optional<ScopeDocument>> get(URI uri, Executor executor) {
    CompletableFuture<Optional<ScopeDocument>> result;
    synchronized (this) {
      Entry entry = entries.get(uri);
      if (entry != null && clock.instant().isBefore(entry.goodUntil())) {
        return CompletableFuture.completedFuture(entry.document());
      }
      CompletableFuture<Optional<ScopeDocument>> fetch = running.get(uri);
      if (fetch != null) {
        return fetch;
      }
      result = new CompletableFuture<>();
      running.put(uri, result);
    }
    try {
      executor.execute(() -> fetch(uri, result));
    } catch (RuntimeException e) {
      synchronized (this) {
        running.remove(uri);
      }
      result.complete(Optional.empty());
      throw e;
    }
    return result;
  }

  private void fetch(URI uri, CompletableFuture<Optional<ScopeDocument>> result) {
    Optional<ScopeDocument> document = Optional.empty();
    Duration goodFor = FAILURE;
    try {
      Fetched fetched = source.fetch(uri);
      document = Optional.of(fetched.document());
      goodFor = fetched.goodFor();
    } catch (ScopeDocumentException e) {
      LOG.debugf("no scope document from %s: %s", uri.getHost(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.debugf("no scope document from %s: %s", uri.getHost(), e.getClass().getSimpleName());
    } finally {
      finish(uri, result, document, goodFor);
    }
  }

  private void finish(
      URI uri,
      CompletableFuture<Optional<ScopeDocument>> result,
      Optional<ScopeDocument> document,
      Duration goodFor) {
    synchronized (this) {
      running.remove(uri);
      entries.put(uri, new Entry(document, clock.instant().plus(goodFor)));
      if (entries.size() > capacity) {
        entries.remove(entries.keySet().iterator().next());
      }
    }
    result.complete(document);
  }

  /**
   * @param document empty when it could not be had
   */
  private record Entry(Optional<ScopeDocument> document, Instant goodUntil) {}
}
