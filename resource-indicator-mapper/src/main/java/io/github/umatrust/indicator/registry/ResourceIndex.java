package io.github.umatrust.indicator.registry;

import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.keycloak.provider.Provider;

/**
 * Which clients of a realm to look at for a resource, remembered between requests so that a token
 * request needs no query. It is a hint and no more: whether a client is there, is enabled and
 * registers the resource is read from the client each time, so that nothing which was taken away is
 * ever found. What is new is found at once on the node where it was entered, and within {@link
 * #LIFESPAN_SECONDS} on the others.
 */
public final class ResourceIndex implements Provider {

  /** How long an entry is used, in seconds. */
  static final long LIFESPAN_SECONDS = 5;

  /**
   * A client that registered a resource when it was last looked at.
   *
   * @param client its internal id
   * @param attribute its attribute {@link ResourceUrls#ATTRIBUTE}
   * @param registered the resource's URI in it
   */
  record Registration(String client, String attribute, ResourceUrls.Entry registered) {}

  private record Entry(Map<ResourceUri, List<Registration>> byUri, long expires) {}

  private final ConcurrentMap<String, Entry> byRealm = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  ResourceIndex(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * The registrations that there may be of a resource.
   *
   * @param registrations reads all registrations of the realm
   */
  List<Registration> find(
      String realmId, ResourceUri uri, Supplier<List<Registration>> registrations) {
    Entry entry = byRealm.get(realmId);
    if (entry == null || entry.expires() - nanoTime.getAsLong() < 0) {
      long before = generation.get();
      entry =
          new Entry(
              registrations.get().stream()
                  .collect(Collectors.groupingBy(r -> r.registered().uri())),
              nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(LIFESPAN_SECONDS));
      byRealm.put(realmId, entry);
      if (generation.get() != before) {
        // Something was registered meanwhile, which may be missing here.
        byRealm.remove(realmId, entry);
      }
    }
    return entry.byUri().getOrDefault(uri, List.of());
  }

  /** Forgets a realm, of which a client has changed. */
  void forget(String realmId) {
    generation.incrementAndGet();
    byRealm.remove(realmId);
  }

  /** It lives as long as the server, not as a session. */
  @Override
  public void close() {}
}
