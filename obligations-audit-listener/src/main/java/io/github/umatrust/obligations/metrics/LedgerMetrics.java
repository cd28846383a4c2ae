package io.github.umatrust.obligations.metrics;

import io.github.umatrust.obligations.clause.Interaction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * What a node tells of its ledgers at Keycloak's {@code /metrics}. Where metrics are off, nobody
 * listens and nothing fails.
 *
 * <p>None of them names a realm: a server may have thousands, and each would be a time series of
 * its own. Counters add all realms up; gauges show the realm that is worst off, which is the one to
 * be alerted of. The log and the query API tell which it is.
 *
 * <p>Safe for use by many threads.
 */
public final class LedgerMetrics implements AutoCloseable {

  /** The event listener whose factory keeps the metrics of its server. */
  private static final String LISTENER = "obligations-audit";

  private static final String PREFIX = "umatrust.obligations.";
  private static final double MILLIS = 1000.0;

  /** Who keeps the metrics of a server. */
  @FunctionalInterface
  public interface Holder {
    /** The metrics of the server. */
    LedgerMetrics metrics();
  }

  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<Interaction, Counter> entries = new EnumMap<>(Interaction.class);
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
  private final Counter ends;
  private final Counter gaps;
  private final Counter projectionFailures;
  private final Counter sequencingFailures;
  private final Map<String, Long> unsequenced = new ConcurrentHashMap<>();
  private final Map<String, Long> oldestUnsequenced = new ConcurrentHashMap<>();
  private final Map<String, Long> checkpoints = new ConcurrentHashMap<>();
  private final long startedAt = Time.currentTimeMillis();
  private volatile @Nullable Map<String, Long> reconciled;

  /** The metrics of the server that this factory belongs to. */
  public static LedgerMetrics of(KeycloakSessionFactory factory) {
    if (factory.getProviderFactory(EventListenerProvider.class, LISTENER)
        instanceof Holder holder) {
      return holder.metrics();
    }
    throw new IllegalStateException("the event listener " + LISTENER + " is disabled");
  }

