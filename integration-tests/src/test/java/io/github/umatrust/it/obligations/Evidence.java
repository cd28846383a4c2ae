package io.github.umatrust.it.obligations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A proof file as somebody reads it who has nothing but the specifications (C2SP tlog-proof,
 * signed-note, RFC 9162) and the log's key: no code of the product.
 *
 * @param committed what the entry commits to, base64
 * @param index index of the entry
 * @param path the hashes from the entry up to the root
 * @param checkpoint the signed checkpoint
 */
public record Evidence(String committed, long index, List<byte[]> path, String checkpoint) {

  private static final HexFormat HEX = HexFormat.of();

  /** Reads a proof file. */
  public static Evidence parse(String file) {
    int end = file.indexOf("\n\n");
    List<String> lines = file.substring(0, end).lines().toList();
    require(lines.get(0).equals("c2sp.org/tlog-proof@v1"), "no proof");
    require(lines.get(1).startsWith("extra "), "nothing of the entry");
    require(lines.get(2).startsWith("index "), "no index");
    List<byte[]> path = new ArrayList<>();
    lines.subList(3, lines.size()).forEach(line -> path.add(Base64.getDecoder().decode(line)));
    return new Evidence(
        lines.get(1).substring(6),
        Long.parseLong(lines.get(2).substring(6)),
        path,
        file.substring(end + 2));
  }

  /** What the log says of the entry, after everything was verified. */
  public JsonNode verify(String verifierKey) {
    String text = checkpoint.substring(0, checkpoint.indexOf("\n\n") + 1);
    List<String> lines = text.lines().toList();
    require(isSigned(text, verifierKey), "the checkpoint is not signed by the key");
    byte[] root = rootFromPath(Long.parseLong(lines.get(1)));
    require(
        Arrays.equals(root, Base64.getDecoder().decode(lines.get(2))),
        "the path does not lead to the root");
    try {
      return new ObjectMapper().readTree(Base64.getDecoder().decode(committed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isSigned(String text, String verifierKey) {
    String[] parts = verifierKey.split("\\+", 3);
    byte[] key = Base64.getDecoder().decode(parts[2]);
    String prefix = "\u2014 " + parts[0] + " ";
    for (String line : checkpoint.substring(text.length() + 1).lines().toList()) {
      if (line.startsWith(prefix)) {
        byte[] signature = Base64.getDecoder().decode(line.substring(prefix.length()));
        if (HEX.formatHex(signature, 0, 4).equals(parts[1])) {
          return verify(
              Arrays.copyOfRange(key, 1, key.length),
              text,
              Arrays.copyOfRange(signature, 4, signature.length));
        }
      }
    }
    return false;
  }

  private static boolean verify(byte[] key, String text, byte[] signature) {
    try {
      byte[] encoded = HEX.parseHex("302a300506032b6570032100" + HEX.formatHex(key));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 9162 §2.1.3.2. */
  private byte[] rootFromPath(long size) {
    require(index < size, "the tree has no such entry");
    byte[] hash = sha256(new byte[] {0}, sha256(Base64.getDecoder().decode(committed)));
    long at = index;
    long last = size - 1;
    for (byte[] sibling : path) {
      require(last > 0, "the path is too long");
      if (at % 2 == 1 || at == last) {
        hash = sha256(new byte[] {1}, sibling, hash);
        while (at % 2 == 0 && at != 0) {
          at /= 2;
          last /= 2;
        }
      } else {
        hash = sha256(new byte[] {1}, hash, sibling);
      }
      at /= 2;
      last /= 2;
    }
    require(last == 0, "the path is too short");
    return hash;
  }

  /** Whether this is what a digest in the record stands for. */
  static boolean opens(String digest, String section, JsonNode disclosure) {
    // values are served in their canonical form, so that their text can be taken as it is
    String sealed =
        "[\""
            + disclosure.path("salt").asText()
            + "\",\""
            + section
            + "\","
            + canonical(disclosure.path("value"))
            + "]";
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sha256(sealed.getBytes(StandardCharsets.UTF_8)))
        .equals(digest);
  }

  /** RFC 8785 for what needs no escapes beyond JSON's own. */
  private static String canonical(JsonNode value) {
    if (value.isObject()) {
      List<String> names = new ArrayList<>();
      value.fieldNames().forEachRemaining(names::add);
      names.sort(null);
      List<String> members = new ArrayList<>();
      names.forEach(n -> members.add("\"" + n + "\":" + canonical(value.get(n))));
      return "{" + String.join(",", members) + "}";
    }
    if (value.isArray()) {
      List<String> elements = new ArrayList<>();
      value.forEach(element -> elements.add(canonical(element)));
      return "[" + String.join(",", elements) + "]";
    }
    return value.toString();
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
