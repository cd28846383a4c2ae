package io.github.umatrust.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Verifies an evidence file as anybody can who has the ledger's JAR, a Java and no server.
 *
 * @param jar the ledger's JAR
 */
record EvidenceCheck(Path jar) {

  private static final int SECONDS = 30;

  /**
   * How it went.
   *
   * @param verified whether the evidence held
   * @param said what the command printed
   */
  record Result(boolean verified, List<String> said) {}

  /** The JAR among those of {@code providers/}. */
  static EvidenceCheck of(List<Path> jars) {
    return new EvidenceCheck(
        jars.stream()
            .filter(jar -> jar.getFileName().toString().contains("obligations-audit-listener"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the ledger's JAR is missing")));
  }

  /** Runs {@code java -jar … evidence <file> --vkey <key>}. */
  Result run(String evidence, String verifierKey) {
    try {
      Path file = Files.createTempFile("evidence", ".tlog-proof");
      try {
        Files.writeString(file, evidence);
        Process process =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                    "-jar",
                    jar.toString(),
                    "evidence",
                    file.toString(),
                    "--vkey",
                    verifierKey)
                .redirectErrorStream(true)
                .start();
        String said =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        return new Result(ended && process.exitValue() == 0, said.lines().toList());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + jar, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the evidence was verified", e);
    }
  }
}
