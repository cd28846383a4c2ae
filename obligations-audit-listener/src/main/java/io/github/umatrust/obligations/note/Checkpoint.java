package io.github.umatrust.obligations.note;

import io.github.umatrust.obligations.merkle.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log says of its tree (C2SP tlog-checkpoint): the text of the note that it signs.
 *
 * @param origin which log it is, for example {@code idp.example/realms/acme/obligations/log}; also
 *     the name of its keys
 * @param size how many entries its tree has
 * @param root the root of the tree
 * @param extensions further lines, of which this product writes none
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {

  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

  /**
   * @throws IllegalArgumentException when the origin cannot name a key, the size is negative, or an
   *     extension is no line
   */
  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (!VerifierKey.isName(origin) || size < 0) {
      throw new IllegalArgumentException("no checkpoint of " + origin + " with size " + size);
    }
    if (extensions.stream().anyMatch(line -> line.isEmpty() || line.contains("\n"))) {
      throw new IllegalArgumentException("an extension is one line that is not empty");
    }
  }

  /** A checkpoint without extensions. */
  public Checkpoint(String origin, long size, Hash root) {
    this(origin, size, root, List.of());
  }

  /**
   * Reads the text of a checkpoint.
   *
   * @param text its lines, with the last line feed
   * @throws NoteException when it is none
   */
  public static Checkpoint parse(String text) throws NoteException {
    if (!text.endsWith("\n")) {
      throw new NoteException("a checkpoint is of whole lines");
    }
    List<String> lines =
        new ArrayList<>(Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1)));
    if (lines.size() < 3 || lines.contains("")) {
      throw new NoteException("a checkpoint has an origin, a size and a root");
    }
    if (!VerifierKey.isName(lines.get(0))) {
      throw new NoteException("the origin of a checkpoint has neither space nor plus");
    }
    byte[] root = Base64Text.decode(lines.get(2));
    if (root.length != Hash.LENGTH) {
      throw new NoteException("the root of a checkpoint has 32 bytes");
    }
    return new Checkpoint(
        lines.get(0), decimal(lines.get(1)), Hash.of(root), lines.subList(3, lines.size()));
  }

  /** Reads a decimal number without sign and leading zeros. */
  static long decimal(String text) throws NoteException {
    if (!DECIMAL.matcher(text).matches()) {
      throw new NoteException("not a decimal number: " + text);
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new NoteException("the number is too great: " + text, e);
    }
  }

  /**
   * Verifies the checkpoint of a log.
   *
   * @param note the signed checkpoint
   * @param keys the keys of the log to believe, and of witnesses; the origin must be the name of
   *     one of the log's that signed
   * @throws NoteException when it is no checkpoint, a signature does not hold, or no key of the log
   *     signed it
   */
  public static Checkpoint verify(SignedNote note, List<VerifierKey> keys) throws NoteException {
    Checkpoint checkpoint = parse(note.text());
    boolean ofItsLog =
        note.verify(keys).stream()
            .anyMatch(
                key ->
                    key.type() == VerifierKey.Type.NOTE && key.name().equals(checkpoint.origin()));
    if (!ofItsLog) {
      throw new NoteException("the checkpoint is not signed by its log, " + checkpoint.origin());
    }
    return checkpoint;
  }

  /** The text, which is signed. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n').append(root.toBase64()).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
