package io.github.umatrust.obligations.note;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;

/** New keys for tests. */
public final class Keys {

  private Keys() {}

  /** A key of a log. */
  public static NoteSigner log(String name) {
    return signer(name, VerifierKey.Type.NOTE);
  }

  /** A key of a witness. */
  public static NoteSigner witness(String name) {
    return signer(name, VerifierKey.Type.COSIGNATURE);
  }

  private static NoteSigner signer(String name, VerifierKey.Type type) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
      return new NoteSigner(VerifierKey.of(name, type, raw), pair.getPrivate().getEncoded());
    } catch (GeneralSecurityException | NoteException e) {
      throw new IllegalStateException(e);
    }
  }
}
