package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A realm's whole log, read from the database and computed again from what its records say: the
 * Merkle tree of RFC 6962 by its recursive definition, with nothing of the code that keeps it.
 */
final class WholeLog {

  private static final int PAGE = 1000;
  private static final int TILE = 256;
  private static final int HASH = 32;
  private static final Set<String> ONCE =
      Set.of("pat_issued", "aat_issued", "rpt_issued", "authorization_granted");

  /** DER of an Ed25519 public key before its 32 bytes (RFC 8410). */
  private static final String ED25519 = "302a300506032b6570032100";

  private record Row(long index, String id, String interaction, String token) {}

  private final TestRealm realm;
  private final List<Row> rows = new ArrayList<>();
  private final List<byte[]> entries = new ArrayList<>();
  private final List<byte[]> leaves = new ArrayList<>();

  WholeLog(TestRealm realm) {
    this.realm = realm;
  }

  /**
   * The latest checkpoint, as a signed note; empty where there is none.
   *
   * @throws java.io.UncheckedIOException when the server does not answer
   */
  static List<String> latestCheckpoint(TestRealm realm) {
    return checkpoints(realm, 1);
  }

  private static List<String> checkpoints(TestRealm realm, int max) {
    return Ledger.list(get(realm, "checkpoints?max=" + max)).stream()
        .map(JsonNode::asText)
        .toList();
  }

  /** How many rows have no place yet. */
  static long unsequenced(TestRealm realm) {
    return get(realm, "state").path("unsequenced").asLong();
  }

  /** Reads what was appended since it was read last. */
  void readOn() {
    while (true) {
      JsonNode page = get(realm, "rows?max=" + PAGE + "&from=" + rows.size());
      for (JsonNode row : page) {
        rows.add(
            new Row(
                row.path("index").asLong(),
                row.path("id").asText(),
                row.path("interaction").asText(),
                row.path("token").asText()));
        byte[] entry = sha256(Base64.getDecoder().decode(row.path("committed").asText()));
        entries.add(entry);
        leaves.add(sha256(new byte[] {0}, entry));
      }
      if (page.size() < PAGE) {
        return;
      }
    }
  }

  /** How many entries were read. */
  int size() {
    return rows.size();
  }

  /** Which of these tokens have no record of what happened. */
  List<ReceivedTokens.Token> missing(Collection<ReceivedTokens.Token> tokens) {
    Set<ReceivedTokens.Token> recorded =
        rows.stream()
            .map(row -> new ReceivedTokens.Token(row.token(), row.interaction()))
            .collect(Collectors.toCollection(HashSet::new));
    return tokens.stream().filter(token -> !recorded.contains(token)).toList();
  }

  /**
   * Checks everything that was read: places without gap or double, no interaction twice, every
   * tile, every checkpoint in the database and those that others kept, and that all rows have the
   * obligations that they should.
   *
   * @param kept checkpoints that somebody outside saw at any time
   */
  void verify(Collection<String> kept) {
    JsonNode state = get(realm, "state");
    assertThat(state.path("unsequenced").asLong()).as("rows without a place").isZero();
    assertThat(state.path("rows").asLong()).as("rows in the journal").isEqualTo(rows.size());
    assertThat(state.path("size").asLong()).as("size of the log").isEqualTo(rows.size());
    assertThat(state.path("interactionsWithoutPeriod").asLong()).isZero();
    assertThat(state.path("periodsWithoutRow").asLong()).isZero();
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).index()).as("place of the row after %d others", i).isEqualTo(i);
    }
    assertThat(rows.stream().map(Row::id).distinct()).hasSameSizeAs(rows);
    Map<String, Long> times =
        rows.stream()
            .filter(row -> ONCE.contains(row.interaction()))
            .collect(
                Collectors.groupingBy(
                    row -> row.interaction() + " " + row.token(), Collectors.counting()));
    assertThat(times.entrySet().stream().filter(e -> e.getValue() > 1))
        .as("tokens with two records of the same")
        .isEmpty();
    verifyTiles();
    Set<String> notes = new HashSet<>(kept);
    notes.addAll(checkpoints(realm, Integer.MAX_VALUE));
    verifyCheckpoints(notes);
  }

  private void verifyTiles() {
    long seen = 0;
    for (JsonNode tile : get(realm, "tiles")) {
      int level = tile.path(0).asInt();
      int first = tile.path(1).asInt() * TILE;
      int width = tile.path(2).asInt();
      byte[] hashes = Base64.getDecoder().decode(tile.path(3).asText());
      assertThat(hashes).hasSize(width * HASH);
      for (int i = 0; i < width; i++) {
        byte[] hash = Arrays.copyOfRange(hashes, i * HASH, (i + 1) * HASH);
        byte[] expected =
            switch (level) {
              case -1 -> entries.get(first + i);
              case 0 -> leaves.get(first + i);
              default -> {
                int span = (int) Math.pow(TILE, level);
                yield root((first + i) * span, (first + i + 1) * span);
              }
            };
        assertThat(hash)
            .as("hash %d of tile %d of level %d", i, first / TILE, level)
            .isEqualTo(expected);
        seen += level == -1 ? 1 : 0;
      }
    }
    assertThat(seen).as("entries in bundles").isEqualTo(rows.size());
  }

  private void verifyCheckpoints(Set<String> notes) {
    Map<String, PublicKey> keys = new HashMap<>();
    for (JsonNode key : get(realm, "keys")) {
      keys.put(key.path(0).asText(), publicKey(Base64.getDecoder().decode(key.path(1).asText())));
    }
    Map<Long, String> rootOfSize = new HashMap<>();
    for (String note : notes) {
      int blank = note.indexOf("\n\n");
      String text = note.substring(0, blank + 1);
      List<String> lines = text.lines().toList();
      long size = Long.parseLong(lines.get(1));
      assertThat(size).as("size of a published checkpoint").isLessThanOrEqualTo(rows.size());
      assertThat(lines.get(2))
          .as("root of the checkpoint of %d", size)
          .isEqualTo(Base64.getEncoder().encodeToString(root(0, (int) size)));
      assertThat(rootOfSize.computeIfAbsent(size, s -> lines.get(2))).isEqualTo(lines.get(2));
      assertThat(note.substring(blank + 2).lines())
          .as("signatures of the checkpoint of %d", size)
          .isNotEmpty()
          .allSatisfy(line -> assertThat(isSigned(text, line, keys)).isTrue());
    }
  }

  private static boolean isSigned(String text, String line, Map<String, PublicKey> keys) {
    byte[] blob = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
    PublicKey key = keys.get(HexFormat.of().formatHex(blob, 0, 4));
    if (key == null) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.verify(blob, 4, blob.length - 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PublicKey publicKey(byte[] raw) {
    byte[] prefix = HexFormat.of().parseHex(ED25519);
    byte[] der = Arrays.copyOf(prefix, prefix.length + raw.length);
    System.arraycopy(raw, 0, der, prefix.length, raw.length);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** MTH of RFC 6962 §2.1 over some of the leaves. */
  private byte[] root(int from, int to) {
    int n = to - from;
    if (n == 0) {
      return sha256();
    }
    if (n == 1) {
      return leaves.get(from);
    }
    int left = Integer.highestOneBit(n - 1);
    return sha256(new byte[] {1}, root(from, from + left), root(from + left, to));
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

  private static JsonNode get(TestRealm realm, String path) {
    Reply reply = Http.get(realm.issuer() + "/test-log/" + path);
    if (reply.status() != 200) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
    return reply.json();
  }
}
