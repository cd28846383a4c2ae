package io.github.umatrust.bench;

import java.util.Arrays;
import java.util.List;

/**
 * The middle and the spread of some samples. Quartiles are interpolated linearly between the two
 * samples next to them.
 *
 * @param least the smallest sample
 * @param firstQuartile a quarter of the samples is not above it
 * @param median half of the samples is not above it
 * @param thirdQuartile three quarters of the samples are not above it
 * @param greatest the largest sample
 */
public record Summary(
    double least, double firstQuartile, double median, double thirdQuartile, double greatest) {

  /**
   * Sums up samples.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Summary of(List<Double> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
    double[] sorted = sorted(samples);
    return new Summary(
        quantile(sorted, 0),
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        quantile(sorted, 1));
  }

  /**
   * What a share of the samples is not above.
   *
   * @param share 0 to 1
   * @throws IllegalArgumentException where there is no sample
   */
  public static double quantile(List<Double> samples, double share) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
    return quantile(sorted(samples), share);
  }

  private static double[] sorted(List<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = (int) Math.ceil(position);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
