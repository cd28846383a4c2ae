package io.github.umatrust.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the start-up benchmark has to say, in Markdown.
 *
 * @param rounds how often each was started
 * @param jvmOptions of each server
 * @param database what each server kept its data in
 */
record StartupReport(int rounds, List<String> jvmOptions, String database) {

  private static final List<ToDoubleFunction<StartSample>> FIGURES =
      List.of(StartSample::millis, StartSample::residentMib, StartSample::heapMib);

  /**
   * The table and what one has to know to read it.
   *
   * @param arms the arms, the one that the others are compared with first
   */
  String text(List<LoadArm> arms, Rounds<StartSample> seen) {
    String baseline = arms.get(0).name();
    MarkdownTable table =
        new MarkdownTable(
            "arm",
            "ready after ms",
            "resident MiB",
            "heap MiB",
            "ready /" + baseline,
            "resident /" + baseline,
            "heap /" + baseline);
    StringBuilder legend = new StringBuilder();
    for (LoadArm arm : arms) {
      table.row(row(arm.name(), baseline, seen));
      legend.append("- %s: %s\n".formatted(arm.name(), arm.description()));
    }
    return table
        + "\n"
        + legend
        + """
        - ready: from the start of the process until its readiness is up; resident: the process's memory %d s later; heap: what is left in it after a collection then
        - figures: median of the starts (first to third quartile); ratios: median of the ratios to %s in the same round (least to greatest)
        - %d rounds, in turns, each server alone; not counted: the first start, which imports the realm, and the one after it
        - Keycloak %s in production mode, each with `%s`; database of each: %s
        - %s
        """
            .formatted(
                StartupBench.SETTLED.toSeconds(),
                baseline,
                rounds,
                System.getProperty("keycloak.version"),
                String.join(" ", jvmOptions),
                database,
                Machine.withLoad());
  }

  private static List<String> row(String arm, String baseline, Rounds<StartSample> seen) {
    List<String> cells = new ArrayList<>(List.of(arm));
    for (ToDoubleFunction<StartSample> figure : FIGURES) {
      Summary s = seen.summary(arm, figure);
      cells.add(
          String.format(
              Locale.ROOT, "%.0f (%.0f–%.0f)", s.median(), s.firstQuartile(), s.thirdQuartile()));
    }
    for (ToDoubleFunction<StartSample> figure : FIGURES) {
      if (arm.equals(baseline)) {
        cells.add("–");
      } else {
        Summary s = seen.ratio(arm, baseline, figure);
        cells.add(
            String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", s.median(), s.least(), s.greatest()));
      }
    }
    return cells;
  }
}