  /** Registers all of them, so that they are there before anything happens. */
  public LedgerMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Interaction interaction : Interaction.values()) {
      entries.put(interaction, entries(interaction.id()));
    }
    ends = entries("end");
    for (Refusal refusal : Refusal.values()) {
      refusals.put(
          refusal,
          counter(
              "refusals",
              "Requests that were refused because the obligations ledger could not record them.",
              "reason",
              refusal.id()));
    }
    gaps =
        counter("gaps", "Journal entries that are missing in obligations ledgers that fail open.");
    projectionFailures =
        counter("projection.failures", "Entries of the log that no obligations could be made of.");
    sequencingFailures =
        counter(
            "sequencing.failures",
            "Times that journal entries could not be given their places in the log, or not be looked"
                + " for.");
    gauge(
        "unsequenced",
        "Journal entries that are not in the log yet, of all realms.",
        null,
        () -> sum(unsequenced.values()));
    gauge(
        "unsequenced.age",
        "Age of the oldest journal entry that is not in the log yet.",
        "seconds",
        () -> oldestUnsequenced.isEmpty() ? 0.0 : age(oldestUnsequenced.values()));
    gauge(
        "checkpoint.age",
        "Age of the latest checkpoint, of the realm where it is oldest of those whose log has grown"
            + " since.",
        "seconds",
        () -> checkpoints.isEmpty() ? 0.0 : age(checkpoints.values()));
    gauge(
        "reconcile.lag",
        "Time since the reconciler of any node began to go through a whole ledger and came to its"
            + " end, or since the ledger began, of the realm where it is longest.",
        "seconds",
        this::reconcileLag);
  }

  private Counter entries(String kind) {
    return counter(
        "entries",
        "Interactions and ends committed to the obligations ledger's journal by this node.",
        "interaction",
        kind);
  }

  private Counter counter(String name, String help, String... tags) {
    Counter counter =
        Counter.builder(PREFIX + name).description(help).tags(tags).register(registry);
    meters.add(counter);
    return counter;
  }

  private void gauge(String name, String help, @Nullable String unit, Supplier<Number> value) {
    meters.add(
        Gauge.builder(PREFIX + name, value)
            .description(help)
            .baseUnit(unit)
            .strongReference(true)
            .register(registry));
  }

  /**
   * Counts an entry that was committed.
   *
   * @param interaction what it is about, null for a mere end
   */
  public void recorded(@Nullable Interaction interaction) {
    (interaction == null ? ends : entries.getOrDefault(interaction, ends)).increment();
  }

  /** Counts a request that was refused. */
  public void refused(Refusal reason) {
    Counter counter = refusals.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Counts entries that could not be recorded and were not refused. */
  public void missing(long count) {
    gaps.increment((double) count);
  }

  /** Counts an entry that is in the log and could not be projected. */
  public void projectionFailed() {
    projectionFailures.increment();
  }

  /** Counts that the sequencer failed in a realm, or could not even look at the realms. */
  public void sequencingFailed() {
    sequencingFailures.increment();
  }

  /** Forgets what was to be sequenced or published in all other realms: it is done. */
  public void busy(Set<String> realmIds) {
    for (Map<String, Long> realms : List.of(unsequenced, oldestUnsequenced, checkpoints)) {
      realms.keySet().retainAll(realmIds);
    }
  }

  /**
   * Notes how much of a realm's journal is not in its log yet.
   *
   * @param rows how many rows
   * @param oldestRecordedAt when the first of them was recorded, milliseconds since the epoch; null
   *     without any
   */
  public void backlog(String realmId, long rows, @Nullable Long oldestRecordedAt) {
    unsequenced.put(realmId, rows);
    if (oldestRecordedAt == null) {
      oldestUnsequenced.remove(realmId);
    } else {
      oldestUnsequenced.put(realmId, oldestRecordedAt);
    }
  }

  /**
   * Notes that some of the rows that waited are in the log.
   *
   * @param latestRecordedAt when the last of them was recorded, milliseconds since the epoch; those
   *     that wait still were recorded later
   */
  public void sequenced(String realmId, long rows, long latestRecordedAt) {
    unsequenced.computeIfPresent(realmId, (id, waiting) -> Math.max(0, waiting - rows));
    oldestUnsequenced.computeIfPresent(realmId, (id, oldest) -> Math.max(oldest, latestRecordedAt));
  }

  /** Notes that the latest checkpoint of a realm covers all of its log. */
  public void published(String realmId) {
    checkpoints.remove(realmId);
  }

  /**
   * Notes the latest checkpoint of a realm whose log has grown since.
   *
   * @param signedAt milliseconds since the epoch
   */
  public void checkpoint(String realmId, long signedAt) {
    checkpoints.merge(realmId, signedAt, Math::max);
  }

  /**
   * Notes the latest complete passes of any node's reconciler.
   *
   * @param passes when they began, or where there was none when the ledger began; milliseconds
   *     since the epoch by realm id, of all realms whose ledger is on and has anything to compare
   */
  public void reconciled(Map<String, Long> passes) {
    reconciled = Map.copyOf(passes);
  }

  /** As long as nobody could tell, nothing was reconciled since the node began. */
  private double reconcileLag() {
    Map<String, Long> known = reconciled;
    if (known == null) {
      return age(List.of(startedAt));
    }
    return known.isEmpty() ? 0.0 : age(known.values());
  }

  private static double sum(Collection<Long> values) {
    return (double) values.stream().mapToLong(Long::longValue).sum();
  }

  /** Seconds since the earliest of these moments; not a number without any. */
  private static double age(Collection<Long> moments) {
    long now = Time.currentTimeMillis();
    return moments.stream()
        .mapToDouble(moment -> Math.max(0, now - moment) / MILLIS)
        .max()
        .orElse(Double.NaN);
  }

  /** Takes all of them out of the registry. */
  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
