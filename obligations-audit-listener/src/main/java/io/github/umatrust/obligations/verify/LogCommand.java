package io.github.umatrust.obligations.verify;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.MissingTileException;
import io.github.umatrust.obligations.merkle.Proofs;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TileMismatchException;
import io.github.umatrust.obligations.merkle.TiledTree;
import io.github.umatrust.obligations.merkle.TreeCheck;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.Cosignature;
import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.NoteSignature;
import io.github.umatrust.obligations.note.SignedNote;
import io.github.umatrust.obligations.note.VerifierKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a log that is published somewhere: its checkpoint, every tile and every entry; on demand
 * that it grew from a checkpoint of before, and that the server's records are those it commits to.
 */
final class LogCommand {

  static final Set<String> OPTIONS = Set.of("--since", "--save", "--openings", "--token-file");

  private static final int MAX_FILE = 1_000_000;

  private final CommandLine arguments;
  private final PrintStream out;
  private final Web web;
  private final RemoteLog log;

  LogCommand(CommandLine arguments, PrintStream out, Duration pause) throws VerificationException {
    this.arguments = arguments;
    this.out = out;
    this.web = new Web(token(arguments), pause);
    this.log = new RemoteLog(web, Web.address(arguments.operand()));
  }

  private static @Nullable String token(CommandLine arguments) throws VerificationException {
    Optional<String> file = arguments.option("--token-file");
    String token = file.isEmpty() ? null : readFile(file.get()).strip();
    if (token != null && !token.matches("[\\x21-\\x7e]+")) {
      throw VerificationException.usage(file.get() + " has no token in it");
    }
    return token;
  }

  private static String readFile(String name) throws VerificationException {
    try {
      Path path = Path.of(name);
      if (Files.size(path) > MAX_FILE) {
        throw VerificationException.usage(name + " is too long");
      }
      return Files.readString(path);
    } catch (IOException | RuntimeException e) {
      throw VerificationException.usage("cannot read the file " + name + ": " + e.getMessage());
    }
  }

  /** Verifies, and says what. */
  void run() throws VerificationException {
    Optional<String> since = arguments.option("--since");
    String before = since.isEmpty() ? null : readFile(since.get());
    Optional<String> openings = arguments.option("--openings");
    String records = openings.isEmpty() ? null : Web.address(openings.get());

    List<VerifierKey> keys = keys();
    String text = log.checkpoint();
    Checkpoint checkpoint = verify("the log's checkpoint", text, keys);
    out.printf(
        "checkpoint %s%n  size %d%n  root %s%n",
        checkpoint.origin(), checkpoint.size(), checkpoint.root().toBase64());
    signers(text, keys);

    long minIndex = Math.min(log.minIndex(), checkpoint.size());
    if (records == null) {
      entries(checkpoint, minIndex, null);
    } else {
      try (Openings opened = new Openings(web, records)) {
        entries(checkpoint, minIndex, opened);
      }
    }
    if (before != null) {
      consistency(verify(since.get(), before, keys), checkpoint, since.get());
    }
    save(text);
    out.println("verified");
  }

  private List<VerifierKey> keys() throws VerificationException {
    if (arguments.keys().stream().anyMatch(k -> k.type() == VerifierKey.Type.NOTE)) {
      return arguments.keys();
    }
    String text = log.verifierKey();
    List<VerifierKey> keys = new ArrayList<>(arguments.keys());
    try {
      keys.add(VerifierKey.parse(text));
    } catch (NoteException e) {
      throw VerificationException.notVerified("the log's verifier key: " + e.getMessage());
    }
    out.printf(
        "No --vkey of the log: its own word is taken for its key, which proves that it is whole,"
            + " not whose it is.%n  --vkey %s%n",
        Printable.text(text));
    return keys;
  }

  private static Checkpoint verify(String what, String text, List<VerifierKey> keys)
      throws VerificationException {
    try {
      return Checkpoint.verify(SignedNote.parse(text), keys);
    } catch (NoteException e) {
      throw VerificationException.notVerified(what + ": " + Printable.text("" + e.getMessage()));
    }
  }

