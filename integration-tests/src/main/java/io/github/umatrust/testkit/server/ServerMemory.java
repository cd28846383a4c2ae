package io.github.umatrust.testkit.server;

import io.github.umatrust.testkit.http.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What memory a running server has.
 *
 * @param pid the number of its process
 * @param metricsUrl where its metrics are read
 */
public record ServerMemory(long pid, String metricsUrl) {

  private static final int KIBIBYTE = 1024;

  /** The memory of a server. */
  public static ServerMemory of(KeycloakServer server) {
    return new ServerMemory(server.pid(), server.metricsUrl());
  }

  /**
   * Has the server collect its garbage, by {@code jcmd}.
   *
   * @throws ServerException when that fails
   */
  public void collectGarbage() {
    Path jcmd = Path.of(System.getProperty("java.home", ""), "bin", "jcmd");
    Tool.run(List.of(jcmd.toString(), String.valueOf(pid), "GC.run"));
  }

  /**
   * How much of the heap is in use, in bytes.
   *
   * @throws ServerException when the server does not tell
   */
  public double heapBytes() {
    return sum(Http.get(metricsUrl).body(), "jvm_memory_used_bytes\\{area=\"heap\",.*");
  }

  /**
   * How much of the machine's memory the process has, in bytes.
   *
   * @throws ServerException when the operating system does not tell; only Linux does
   */
  public long residentBytes() {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    try {
      return residentBytes(Files.readAllLines(status));
    } catch (IOException e) {
      throw new ServerException("the system does not tell the server's memory", e);
    }
  }

  /** The same of the lines of {@code /proc/PID/status}, which has it in KiB. */
  static long residentBytes(List<String> status) {
    return status.stream()
        .filter(line -> line.matches("VmRSS:\\s+\\d+ kB"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
        .findFirst()
        .orElseThrow(() -> new ServerException("the system does not tell the server's memory"));
  }

  /**
   * The sum of metrics.
   *
   * @param metrics what the server tells, in the text format of Prometheus
   * @param pattern a regular expression over the metrics' names and labels
   * @throws ServerException where there is no such metric
   */
  public static double sum(String metrics, String pattern) {
    List<String> lines =
        metrics.lines().filter(line -> line.matches(pattern + " [0-9.eE+-]+")).toList();
    if (lines.isEmpty()) {
      throw new ServerException("no metric " + pattern);
    }
    return lines.stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
