package io.github.umatrust.bench;

import org.HdrHistogram.Histogram;

/**
 * What was seen while requests became due for a while.
 *
 * @param latencies from the moment that a request was due until it was answered, in nanoseconds, of
 *     all requests that were sent
 * @param notSent how many could not even be begun in time, because those before them were not
 *     answered
 * @param errors how many did not get the right answer
 * @param firstError what went wrong first; empty where nothing did
 */
record OpenSlice(Histogram latencies, long notSent, long errors, String firstError) {

  /** What a share of the latencies is not above, in milliseconds. */
  double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  /** How many requests were sent. */
  long requests() {
    return latencies.getTotalCount();
  }
}
