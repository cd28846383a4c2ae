package io.github.umatrust.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Obligations as a table of plain text. */
final class ObligationTable {

  private static final List<String> HEADINGS =
      List.of("clause", "obligated", "expecting", "since", "until", "state");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private ObligationTable() {}

  /** The table of a JSON array of obligations. */
  static String of(JsonNode obligations) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    for (JsonNode obligation : obligations) {
      rows.add(
          List.of(
              obligation.path("clause").asText(),
              obligation.path("obligated").path("name").asText("-"),
              obligation.path("expecting").path("name").asText("-"),
              time(obligation.path("since")),
              time(obligation.path("until")),
              state(obligation)));
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int column = 0; column < row.size(); column++) {
        line.append(' ').append(padded(row.get(column), width(rows, column))).append(' ');
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String state(JsonNode obligation) {
    String reason = obligation.path("endReason").asText("");
    String state = obligation.path("state").asText();
    return reason.isEmpty() || reason.equals("null") ? state : state + " (" + reason + ")";
  }

  private static String time(JsonNode millis) {
    return millis.isIntegralNumber() ? TIME.format(Instant.ofEpochMilli(millis.asLong())) : "-";
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