  private void signers(String text, List<VerifierKey> keys) throws VerificationException {
    try {
      SignedNote note = SignedNote.parse(text);
      for (NoteSignature signature : note.signatures()) {
        for (VerifierKey key : keys) {
          if (key.verifies(note.text(), signature)) {
            String when =
                key.type() == VerifierKey.Type.COSIGNATURE
                    ? " at " + Instant.ofEpochSecond(Cosignature.time(signature))
                    : "";
            out.printf("  signed by %s (%s)%s%n", key.name(), key.idText(), when);
          }
        }
      }
    } catch (NoteException e) {
      throw VerificationException.notVerified("the log's checkpoint: " + e.getMessage());
    }
  }

  private void entries(Checkpoint checkpoint, long minIndex, @Nullable Openings records)
      throws VerificationException {
    TreeCheck check = new TreeCheck(checkpoint.size());
    Hash root;
    try {
      root =
          RemoteLog.reading(
              () -> {
                while (check.next() < checkpoint.size()) {
                  Tile tile = check.nextTile();
                  if (check.next() + Tile.FULL <= minIndex) {
                    check.addPruned(log);
                  } else {
                    check.add(log, leaves(tile, records));
                  }
                }
                return check.finish(log);
              });
    } catch (TileMismatchException e) {
      throw VerificationException.notVerified("entry " + e.index() + ": " + e.getMessage());
    } catch (MissingTileException e) {
      throw VerificationException.notVerified(
          "entry " + e.tile().firstEntry() + ": " + e.getMessage());
    }
    if (!root.equals(checkpoint.root())) {
      throw VerificationException.notVerified(
          "the root of the entries is " + root.toBase64() + ", not that of the checkpoint");
    }
    long pruned = minIndex / Tile.FULL * Tile.FULL;
    if (pruned > 0) {
      out.printf(
          "  entries 0 to %d were pruned; of them only hashes of tiles are left%n", pruned - 1);
    }
    out.printf(
        "  %d entries, their tiles%s verified%n",
        checkpoint.size() - pruned, records == null ? "" : " and the records they commit to");
  }

  private List<Hash> leaves(Tile tile, @Nullable Openings records) throws VerificationException {
    List<Hash> leaves = new ArrayList<>(tile.width());
    long index = tile.firstEntry();
    for (byte[] entry : log.entries(tile)) {
      if (records != null) {
        opening(index, entry, records);
      }
      leaves.add(Hash.leaf(entry));
      index++;
    }
    return leaves;
  }

  private static void opening(long index, byte[] entry, Openings records)
      throws VerificationException {
    Optional<byte[]> record = records.of(index);
    if (record.isEmpty()) {
      throw VerificationException.notVerified("entry " + index + ": the server has no record");
    }
    if (entry.length != Hash.LENGTH || !Hash.sha256(record.get()).equals(Hash.of(entry))) {
      throw VerificationException.notVerified(
          "entry " + index + ": the server's record is not the one that was logged");
    }
  }

  private void consistency(Checkpoint before, Checkpoint now, String file)
      throws VerificationException {
    if (!before.origin().equals(now.origin())) {
      throw VerificationException.notVerified(file + " is of another log, " + before.origin());
    }
    if (before.size() > now.size()) {
      throw VerificationException.notVerified(
          "the log has shrunk: " + file + " has " + before.size() + " entries");
    }
    List<Hash> path;
    try {
      path = RemoteLog.reading(() -> new TiledTree(now.size(), log).consistency(before.size()));
    } catch (MissingTileException e) {
      throw VerificationException.unreadable(
          "the log no longer has what proves that it grew from " + file + ": " + e.getMessage());
    }
    if (!Proofs.isConsistent(before.size(), now.size(), before.root(), now.root(), path)) {
      throw VerificationException.notVerified(
          "the log was rewritten: its first "
              + before.size()
              + " entries are not those of "
              + file);
    }
    out.printf("  it grew from the %d entries of %s%n", before.size(), file);
  }

  private void save(String text) throws VerificationException {
    Optional<String> file = arguments.option("--save");
    if (file.isPresent()) {
      try {
        Files.write(Path.of(file.get()), text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException | RuntimeException e) {
        throw VerificationException.usage(
            "cannot write the file " + file.get() + ": " + e.getMessage());
      }
    }
  }
}
