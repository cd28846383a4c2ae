package io.github.umatrust.indicator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.indicator.registry.ResourceIndex.Registration;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResourceIndexTest {

  private static final ResourceUri A = new ResourceUri("https://a.example/");
  private static final ResourceUri B = new ResourceUri("https://b.example/");

  private final AtomicLong clock = new AtomicLong(-1);
  private final ResourceIndex index = new ResourceIndex(clock::get);
  private final Map<String, List<ResourceUri>> registered = new HashMap<>();
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void findsEveryClientThatRegistersAResourceAndReadsOnce() {
    registered.put("one", List.of(A, B));
    registered.put("two", List.of(B, B));
    assertThat(find(A)).containsExactly("one");
    assertThat(find(B)).containsExactlyInAnyOrder("one", "two");
    assertThat(find(new ResourceUri("https://c.example/"))).isEmpty();
    assertThat(reads).hasValue(1);
  }

  @Test
  void readsAgainAfterItsLifespanAndWhenTold() {
    assertThat(find(A)).isEmpty();
    registered.put("one", List.of(A));
    assertThat(find(A)).isEmpty();
    clock.addAndGet(TimeUnit.SECONDS.toNanos(ResourceIndex.LIFESPAN_SECONDS) + 1);
    assertThat(find(A)).containsExactly("one");

    registered.put("two", List.of(A));
    index.forget("another realm");
    assertThat(find(A)).containsExactly("one");
    index.forget("realm");
    assertThat(find(A)).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void whatChangesWhileItReadsIsNotRemembered() {
    assertThat(
            index.find(
                "realm",
                A,
                () -> {
                  index.forget("realm");
                  return List.of();
                }))
        .isEmpty();
    registered.put("one", List.of(A));
    assertThat(find(A)).containsExactly("one");
  }

  @Test
  void realmsAreApart() {
    registered.put("one", List.of(A));
    assertThat(find(A)).containsExactly("one");
    assertThat(index.find("another realm", A, List::of)).isEmpty();
  }

  private List<String> find(ResourceUri uri) {
    return index
        .find(
            "realm",
            uri,
            () -> {
              reads.incrementAndGet();
              return registered.entrySet().stream()
                  .flatMap(
                      e ->
                          e.getValue().stream()
                              .map(
                                  u ->
                                      new Registration(
                                          e.getKey(),
                                          "",
                                          new ResourceUrls.Entry(u, u.normalized()))))
                  .toList();
            })
        .stream()
        .map(Registration::client)
        .distinct()
        .toList();
  }
}
