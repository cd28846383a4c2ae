package io.github.umatrust.bench;

import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.ParentProcess;
import io.github.umatrust.testkit.server.ServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the benchmarks of single JARs have in common. */
final class BenchMain {

  // As much heap as fits three times on a small machine, of one size and with the collector that
  // has no threads of its own: less noise. The compilers are those of any server.
  static final List<String> JVM_OPTIONS =
      List.of("-Xms768m", "-Xmx768m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private BenchMain() {}

  /** A benchmark. */
  @FunctionalInterface
  interface Benchmark {

    /**
     * Runs it.
     *
     * @param out is told of its progress
     * @return its report
     */
    String run(PrintStream out) throws InterruptedException;
  }

  /**
   * Runs a benchmark, writes its report where {@code bench.report} says, and exits: with 1, and
   * without a report, when it stopped.
   */
  static void run(Benchmark benchmark) throws IOException {
    ParentProcess.endTogether();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path report = path("bench.report");
    Files.deleteIfExists(report);
    try {
      String text = benchmark.run(out);
      out.println();
      out.print(text);
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.writeString(report, text);
      System.exit(0);
    } catch (ServerException
        | IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException e) {
      out.println("✗ The benchmark stopped: " + e.getMessage());
    } catch (InterruptedException e) {
      out.println("✗ The benchmark was interrupted.");
    }
    System.exit(1);
  }

  /**
   * One of the provider JARs, in a list.
   *
   * @throws IllegalStateException when there is not one of that name
   */
  static List<Path> jar(String module) {
    List<Path> jar =
        KeycloakInstallation.jarsIn(path("keycloak.providers")).stream()
            .filter(j -> j.getFileName().toString().contains(module))
            .toList();
    if (jar.size() != 1) {
      throw new IllegalStateException("not one " + module + " JAR: " + jar);
    }
    return jar;
  }

  /** A path on the command line. */
  static Path path(String property) {
    return Path.of(System.getProperty(property, ""));
  }
}
