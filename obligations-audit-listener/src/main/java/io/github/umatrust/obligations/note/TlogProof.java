package io.github.umatrust.obligations.note;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.Proofs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proof, in a file, that an entry is in a log (C2SP tlog-proof): everything that verifying it
 * takes but the entry and the log's verifier key. In this product's proofs the extra data is what
 * the entry is the SHA-256 of.
 */
public final class TlogProof {

  /** The ending of such a file's name. */
  public static final String FILE_SUFFIX = ".tlog-proof";

  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** No tree is higher. */
  private static final int MAX_PATH = 63;

  private final byte @Nullable [] extra;
  private final long index;
  private final List<Hash> path;
  private final SignedNote checkpoint;

  /**
   * @param extra data beside the proof, null for none
   * @param index the entry's index
   * @param path the inclusion proof, from the entry's neighbour up
   * @param checkpoint the signed checkpoint that the proof leads to
   */
  public TlogProof(byte @Nullable [] extra, long index, List<Hash> path, SignedNote checkpoint) {
    if (index < 0 || path.size() > MAX_PATH || (extra != null && extra.length == 0)) {
      throw new IllegalArgumentException("no proof of entry " + index);
    }
    this.extra = extra == null ? null : extra.clone();
    this.index = index;
    this.path = List.copyOf(path);
    this.checkpoint = checkpoint;
  }

  /**
   * Reads a proof. It is not verified by that.
   *
   * @throws NoteException when it is none
   */
  public static TlogProof parse(String text) throws NoteException {
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new NoteException("a proof has an empty line before its checkpoint");
    }
    List<String> lines = new ArrayList<>(Arrays.asList(text.substring(0, end).split("\n", -1)));
    if (!lines.remove(0).equals(HEADER)) {
      throw new NoteException("a proof begins with " + HEADER);
    }
    byte[] extra = null;
    if (!lines.isEmpty() && lines.get(0).startsWith(EXTRA)) {
      extra = Base64Text.decode(lines.remove(0).substring(EXTRA.length()));
      if (extra.length == 0) {
        throw new NoteException("extra data of a proof is not empty");
      }
    }
    if (lines.isEmpty() || !lines.get(0).startsWith(INDEX)) {
      throw new NoteException("a proof says the index of its entry");
    }
    long index = Checkpoint.decimal(lines.remove(0).substring(INDEX.length()));
    if (lines.size() > MAX_PATH) {
      throw new NoteException("a proof has at most " + MAX_PATH + " hashes");
    }
    List<Hash> path = new ArrayList<>();
    for (String line : lines) {
      byte[] hash = Base64Text.decode(line);
      if (hash.length != Hash.LENGTH) {
        throw new NoteException("a hash of a proof has 32 bytes");
      }
      path.add(Hash.of(hash));
    }
    return new TlogProof(extra, index, path, SignedNote.parse(text.substring(end + 2)));
  }

  /** The data beside the proof, which nothing protects. */
  public Optional<byte[]> extra() {
    return Optional.ofNullable(extra).map(byte[]::clone);
  }

  /** The entry's index. */
  public long index() {
    return index;
  }

  /** The inclusion proof. */
  public List<Hash> path() {
    return path;
  }

  /** The signed checkpoint, with whatever cosignatures it had. */
  public SignedNote checkpoint() {
    return checkpoint;
  }

  /**
   * Verifies that an entry is in the log.
   *
   * @param entry the entry
   * @param keys the keys to believe, of the log and of witnesses
   * @return the checkpoint of the tree that it is in
   * @throws NoteException when it is not proved; the message says why
   */
  public Checkpoint verify(byte[] entry, List<VerifierKey> keys) throws NoteException {
    Checkpoint verified = Checkpoint.verify(checkpoint, keys);
    if (!Proofs.isIncluded(index, verified.size(), Hash.leaf(entry), path, verified.root())) {
      throw new NoteException("the entry is not in the log as entry " + index);
    }
    return verified;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlogProof that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return Objects.hash(index, path);
  }

  /** The file's text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    if (extra != null) {
      text.append(EXTRA).append(Base64Text.encode(extra)).append('\n');
    }
    text.append(INDEX).append(index).append('\n');
    path.forEach(hash -> text.append(hash.toBase64()).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }
}
