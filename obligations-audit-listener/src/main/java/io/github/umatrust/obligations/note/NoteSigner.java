package io.github.umatrust.obligations.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/** A key that signs. It never gives its private part away. */
public final class NoteSigner {

  private final VerifierKey verifierKey;
  private final PrivateKey key;

  /**
   * @param verifierKey the public part
   * @param pkcs8 the private part of the same Ed25519 key, in PKCS #8 (RFC 8410 §7)
   * @throws NoteException when the private part is none, or not of this public part
   */
  public NoteSigner(VerifierKey verifierKey, byte[] pkcs8) throws NoteException {
    this.verifierKey = verifierKey;
    try {
      this.key = Ed25519.privateKey(pkcs8);
      byte[] probe = Ed25519.sign(key, new byte[0]);
      if (!Ed25519.verify(Ed25519.publicKey(verifierKey.publicKey()), new byte[0], probe)) {
        throw new NoteException("the private key does not belong to the public one");
      }
    } catch (GeneralSecurityException e) {
      throw new NoteException("not an Ed25519 private key", e);
    }
  }

  /** The public part. */
  public VerifierKey verifierKey() {
    return verifierKey;
  }

  /**
   * Signs the text of a note, as a log does.
   *
   * @param text the text with its last line feed
   * @throws IllegalStateException when the key is that of a witness
   */
  public NoteSignature sign(String text) {
    if (verifierKey.type() != VerifierKey.Type.NOTE) {
      throw new IllegalStateException("a witness signs with the time");
    }
    return new NoteSignature(
        verifierKey.name(), verifierKey.id(), sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Signs a checkpoint, as a witness does.
   *
   * @param text the checkpoint's text with its last line feed
   * @param time now, in seconds since the epoch
   * @throws IllegalStateException when the key is that of a log
   */
  public NoteSignature cosign(String text, long time) {
    if (verifierKey.type() != VerifierKey.Type.COSIGNATURE) {
      throw new IllegalStateException("only a witness signs with the time");
    }
    byte[] signature = sign(Cosignature.message(text, time));
    return new NoteSignature(
        verifierKey.name(),
        verifierKey.id(),
        ByteBuffer.allocate(Cosignature.LENGTH).putLong(time).put(signature).array());
  }

  private byte[] sign(byte[] message) {
    try {
      return Ed25519.sign(key, message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that signed before does no longer", e);
    }
  }

  /** The public part; nothing of the private one. */
  @Override
  public String toString() {
    return "signer of " + verifierKey;
  }
}
