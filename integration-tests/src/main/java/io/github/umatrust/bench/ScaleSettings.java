package io.github.umatrust.bench;

/**
 * How much the scale benchmark measures.
 *
 * @param few how many resource sets the small owners have
 * @param sets how many the large one has
 * @param rounds how often each arm gets its turn at each operation
 * @param requests how many requests a turn has
 * @param warmUp how many requests of each operation each arm gets before it is measured
 * @param rpts how many RPTs are introspected, each for another resource set
 * @param connections how many connections register the large owner's resource sets
 */
record ScaleSettings(
    int few, int sets, int rounds, int requests, int warmUp, int rpts, int connections) {

  /**
   * Reads the system properties {@code scale.*}; see the profile {@code scale} of this module's
   * build.
   *
   * @throws IllegalArgumentException when one is no positive number
   */
  static ScaleSettings fromSystemProperties() {
    return new ScaleSettings(
        Options.positive("scale.few"),
        Options.positive("scale.sets"),
        Options.positive("scale.rounds"),
        Options.positive("scale.requests"),
        Options.positive("scale.warmup"),
        Options.positive("scale.rpts"),
        Options.positive("scale.connections"));
  }
}
