package io.github.umatrust.bench;

import java.time.Duration;

/**
 * What an arm did in one round.
 *
 * @param slice what its clients saw
 * @param cpu the CPU time that its server took meanwhile
 */
public record Sample(Slice slice, Duration cpu) {

  /** The throughput that the clients saw. */
  public double requestsPerSecond() {
    return slice.requestsPerSecond();
  }

  /** The server's CPU time for each request, in milliseconds. */
  public double cpuMillisPerRequest() {
    return cpu.toNanos() / 1e6 / slice.requests();
  }
}
