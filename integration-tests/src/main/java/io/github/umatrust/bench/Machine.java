package io.github.umatrust.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What a report says of the machine that it was made on. */
final class Machine {

  private Machine() {}

  /** Java and the number of processors. */
  static String inWords() {
    return "%s %s, %d cores"
        .formatted(
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            Runtime.getRuntime().availableProcessors());
  }

  /** The same with how busy it is now, at the end of the benchmark. */
  static String withLoad() {
    return String.format(
        Locale.ROOT,
        "%s, load average at the end %.2f",
        inWords(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
