package io.github.umatrust.bench;

import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What the arms did at one operation, round by round. */
public final class Comparison {

  private final Rounds<Sample> rounds;

  /**
   * A comparison without any round yet.
   *
   * @param operation what the arms were asked to do
   */
  public Comparison(String operation) {
    this.rounds = new Rounds<>(operation);
  }

  /** What the arms were asked to do. */
  public String operation() {
    return rounds.operation();
  }

  /** Adds what an arm did in the next round. */
  public void add(String arm, Sample sample) {
    rounds.add(arm, sample);
  }

  /** A figure of an arm over all rounds. */
  public Summary summary(String arm, ToDoubleFunction<Sample> figure) {
    return rounds.summary(arm, figure);
  }

  /**
   * A figure of an arm, divided by that of another one in the same round, so that what made a whole
   * round slow or fast does not count.
   *
   * @throws IllegalStateException when the arms had different numbers of rounds
   */
  public Summary ratio(String arm, String baseline, ToDoubleFunction<Sample> figure) {
    return rounds.ratio(arm, baseline, figure);
  }

  /** How many requests were measured in all arms together. */
  public long requests() {
    return slices().mapToLong(Slice::requests).sum();
  }

  /** How many requests of all arms together did not get the right answer. */
  public long errors() {
    return slices().mapToLong(Slice::errors).sum();
  }

  private Stream<Slice> slices() {
    return rounds.all().map(Sample::slice);
  }
}
