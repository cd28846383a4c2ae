package io.github.umatrust.obligations.note;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with signatures (C2SP signed-note). Its text means nothing before {@link #verify}.
 *
 * @param text the text, with its last line feed
 * @param signatures the signature lines in their order, at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

  /** Signatures of a note; one must take 16 at least. */
  private static final int MAX_SIGNATURES = 100;

  /** Bytes of a note, as the Go tools have it. */
  private static final int MAX_LENGTH = 1_000_000;

  private static final String SEPARATOR = "\n\n";

  /**
   * @throws IllegalArgumentException when the text does not end in a line feed or has control
   *     characters, or when there is no signature
   */
  public SignedNote {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n") || !isText(text)) {
      throw new IllegalArgumentException("the text of a note is of whole lines");
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException("a note has 1 to " + MAX_SIGNATURES + " signatures");
    }
  }

  /**
   * Reads a note from its bytes.
   *
   * @throws NoteException when it is none
   */
  public static SignedNote parse(byte[] note) throws NoteException {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(note)).toString());
    } catch (CharacterCodingException e) {
      throw new NoteException("a note is UTF-8", e);
    }
  }

  /**
   * Reads a note.
   *
   * @throws NoteException when it is none
   */
  public static SignedNote parse(String note) throws NoteException {
    if (note.length() > MAX_LENGTH) {
      throw new NoteException("a note is not longer than " + MAX_LENGTH + " bytes");
    }
    if (!isText(note)) {
      throw new NoteException("a note has no control characters");
    }
    int split = note.lastIndexOf(SEPARATOR);
    if (split < 0 || !note.endsWith("\n") || split + SEPARATOR.length() == note.length()) {
      throw new NoteException("a note is a text, an empty line and signatures");
    }
    String lines = note.substring(split + SEPARATOR.length(), note.length() - 1);
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : lines.split("\n", MAX_SIGNATURES + 1)) {
      signatures.add(NoteSignature.parse(line));
      if (signatures.size() > MAX_SIGNATURES) {
        throw new NoteException("a note has at most " + MAX_SIGNATURES + " signatures");
      }
    }
    return new SignedNote(note.substring(0, split + 1), signatures);
  }

  /** Signs a text, with one signature or several. */
  public static SignedNote sign(String text, List<NoteSigner> signers) {
    return new SignedNote(text, signers.stream().map(signer -> signer.sign(text)).toList());
  }

  /** This note with further signatures below. */
  public SignedNote with(Collection<NoteSignature> further) {
    List<NoteSignature> all = new ArrayList<>(signatures);
    all.addAll(further);
    return new SignedNote(text, all);
  }

  /**
   * Verifies the signatures of known keys; those of others say nothing.
   *
   * @param known the keys to believe
   * @return those of them that signed, in the order of the signatures
   * @throws NoteException when a signature of one of them does not hold, and when none of them
   *     signed
   */
  public List<VerifierKey> verify(Collection<VerifierKey> known) throws NoteException {
    List<VerifierKey> signers = new ArrayList<>();
    for (NoteSignature signature : signatures) {
      for (VerifierKey key : known) {
        if (!key.claims(signature)) {
          continue;
        }
        if (!key.verifies(text, signature)) {
          throw new NoteException(
              "the signature of " + key.name() + " (" + key.idText() + ") does not hold");
        }
        if (!signers.contains(key)) {
          signers.add(key);
        }
      }
    }
    if (signers.isEmpty()) {
      throw new NoteException("no signature is of a key that is known here");
    }
    return signers;
  }

  private static boolean isText(String text) {
    return text.chars().allMatch(c -> c >= ' ' || c == '\n')
        && StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(text));
  }

  /** The note: text, empty line and signatures. */
  @Override
  public String toString() {
    return text + "\n" + signatures.stream().map(s -> s + "\n").collect(Collectors.joining());
  }
}
