package io.github.umatrust.testkit.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a Keycloak log says of a failure, in one line. */
final class LogFile {

  private static final int LONGEST = 300;

  private LogFile() {}

  /** The most telling line: the last one that names an error, else the last one. */
  static String lastError(Path log) {
    List<String> lines;
    try {
      lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(l -> !l.isBlank())
              .toList();
    } catch (IOException e) {
      return "its log cannot be read (" + e.getMessage() + ")";
    }
    String told = lines.isEmpty() ? "it wrote no log" : lines.get(lines.size() - 1);
    for (String line : lines) {
      if (line.contains("ERROR") && !line.contains("For more details")) {
        told = line;
      }
    }
    String line = told.strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
