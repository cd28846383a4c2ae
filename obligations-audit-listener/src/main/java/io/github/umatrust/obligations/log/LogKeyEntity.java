package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.NoteSigner;
import io.github.umatrust.obligations.note.VerifierKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key of a log. Its private part is read by {@link #signer} alone and is deleted when the key is
 * retired; its public part stays, so that what it signed can be verified for ever.
 */
@Entity
@IdClass(LogKeyEntity.Key.class)
@Table(name = "UT_OBLIGATION_KEY")
public class LogKeyEntity {

  /** The primary key. */
  public record Key(String realmId, String keyId) {}

  private static final String ALGORITHM = "Ed25519";
  private static final int PUBLIC_KEY_LENGTH = 32;

  @Id
  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  /** The key's id, in hexadecimal. */
  @Id
  @Column(name = "KEY_ID", length = 8, nullable = false, updatable = false)
  private String keyId = "";

  @Column(name = "PUBLIC_KEY", length = PUBLIC_KEY_LENGTH, nullable = false, updatable = false)
  private byte[] publicKey = {};

  /** PKCS #8. */
  @Column(name = "PRIVATE_KEY", length = 255)
  private byte @Nullable [] privateKey;

  @Column(name = "CREATED_AT", nullable = false, updatable = false)
  private long createdAt;

  /** When a newer key was made; null for the newest. */
  @Column(name = "SUPERSEDED_AT")
  private @Nullable Long supersededAt;

  /** When it signed for the last time, together with its successor. */
  @Column(name = "RETIRED_AT")
  private @Nullable Long retiredAt;

  /** Size of the first checkpoint that it signed. */
  @Column(name = "FIRST_SIZE")
  private @Nullable Long firstSize;

  /** Size of the last checkpoint that it signed; null while it signs. */
  @Column(name = "LAST_SIZE")
  private @Nullable Long lastSize;

  /** A new key. */
  static LogKeyEntity generate(String realmId, String origin, long now) {
    KeyPair pair;
    try {
      pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
    // The last 32 bytes of a SubjectPublicKeyInfo are the key (RFC 8410 §4).
    byte[] spki = pair.getPublic().getEncoded();
    LogKeyEntity key = new LogKeyEntity();
    key.realmId = realmId;
    key.publicKey = Arrays.copyOfRange(spki, spki.length - PUBLIC_KEY_LENGTH, spki.length);
    key.privateKey = pair.getPrivate().getEncoded();
    key.keyId = key.verifierKey(origin).idText();
    key.createdAt = now;
    return key;
  }

  VerifierKey verifierKey(String origin) {
    try {
      return VerifierKey.of(origin, VerifierKey.Type.NOTE, publicKey);
    } catch (NoteException e) {
      throw new LogException("key " + keyId + " of the log is damaged", e);
    }
  }

  /**
   * Signs with it.
   *
   * @throws LogException when the private part is gone or not that of the public one
   */
  NoteSigner signer(String origin) {
    byte[] pkcs8 = privateKey;
    if (pkcs8 == null) {
      throw new LogException("key " + keyId + " of the log is retired");
    }
    try {
      return new NoteSigner(verifierKey(origin), pkcs8);
    } catch (NoteException e) {
      throw new LogException("key " + keyId + " of the log cannot sign", e);
    }
  }

  String keyId() {
    return keyId;
  }

  /** Whether it signs the next checkpoint. */
  boolean signs() {
    return retiredAt == null;
  }

  /** Whether a newer key was made. */
  boolean isSuperseded() {
    return supersededAt != null;
  }

  /** Remembers that a newer key was made. */
  void supersede(long now) {
    if (supersededAt == null) {
      supersededAt = now;
    }
  }

  /** Remembers that it signed; a superseded key did so for the last time. */
  void signed(long size, long now) {
    if (firstSize == null) {
      firstSize = size;
    }
    if (isSuperseded()) {
      privateKey = null;
      retiredAt = now;
      lastSize = size;
    }
  }

  PublishedKey published(String origin) {
    return new PublishedKey(verifierKey(origin), createdAt, retiredAt, firstSize, lastSize);
  }
}
