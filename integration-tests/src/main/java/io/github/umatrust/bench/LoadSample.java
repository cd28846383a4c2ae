package io.github.umatrust.bench;

import java.time.Duration;

/**
 * What was seen of an arm in one round.
 *
 * @param slice what its clients saw
 * @param cpu the CPU time that its server took meanwhile
 */
record LoadSample(OpenSlice slice, Duration cpu) {

  double median() {
    return slice.millis(50);
  }

  double percentile95() {
    return slice.millis(95);
  }

  double percentile99() {
    return slice.millis(99);
  }

  /** The server's CPU time for each request, in milliseconds. */
  double cpuMillisPerRequest() {
    return cpu.toNanos() / 1e6 / slice.requests();
  }

  /** Whether the server kept up with what was due. */
  boolean keptUp() {
    return slice.notSent() == 0;
  }
}
