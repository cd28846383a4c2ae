package io.github.umatrust.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown, written so that it can be read as it is, too. */
public final class MarkdownTable {

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with a head and nothing below it. */
  public MarkdownTable(String... head) {
    rows.add(List.of(head));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has not as many cells as the head
   */
  public void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException("a row of " + cells.size() + " cells");
    }
    rows.add(List.copyOf(cells));
  }

  /** The table, with a line break at its end. */
  @Override
  public String toString() {
    int columns = rows.get(0).size();
    List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 3));
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths.set(column, Math.max(widths.get(column), row.get(column).length()));
      }
    }
    List<String> rule = widths.stream().map("-"::repeat).toList();
    StringBuilder out = new StringBuilder(line(rows.get(0), widths)).append(line(rule, widths));
    rows.stream().skip(1).forEach(row -> out.append(line(row, widths)));
    return out.toString();
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder("|");
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(' ').append(cell).append(" ".repeat(widths.get(column) - cell.length()));
      line.append(" |");
    }
    return line.append('\n').toString();
  }
}
