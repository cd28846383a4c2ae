package io.github.umatrust.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the open-loop benchmark has to say, in Markdown: a table for each operation, with a row for
 * each arm.
 *
 * @param settings how it was measured
 * @param database what each server kept its data in
 */
record LoadReport(LoadSettings settings, String database) {

  private static final String NONE = "–";
  private static final List<ToDoubleFunction<LoadSample>> FIGURES =
      List.of(
          LoadSample::median,
          LoadSample::percentile95,
          LoadSample::percentile99,
          LoadSample::cpuMillisPerRequest);

  /**
   * The tables and what one has to know to read them.
   *
   * @param arms the arms, the one that the others are compared with first
   * @param notes what each operation is
   * @param rates how many requests were due in a second of each operation
   */
  String text(
      List<Arm> arms,
      Map<String, String> notes,
      Map<String, Double> rates,
      List<Rounds<LoadSample>> seen) {
    StringBuilder text = new StringBuilder();
    for (Rounds<LoadSample> operation : seen) {
      String name = operation.operation();
      text.append("### %s\n\n".formatted(name))
          .append(
              "%s. %s requests/s were due.\n\n"
                  .formatted(
                      notes.getOrDefault(name, ""), number(rates.getOrDefault(name, Double.NaN))))
          .append(table(arms, operation))
          .append('\n');
    }
    for (Arm arm : arms) {
      text.append("- ").append(arm.name()).append(": ").append(arm.description()).append('\n');
    }
    return text.append(howMeasured(arms.get(0).name())).toString();
  }

  /** The table of one operation. */
  static String table(List<Arm> arms, Rounds<LoadSample> seen) {
    String baseline = arms.get(0).name();
    MarkdownTable table =
        new MarkdownTable(
            "arm",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "CPU ms/request",
            "p50 /" + baseline,
            "p95 /" + baseline,
            "p99 /" + baseline,
            "CPU /" + baseline,
            "requests");
    for (Arm arm : arms) {
      table.row(row(arm.name(), baseline, seen));
    }
    return table.toString();
  }

  private static List<String> row(String arm, String baseline, Rounds<LoadSample> seen) {
    List<LoadSample> samples = seen.of(arm);
    long behind = samples.stream().filter(sample -> !sample.keptUp()).count();
    if (samples.isEmpty() || behind > 0) {
      String why =
          samples.isEmpty()
              ? NONE
              : "not kept up in %d of %d rounds".formatted(behind, samples.size());
      return List.of(arm, why, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    }
    List<LoadSample> others = seen.of(baseline);
    boolean comparable =
        !arm.equals(baseline) && !others.isEmpty() && others.stream().allMatch(LoadSample::keptUp);
    List<String> cells = new ArrayList<>(List.of(arm));
    for (ToDoubleFunction<LoadSample> figure : FIGURES) {
      Summary s = seen.summary(arm, figure);
      cells.add(cell(s.median(), s.firstQuartile(), s.thirdQuartile()));
    }
    for (ToDoubleFunction<LoadSample> figure : FIGURES) {
      if (comparable) {
        Summary s = seen.ratio(arm, baseline, figure);
        cells.add(cell(s.median(), s.least(), s.greatest()));
      } else {
        cells.add(NONE);
      }
    }
    cells.add(String.valueOf(samples.stream().mapToLong(s -> s.slice().requests()).sum()));
    return cells;
  }

  private String howMeasured(String baseline) {
    return """
        - latency: from the moment a request was due until it was answered, waiting for a free connection among it; CPU: of the server, with what it does by itself and to get ready for the next request (a ticket, deleting what was created)
        - figures: median of the rounds (first to third quartile); ratios: median of the ratios to %s in the same round (least to greatest); %s: not measured there
        - not kept up: requests of a slice that could not even be begun %d s after its end, for which an arm gets no figures
        - rate: %s
        - %d rounds, slices of %d s after %d s unmeasured, warm-up %d s per arm and operation, at most %d requests under way, from the same machine
        - Keycloak %s, each server with `%s`; database of each: %s
        - %s
        """
        .formatted(
            baseline,
            NONE,
            LoadSettings.GRACE.toSeconds(),
            settings.rate() > 0
                ? "fixed, for every operation"
                : "%s of what %s did in the last turn of the warm-up with %d virtual users, each of which sends its next request when it has the answer to the one before"
                    .formatted(settings.share(), baseline, settings.bench().threads()),
            settings.bench().rounds(),
            settings.bench().slice().toSeconds(),
            BenchSettings.SETTLE.toSeconds(),
            settings.bench().warmUp().toSeconds(),
            settings.connections(),
            System.getProperty("keycloak.version"),
            String.join(" ", BenchMain.JVM_OPTIONS),
            database,
            Machine.withLoad());
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** A middle and where it comes from. */
  static String cell(double middle, double from, double to) {
    return "%s (%s–%s)".formatted(number(middle), number(from), number(to));
  }
}
