package io.github.umatrust.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of the arms A (without), A′ (the same again) and B (with) has to say, in
 * Markdown.
 *
 * @param settings how it was measured
 * @param jvmOptions of each server
 */
record OverheadReport(BenchSettings settings, List<String> jvmOptions) {

  /**
   * The tables and what one has to know to read them.
   *
   * @param wanted for each operation how much of A's throughput is wanted of B; empty where nothing
   *     in particular is
   */
  String text(List<Arm> arms, List<Comparison> comparisons, Map<String, Double> wanted) {
    List<String> head =
        new ArrayList<>(List.of("requests/s", "A", "A′", "B", "A′/A", "B/A", "requests", "errors"));
    if (!wanted.isEmpty()) {
      head.add("wanted of B/A");
    }
    MarkdownTable throughput = new MarkdownTable(head.toArray(String[]::new));
    MarkdownTable cpu =
        new MarkdownTable("CPU of the server, ms/request", "A", "A′", "B", "A′/A", "B/A");
    for (Comparison c : comparisons) {
      List<String> row = new ArrayList<>(figures(c, "%.1f", Sample::requestsPerSecond));
      row.add(String.valueOf(c.requests()));
      row.add(String.valueOf(c.errors()));
      if (!wanted.isEmpty()) {
        row.add(verdict(c, wanted.get(c.operation())));
      }
      throughput.row(row);
      cpu.row(figures(c, "%.2f", Sample::cpuMillisPerRequest));
    }
    StringBuilder text =
        new StringBuilder().append(throughput).append('\n').append(cpu).append('\n');
    for (Arm arm : arms) {
      text.append("- ").append(arm.name()).append(": ").append(arm.description()).append('\n');
    }
    return text.append(
            """
            - arms: median of the rounds (first to third quartile); ratios: median of the ratios within each round (least to greatest)
            - %d rounds, slices of %d s after %d s unmeasured, warm-up %d s per arm and operation, %d client threads on the same machine
            - Keycloak %s, each server with `%s`
            - %s
            """
                .formatted(
                    settings.rounds(),
                    settings.slice().toSeconds(),
                    BenchSettings.SETTLE.toSeconds(),
                    settings.warmUp().toSeconds(),
                    settings.threads(),
                    System.getProperty("keycloak.version"),
                    String.join(" ", jvmOptions),
                    Machine.inWords()))
        .toString();
  }

  private static String verdict(Comparison comparison, @Nullable Double wanted) {
    if (wanted == null) {
      return "";
    }
    double seen = comparison.ratio("B", "A", Sample::requestsPerSecond).median();
    return String.format(Locale.ROOT, "%.2f %s", wanted, seen >= wanted ? "✓" : "✗");
  }

  /** The operation, a figure of the three arms, and the two ratios. */
  private static List<String> figures(
      Comparison comparison, String format, ToDoubleFunction<Sample> figure) {
    List<String> cells = new ArrayList<>(List.of(comparison.operation()));
    for (String arm : List.of("A", "A′", "B")) {
      Summary s = comparison.summary(arm, figure);
      cells.add(cell(format, s.median(), s.firstQuartile(), s.thirdQuartile()));
    }
    for (String arm : List.of("A′", "B")) {
      Summary s = comparison.ratio(arm, "A", figure);
      cells.add(cell("%.3f", s.median(), s.least(), s.greatest()));
    }
    return cells;
  }

  private static String cell(String format, double middle, double from, double to) {
    return String.format(
        Locale.ROOT, format + " (" + format + "–" + format + ")", middle, from, to);
  }
}
