package io.github.umatrust.obligations.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a witness signs: a checkpoint, and when it saw it (C2SP tlog-cosignature, cosignature/v1).
 */
public final class Cosignature {

  /** Length of the signature: the time and an Ed25519 signature. */
  static final int LENGTH = Long.BYTES + Ed25519.SIGNATURE_LENGTH;

  private Cosignature() {}

  /**
   * When a witness signed, in seconds since the epoch. Believe it only after the signature was
   * verified.
   *
   * @throws NoteException when the signature is not long enough for a cosignature
   */
  public static long time(NoteSignature signature) throws NoteException {
    byte[] bytes = signature.signature();
    if (bytes.length != LENGTH) {
      throw new NoteException("not a cosignature");
    }
    return time(bytes);
  }

  static long time(byte[] signature) {
    return ByteBuffer.wrap(signature).getLong();
  }

  static byte[] message(String text, long time) {
    return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }
}
