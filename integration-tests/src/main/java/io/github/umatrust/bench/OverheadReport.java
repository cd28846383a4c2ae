package io.github.umatrust.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of arms has to say, in Markdown.
 *
 * @param settings how it was measured
 * @param jvmOptions of each server
 * @param ratios which arms are divided by which; the last one is what is wanted something of
 */
record OverheadReport(
    BenchSettings settings, List<String> jvmOptions, List<OverheadReport.Ratio> ratios) {

  /** An arm divided by another one. */
  record Ratio(String arm, String baseline) {

    Summary of(Comparison comparison, ToDoubleFunction<Sample> figure) {
      return comparison.ratio(arm, baseline, figure);
    }

    @Override
    public String toString() {
      return arm + "/" + baseline;
    }
  }

  /**
   * The tables and what one has to know to read them.
   *
   * @param wanted for each operation the throughput that is wanted, as the last ratio; empty where
   *     nothing in particular is
   */
  String text(List<Arm> arms, List<Comparison> comparisons, Map<String, Double> wanted) {
    List<String> names = arms.stream().map(Arm::name).toList();
    Ratio last = ratios.get(ratios.size() - 1);
    List<String> head = head("requests/s", names);
    head.addAll(List.of("requests", "errors"));
    if (!wanted.isEmpty()) {
      head.add("wanted of " + last);
    }
    MarkdownTable throughput = new MarkdownTable(head.toArray(String[]::new));
    MarkdownTable cpu =
        new MarkdownTable(head("CPU of the server, ms/request", names).toArray(String[]::new));
    for (Comparison c : comparisons) {
      List<String> row = figures(c, names, "%.1f", Sample::requestsPerSecond);
      row.add(String.valueOf(c.requests()));
      row.add(String.valueOf(c.errors()));
      if (!wanted.isEmpty()) {
        row.add(verdict(last.of(c, Sample::requestsPerSecond), wanted.get(c.operation())));
      }
      throughput.row(row);
      cpu.row(figures(c, names, "%.2f", Sample::cpuMillisPerRequest));
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

  private List<String> head(String first, List<String> names) {
    List<String> head = new ArrayList<>(List.of(first));
    head.addAll(names);
    ratios.stream().map(Ratio::toString).forEach(head::add);
    return head;
  }

  private static String verdict(Summary ratio, @Nullable Double wanted) {
    if (wanted == null) {
      return "";
    }
    double seen = ratio.median();
    return String.format(Locale.ROOT, "%.2f %s", wanted, seen >= wanted ? "✓" : "✗");
  }

  /** The operation, a figure of each arm, and the ratios. */
  private List<String> figures(
      Comparison comparison, List<String> arms, String format, ToDoubleFunction<Sample> figure) {
    List<String> cells = new ArrayList<>(List.of(comparison.operation()));
    for (String arm : arms) {
      Summary s = comparison.summary(arm, figure);
      cells.add(cell(format, s.median(), s.firstQuartile(), s.thirdQuartile()));
    }
    for (Ratio ratio : ratios) {
      Summary s = ratio.of(comparison, figure);
      cells.add(cell("%.3f", s.median(), s.least(), s.greatest()));
    }
    return cells;
  }

  private static String cell(String format, double middle, double from, double to) {
    return String.format(
        Locale.ROOT, format + " (" + format + "–" + format + ")", middle, from, to);
  }
}
