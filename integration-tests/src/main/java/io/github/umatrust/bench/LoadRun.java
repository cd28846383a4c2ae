package io.github.umatrust.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Loads arms in turns, one at a time, with requests that become due at one rate for all of them: in
 * each round every arm gets one slice of each operation that it knows.
 *
 * @param arms the arms
 * @param operations what they are asked for, each known to one arm at least
 * @param settings how
 * @param progress is told what was seen, a line for each operation
 */
record LoadRun(
    List<Arm> arms, List<String> operations, LoadSettings settings, Consumer<String> progress) {

  private static final int WARM_UP_TURNS = 4;

  /**
   * Loads every arm with every operation as hard as it can until its code is compiled, in turns.
   *
   * @return for each operation the rate at which requests are to be due, in requests/s: what the
   *     settings say, or their share of what the first arm did in its last turn
   * @throws IllegalStateException when a request does not get the right answer
   */
  Map<String, Double> warmUp() throws InterruptedException {
    Map<String, Double> rates = new LinkedHashMap<>();
    Duration each = settings.bench().warmUp().dividedBy(WARM_UP_TURNS);
    for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
      for (String operation : operations) {
        List<Arm> able = able(operation);
        for (int arm : AlternatingRun.order(able.size(), turn)) {
          Slice seen = loadHard(able.get(arm), operation, each);
          if (arm == 0) {
            rates.put(operation, rate(seen));
          }
        }
      }
    }
    return rates;
  }

  /**
   * Measures.
   *
   * @param rates for each operation how many requests are due in a second
   * @return what was seen, for each operation in their order
   * @throws IllegalStateException when a request does not get the right answer
   */
  List<Rounds<LoadSample>> measure(Map<String, Double> rates) throws InterruptedException {
    List<Rounds<LoadSample>> seen = new ArrayList<>();
    operations.forEach(operation -> seen.add(new Rounds<>(operation)));
    for (int round = 0; round < settings.bench().rounds(); round++) {
      progress.accept("Round " + (round + 1) + " of " + settings.bench().rounds());
      for (int i = 0; i < seen.size(); i++) {
        String operation = operations.get(i);
        double rate = rates.getOrDefault(operation, 1.0);
        List<Arm> able = able(operation);
        Map<String, LoadSample> samples = new LinkedHashMap<>();
        for (int arm : AlternatingRun.order(able.size(), round)) {
          samples.put(
              able.get(arm).name(),
              sample(able.get(arm), operation, rate, round * operations.size() + i));
        }
        samples.forEach(seen.get(i)::add);
        progress.accept("  " + operation + ", median ms: " + inWords(samples));
      }
    }
    return seen;
  }

  private double rate(Slice closed) {
    double rate =
        settings.rate() > 0 ? settings.rate() : settings.share() * closed.requestsPerSecond();
    // One on the average in what is not measured, or there could be none.
    return Math.max(rate, 1e9 / BenchSettings.SETTLE.toNanos());
  }

  /**
   * One slice.
   *
   * @param seed of the arrivals: the same for every arm
   */
  private LoadSample sample(Arm arm, String operation, double rate, int seed)
      throws InterruptedException {
    load(arm, operation, Arrivals.poisson(rate, BenchSettings.SETTLE, new Random(-1L - seed)));
    Arrivals arrivals = Arrivals.poisson(rate, settings.bench().slice(), new Random(seed));
    Duration before = arm.cpuTime().get();
    OpenSlice seen = load(arm, operation, arrivals);
    return new LoadSample(seen, arm.cpuTime().get().minus(before));
  }

  private static OpenSlice load(Arm arm, String operation, Arrivals arrivals)
      throws InterruptedException {
    OpenSlice seen = OpenLoop.run(arm.users(operation), arrivals, LoadSettings.GRACE);
    require(arm, operation, seen.errors(), seen.firstError());
    return seen;
  }

  private Slice loadHard(Arm arm, String operation, Duration duration) throws InterruptedException {
    List<VirtualUser> users = arm.users(operation).subList(0, settings.bench().threads());
    Slice seen = ClosedLoop.run(users, duration);
    require(arm, operation, seen.errors(), seen.firstError());
    // Nothing is left behind of the last requests.
    users.forEach(VirtualUser::prepare);
    return seen;
  }

  private static void require(Arm arm, String operation, long errors, String firstError) {
    if (errors > 0) {
      throw new IllegalStateException(
          "%s, %s: %d requests did not get the right answer, the first one: %s"
              .formatted(arm.name(), operation, errors, firstError));
    }
  }

  private List<Arm> able(String operation) {
    return arms.stream().filter(arm -> arm.users().containsKey(operation)).toList();
  }

  private static String inWords(Map<String, LoadSample> samples) {
    return samples.entrySet().stream()
        .map(
            s ->
                s.getKey()
                    + " "
                    + (s.getValue().keptUp()
                        ? LoadReport.number(s.getValue().median())
                        : "not kept up"))
        .collect(Collectors.joining(", "));
  }
}
