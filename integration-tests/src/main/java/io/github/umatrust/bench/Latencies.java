package io.github.umatrust.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long one arm took for one kind of request. */
final class Latencies {

  private final List<Double> millis = new ArrayList<>();
  private Duration cpu = Duration.ZERO;

  /** Adds requests that were sent one after the other. */
  void add(List<Long> nanos, Duration cpuTime) {
    nanos.forEach(n -> millis.add(n / 1e6));
    cpu = cpu.plus(cpuTime);
  }

  /** In milliseconds. */
  double median() {
    return Summary.quantile(millis, 0.5);
  }

  /** 95 of 100 requests took no longer; in milliseconds. */
  double percentile95() {
    return Summary.quantile(millis, 0.95);
  }

  /** The server's CPU time for each request, in milliseconds. */
  double cpuMillisPerRequest() {
    return cpu.toNanos() / 1e6 / millis.size();
  }

  int requests() {
    return millis.size();
  }
}
