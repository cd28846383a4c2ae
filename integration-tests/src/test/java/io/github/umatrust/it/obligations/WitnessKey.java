package io.github.umatrust.it.obligations;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A witness of its own: cosignature/v1 as C2SP tlog-cosignature has it. */
final class WitnessKey {

  private static final byte COSIGNATURE = 4;

  private final String name;
  private final KeyPair pair;
  private final byte[] typeAndKey;
  private final byte[] id;

  WitnessKey(String name) {
    try {
      this.name = name;
      this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      this.typeAndKey = Arrays.copyOfRange(spki, spki.length - 33, spki.length);
      this.typeAndKey[0] = COSIGNATURE;
      this.id =
          Arrays.copyOf(
              PublishedLog.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), typeAndKey), 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String verifierKey() {
    return name
        + "+"
        + HexFormat.of().formatHex(id)
        + "+"
        + Base64.getEncoder().encodeToString(typeAndKey);
  }

  /** The signature line for a checkpoint. */
  String cosign(String signedNote, long seconds) {
    String text = signedNote.substring(0, signedNote.lastIndexOf("\n\n") + 1);
    String message = "cosignature/v1\ntime " + seconds + "\n" + text;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(message.getBytes(StandardCharsets.UTF_8));
      line.writeBytes(id);
      line.writeBytes(ByteBuffer.allocate(8).putLong(seconds).array());
      line.writeBytes(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(line.toByteArray()) + "\n";
  }
}
