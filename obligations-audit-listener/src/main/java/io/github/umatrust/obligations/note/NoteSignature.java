package io.github.umatrust.obligations.note;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A signature line of a note: whose key it claims to be of, and the signature. */
public final class NoteSignature {

  private static final String DASH = "\u2014 ";

  private final String name;
  private final int keyId;
  private final byte[] signature;

  /**
   * @param name the key's name
   * @param keyId the key's id
   * @param signature what the key made, not empty
   */
  public NoteSignature(String name, int keyId, byte[] signature) {
    if (!VerifierKey.isName(name) || signature.length == 0) {
      throw new IllegalArgumentException("a signature has a name and is not empty");
    }
    this.name = name;
    this.keyId = keyId;
    this.signature = signature.clone();
  }

  /**
   * Reads a signature line.
   *
   * @param line the line without its line feed
   * @throws NoteException when it is none
   */
  public static NoteSignature parse(String line) throws NoteException {
    int space = line.indexOf(' ', DASH.length());
    if (!line.startsWith(DASH) || space < 0) {
      throw new NoteException("a signature line is a dash, a name and a signature");
    }
    String name = line.substring(DASH.length(), space);
    byte[] idAndSignature = Base64Text.decode(line.substring(space + 1));
    if (!VerifierKey.isName(name) || idAndSignature.length <= Integer.BYTES) {
      throw new NoteException("a signature line has no name or no signature");
    }
    return new NoteSignature(
        name,
        ByteBuffer.wrap(idAndSignature).getInt(),
        Arrays.copyOfRange(idAndSignature, Integer.BYTES, idAndSignature.length));
  }

  /** The name of the key that it claims to be of. */
  public String name() {
    return name;
  }

  /** The id of the key that it claims to be of. */
  public int keyId() {
    return keyId;
  }

  /** What the key made. */
  public byte[] signature() {
    return signature.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NoteSignature that
        && name.equals(that.name)
        && keyId == that.keyId
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  /** The line, without a line feed. */
  @Override
  public String toString() {
    byte[] idAndSignature =
        ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(keyId).put(signature).array();
    return DASH + name + " " + Base64Text.encode(idAndSignature);
  }
}
