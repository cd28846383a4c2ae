package io.github.umatrust.obligations.verify;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The command line of the JAR. */
public final class Main {

  private static final String HELP =
      """
      Verifies the obligations ledger of a Keycloak realm, without believing the server.

      log <address> [options]      the whole log at an address such as
                                   https://idp.example/realms/acme/obligations/log:
                                   its checkpoint, every tile, every entry
        --vkey <key>               verifier key of the log, or of a witness; may be repeated.
                                   Without one of the log, its own word is taken for its key
        --since <file>             a checkpoint of before: the log must have grown from it
        --save <file>              keep the checkpoint, once verified, for the next --since
        --openings <address>       also compare the records of the server, from
                                   https://idp.example/admin/realms/acme/obligations/log/openings
        --token-file <file>        an access token for both addresses

      evidence <file> --vkey <key> the evidence of one entry, a .tlog-proof file, offline:
                                   that it was logged, and what it says

      Exit status: 0 everything verifies; 1 something does not, and is named; 2 the command line
      is not understood; 3 something could not be read, so nothing is known.
      """;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private Main() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(List.of(arguments), out, err, PAUSE).exitCode());
  }

  /**
   * Runs the command.
   *
   * @param pause before a second attempt to read something
   */
  static Outcome run(List<String> arguments, PrintStream out, PrintStream err, Duration pause) {
    if (arguments.isEmpty() || arguments.contains("--help")) {
      out.print(HELP);
      return arguments.isEmpty() ? Outcome.USAGE : Outcome.VERIFIED;
    }
    List<String> words = arguments.subList(1, arguments.size());
    try {
      switch (arguments.get(0)) {
        case "log" ->
            new LogCommand(CommandLine.parse(words, LogCommand.OPTIONS), out, pause).run();
        case "evidence" ->
            new EvidenceCommand(CommandLine.parse(words, EvidenceCommand.OPTIONS), out).run();
        default -> throw VerificationException.usage("there is no command " + arguments.get(0));
      }
      return Outcome.VERIFIED;
    } catch (VerificationException e) {
      String how =
          switch (e.outcome()) {
            case NOT_VERIFIED -> "NOT VERIFIED: ";
            case UNREADABLE -> "could not be read: ";
            case USAGE, VERIFIED -> "";
          };
      err.println(how + Printable.text(String.valueOf(e.getMessage())));
      if (e.outcome() == Outcome.USAGE) {
        err.println("--help says what there is");
      }
      return e.outcome();
    }
  }
}
