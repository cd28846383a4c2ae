package io.github.umatrust.obligations.note;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A key by which signatures of a note are verified: of a log, or of a witness (C2SP signed-note and
 * tlog-cosignature). Its text, which the Go tools call a vkey, is {@code name+id+key}.
 */
public final class VerifierKey {

  /** What a key signs, and so what its signatures are made of. */
  public enum Type {
    /** Signs the text of a note. */
    NOTE(0x01),
    /** Signs a checkpoint together with the time, as witnesses do (cosignature/v1). */
    COSIGNATURE(0x04);

    private final byte id;

    Type(int id) {
      this.id = (byte) id;
    }
  }

  private final String name;
  private final Type type;
  private final byte[] publicKey;
  private final PublicKey key;
  private final int id;

  private VerifierKey(String name, Type type, byte[] publicKey) throws NoteException {
    if (!isName(name)) {
      throw new NoteException("a key's name is not empty and has neither space nor plus");
    }
    if (publicKey.length != Ed25519.PUBLIC_KEY_LENGTH) {
      throw new NoteException("an Ed25519 key has 32 bytes");
    }
    this.name = name;
    this.type = type;
    this.publicKey = publicKey.clone();
    try {
      this.key = Ed25519.publicKey(publicKey);
    } catch (GeneralSecurityException e) {
      throw new NoteException("not an Ed25519 key", e);
    }
    this.id = id(name, type, publicKey);
  }

  /**
   * A key by its parts.
   *
   * @param name the key's name, for a log its origin
   * @param publicKey the 32 bytes of an Ed25519 key (RFC 8032)
   * @throws NoteException when the name has a space or plus, or the key is none
   */
  public static VerifierKey of(String name, Type type, byte[] publicKey) throws NoteException {
    return new VerifierKey(name, type, publicKey);
  }

  /**
   * Reads the text of a key: its name, id in hexadecimal, and type and key in base64, with a plus
   * between.
   *
   * @throws NoteException when it is none, of a type other than those two, or when its id is not
   *     that of its key
   */
  public static VerifierKey parse(String text) throws NoteException {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      throw new NoteException("a verifier key is name+id+key");
    }
    byte[] typeAndKey = Base64Text.decode(parts[2]);
    Type type =
        Arrays.stream(Type.values())
            .filter(t -> typeAndKey.length > 0 && typeAndKey[0] == t.id)
            .findAny()
            .orElseThrow(() -> new NoteException("not a type of key that is known here"));
    VerifierKey key =
        new VerifierKey(parts[0], type, Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length));
    if (!key.idText().equals(parts[1])) {
      throw new NoteException("the id of the verifier key is not that of its key");
    }
    return key;
  }

  /** Whether a text can be the name of a key. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(
                c ->
                    c == '+'
                        || c < ' '
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || c == 0x85
                        || Character.getType(c) == Character.SURROGATE);
  }

  /** The key's name; for a log its origin. */
  public String name() {
    return name;
  }

  /** What it signs. */
  public Type type() {
    return type;
  }

  /** The key's id: the first four bytes of a SHA-256 over name, type and key. */
  public int id() {
    return id;
  }

  /** The id in eight hexadecimal digits. */
  public String idText() {
    return HexFormat.of().toHexDigits(id);
  }

  /** The 32 bytes of the key. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** Whether a signature claims to be of this key. */
  public boolean claims(NoteSignature signature) {
    return signature.keyId() == id && signature.name().equals(name);
  }

  /**
   * Whether a signature of this key holds for the text of a note.
   *
   * @param text the note's text with its last line feed
   */
  public boolean verifies(String text, NoteSignature signature) {
    if (!claims(signature)) {
      return false;
    }
    byte[] bytes = signature.signature();
    return switch (type) {
      case NOTE ->
          bytes.length == Ed25519.SIGNATURE_LENGTH
              && Ed25519.verify(key, text.getBytes(StandardCharsets.UTF_8), bytes);
      case COSIGNATURE ->
          bytes.length == Cosignature.LENGTH
              && Cosignature.time(bytes) >= 0
              && Ed25519.verify(
                  key,
                  Cosignature.message(text, Cosignature.time(bytes)),
                  Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
    };
  }

  private static int id(String name, Type type, byte[] publicKey) {
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    named.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    named.write('\n');
    named.write(type.id);
    named.writeBytes(publicKey);
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(named.toByteArray()))
          .getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(publicKey, that.publicKey);
  }

  @Override
  public int hashCode() {
    return id;
  }

  /** The text of the key, which {@link #parse} reads. */
  @Override
  public String toString() {
    byte[] typeAndKey = new byte[1 + publicKey.length];
    typeAndKey[0] = type.id;
    System.arraycopy(publicKey, 0, typeAndKey, 1, publicKey.length);
    return name + "+" + idText() + "+" + Base64Text.encode(typeAndKey);
  }
}
