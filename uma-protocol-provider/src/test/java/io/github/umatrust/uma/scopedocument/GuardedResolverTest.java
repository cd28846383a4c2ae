package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedResolverTest {

  private static final InetAddress PUBLIC = address("8.8.8.8");
  private static final InetAddress LOOPBACK = address("127.0.0.1");

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void publicAddressesAreResolved() throws UnknownHostException {
    assertThat(resolver(false, PUBLIC, address("2a00::1")).resolve("photos.test"))
        .containsExactly(PUBLIC, address("2a00::1"));
  }

  @Test
  void oneAddressThatIsNotPublicRefusesAll() {
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> resolver(false, PUBLIC, LOOPBACK).resolve("photos.test"))
        .withMessageContaining("not public");
  }

  @Test
  void aPrivateHostMayHaveAnyAddress() throws UnknownHostException {
    assertThat(resolver(true, LOOPBACK).resolve("photos.test")).containsExactly(LOOPBACK);
  }

  @Test
  void literalsAreCheckedToo() {
    GuardedResolver resolver =
        new GuardedResolver(InetAddress::getAllByName, false, threads, in(Duration.ofSeconds(5)));
    for (String literal :
        List.of("127.0.0.1", "127.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1")) {
      assertThatExceptionOfType(UnknownHostException.class)
          .isThrownBy(() -> resolver.resolve(literal))
          .withMessageMatching("the host (has an address that is not public|is not known)");
    }
  }

  @Test
  void aSlowNameServiceIsNotWaitedFor() {
    CountDownLatch never = new CountDownLatch(1);
    GuardedResolver resolver =
        new GuardedResolver(
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new InetAddress[] {PUBLIC};
            },
            false,
            threads,
            in(Duration.ofMillis(50)));
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> resolver.resolve("photos.test"))
        .withMessageContaining("in time");
  }

  private GuardedResolver resolver(boolean privateToo, InetAddress... addresses) {
    return new GuardedResolver(host -> addresses, privateToo, threads, in(Duration.ofSeconds(5)));
  }

  private static long in(Duration duration) {
    return System.nanoTime() + duration.toNanos();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
