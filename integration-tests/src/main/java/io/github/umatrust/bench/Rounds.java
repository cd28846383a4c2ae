package io.github.umatrust.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was seen of the arms at one operation, round by round.
 *
 * @param <S> what is seen of an arm in a round
 */
final class Rounds<S> {

  private final String operation;
  private final Map<String, List<S>> samples = new LinkedHashMap<>();

  /**
   * Without any round yet.
   *
   * @param operation what the arms are asked to do
   */
  Rounds(String operation) {
    this.operation = operation;
  }

  /** What the arms are asked to do. */
  String operation() {
    return operation;
  }

  /** Adds what was seen of an arm in the next round. */
  void add(String arm, S sample) {
    samples.computeIfAbsent(arm, a -> new ArrayList<>()).add(sample);
  }

  /** What was seen of an arm, in the order of the rounds; nothing where it took no part. */
  List<S> of(String arm) {
    return List.copyOf(samples.getOrDefault(arm, List.of()));
  }

  /** What was seen of all arms in all rounds. */
  Stream<S> all() {
    return samples.values().stream().flatMap(List::stream);
  }

  /**
   * A figure of an arm over all rounds.
   *
   * @throws IllegalArgumentException where the arm took no part
   */
  Summary summary(String arm, ToDoubleFunction<? super S> figure) {
    return Summary.of(figures(arm, figure));
  }

  /**
   * A figure of an arm, divided by that of another one in the same round, so that what made a whole
   * round slow or fast does not count.
   *
   * @throws IllegalStateException when the arms had different numbers of rounds
   */
  Summary ratio(String arm, String baseline, ToDoubleFunction<? super S> figure) {
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

  private List<Double> figures(String arm, ToDoubleFunction<? super S> figure) {
    return of(arm).stream().map(sample -> figure.applyAsDouble(sample)).toList();
  }
}
