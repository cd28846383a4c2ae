package io.github.umatrust.demo;

import io.github.umatrust.testkit.http.Reply;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Tells the exchange step by step, and remembers what did not go as it should. */
final class Transcript {

  private static final int LONGEST_VALUE = 110;

  private final PrintStream out;
  private final List<String> failures = new ArrayList<>();
  private int step;

  Transcript(PrintStream out) {
    this.out = out;
  }

  /** What takes a while, in one line. */
  void progress(String line) {
    out.println("… " + line);
  }

  /** A line of its own. */
  void line(String line) {
    out.println(line);
  }

  /** The next step, in plain words. */
  void step(String words) {
    out.println();
    out.println(++step + ". " + words);
  }

  /** An answer, and the status that it should have. */
  Reply reply(String request, Reply reply, int expected) {
    out.println("   " + request + " → HTTP " + reply.status());
    check(
        reply.status() == expected,
        request + " gave HTTP " + reply.status() + " instead of " + expected);
    return reply;
  }

  /** An important field. */
  void field(String name, String value) {
    String shown = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
    out.println("     " + name + ": " + shown);
  }

  /** Something that should be so. */
  void check(boolean isSo, String otherwise) {
    if (!isSo) {
      failures.add("step " + step + ": " + otherwise);
      out.println("   ✗ " + otherwise);
    }
  }

  /** What did not go as it should, in order. */
  List<String> failures() {
    return List.copyOf(failures);
  }
}
