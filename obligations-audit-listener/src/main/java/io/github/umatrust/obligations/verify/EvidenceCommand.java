package io.github.umatrust.obligations.verify;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.TlogProof;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Verifies the evidence of one entry, from a file, without any server; prints its record. */
final class EvidenceCommand {

  static final Set<String> OPTIONS = Set.of();

  private static final int MAX_FILE = 16 * 1024 * 1024;

  private final CommandLine arguments;
  private final PrintStream out;

  EvidenceCommand(CommandLine arguments, PrintStream out) {
    this.arguments = arguments;
    this.out = out;
  }

  /** Verifies, and says what. */
  void run() throws VerificationException {
    if (arguments.keys().isEmpty()) {
      throw VerificationException.usage(
          "--vkey is wanted: the verifier key of the log, from somebody you believe");
    }
    String file = arguments.operand();
    try {
      TlogProof proof = TlogProof.parse(read(file));
      byte[] record =
          proof
              .extra()
              .orElseThrow(() -> new NoteException("it does not carry the record of its entry"));
      Checkpoint checkpoint = proof.verify(Hash.sha256(record).bytes(), arguments.keys());
      out.printf(
          "entry %d of %s, which then had %d entries%n",
          proof.index(), checkpoint.origin(), checkpoint.size());
      out.println(Printable.text(new String(record, StandardCharsets.UTF_8)));
      out.println("verified");
    } catch (NoteException e) {
      throw VerificationException.notVerified(
          file + ": " + Printable.text(String.valueOf(e.getMessage())));
    }
  }

  private static String read(String name) throws VerificationException {
    try {
      Path path = Path.of(name);
      if (Files.size(path) > MAX_FILE) {
        throw VerificationException.notVerified(name + " is too long for evidence");
      }
      return Files.readString(path);
    } catch (IOException | RuntimeException e) {
      throw VerificationException.unreadable(
          "cannot read the file " + name + ": " + e.getMessage());
    }
  }
}
