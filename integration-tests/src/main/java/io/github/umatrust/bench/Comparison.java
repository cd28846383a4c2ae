package io.github.umatrust.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the arms did at one operation, round by round. */
public final class Comparison {

  private final String operation;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  /**
   * A comparison without any round yet.
   *
   * @param operation what the arms were asked to do
   */
  public Comparison(String operation) {
    this.operation = operation;
  }

  /** What the arms were asked to do. */
  public String operation() {
    return operation;
  }

  /** Adds what an arm did in the next round. */
  public void add(String arm, Sample sample) {
    samples.computeIfAbsent(arm, a -> new ArrayList<>()).add(sample);
  }

  /** A figure of an arm over all rounds. */
  public Summary summary(String arm, ToDoubleFunction<Sample> figure) {
    return Summary.of(figures(arm, figure));
  }

  /**
   * A figure of an arm, divided by that of another one in the same round, so that what made a whole
   * round slow or fast does not count.
   *
   * @throws IllegalStateException when the arms had different numbers of rounds
   */
  public Summary ratio(String arm, String baseline, ToDoubleFunction<Sample> figure) {
    List<Double> ofArm = figures(arm, figure);
    List<Double> ofBaseline = figures(baseline, figure);
    if (ofArm.size() != ofBaseline.size()) {
      throw new IllegalStateException(
          operation + ": " + arm + " and " + baseline + " had different numbers of rounds");
    }
    return Summary.of(
        IntStream.range(0, ofArm.size())
            .mapToObj(round -> ofArm.get(round) / ofBaseline.get(round))
            .toList());
  }

  /** How many requests were measured in all arms together. */
  public long requests() {
    return slices().mapToLong(Slice::requests).sum();
  }

  /** How many requests of all arms together did not get the right answer. */
  public long errors() {
    return slices().mapToLong(Slice::errors).sum();
  }

  private List<Double> figures(String arm, ToDoubleFunction<Sample> figure) {
    return samples.getOrDefault(arm, List.of()).stream()
        .map(sample -> figure.applyAsDouble(sample))
        .toList();
  }

  private Stream<Slice> slices() {
    return samples.values().stream().flatMap(List::stream).map(Sample::slice);
  }
}
