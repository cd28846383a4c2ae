package io.github.umatrust.obligations.health;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * What troubles the ledgers of this node, for its readiness. A node is not ready when it had to
 * refuse a request because the database did not take its record, until it takes one again; and when
 * a realm's journal could not be sequenced for a while, or nobody could tell which. Realms that
 * fail open do not count: they go on without their ledger.
 *
 * <p>Safe for use by many threads.
 */
public final class LedgerHealth {

  /** How long sequencing may fail before it counts: longer than a database takes to fail over. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** After this time without another attempt a refusal is old news. */
  private static final Duration MEMORY = Duration.ofSeconds(60);

  /** The event listener whose factory keeps the health of its server. */
  private static final String LISTENER = "obligations-audit";

  private final Map<String, Long> sequencingFailsSince = new ConcurrentHashMap<>();
  private final AtomicLong sequencerBlindSince = new AtomicLong();
  private volatile long refusedAt;

  /** Who keeps the health of a server's ledgers. */
  @FunctionalInterface
  public interface Holder {
    /** The health of the server's ledgers. */
    LedgerHealth health();
  }

  /** The health of the ledgers of the server that this factory belongs to. */
  public static LedgerHealth of(KeycloakSessionFactory factory) {
    return find(factory)
        .orElseThrow(
            () -> new IllegalStateException("the event listener " + LISTENER + " is disabled"));
  }

  /** The same; empty where the server has no ledgers, because their event listener is disabled. */
  static Optional<LedgerHealth> find(KeycloakSessionFactory factory) {
    return factory.getProviderFactory(EventListenerProvider.class, LISTENER)
            instanceof Holder holder
        ? Optional.of(holder.health())
        : Optional.empty();
  }

  /** A request was refused because its record could not be written. */
  public void refused() {
    refusedAt = Time.currentTimeMillis();
  }

  /** A record was committed. */
  public void recorded() {
    if (refusedAt != 0) {
      refusedAt = 0;
    }
  }

  /**
   * The sequencer of this node can look at the journals, and only these realms have anything to do:
   * what failed in others, another node has done.
   */
  public void sequencerSees(Set<String> realmIds) {
    sequencerBlindSince.set(0);
    sequencingFailsSince.keySet().retainAll(realmIds);
  }

  /** The sequencer of this node cannot even look at the journals. */
  public void sequencerSeesNothing() {
    sequencerBlindSince.compareAndSet(0, Time.currentTimeMillis());
  }

  /** The journal of this realm, which does not fail open, could not be sequenced. */
  public void sequencingFailed(String realmId) {
    sequencingFailsSince.putIfAbsent(realmId, Time.currentTimeMillis());
  }

  /** The journal of this realm is sequenced, or is none of our business any more. */
  public void sequenced(String realmId) {
    sequencingFailsSince.remove(realmId);
  }

  /** What is wrong now: a word for each trouble with when it began; empty when all is well. */
  public Map<String, Long> troubles() {
    Map<String, Long> troubles = new TreeMap<>();
    long now = Time.currentTimeMillis();
    long refused = refusedAt;
    // one of later than now is from before the clock was set back
    if (refused != 0 && now >= refused && now - refused < MEMORY.toMillis()) {
      troubles.put("recording", refused);
    }
    long blindSince = sequencerBlindSince.get();
    Stream.concat(
            sequencingFailsSince.values().stream(),
            Stream.of(blindSince).filter(since -> since != 0))
        .min(Long::compare)
        .filter(since -> now - since >= PATIENCE.toMillis())
        .ifPresent(since -> troubles.put("sequencing", since));
    return troubles;
  }
}
