package io.github.umatrust.obligations.verify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TileAppender;
import io.github.umatrust.obligations.merkle.TiledTree;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.Keys;
import io.github.umatrust.obligations.note.NoteSigner;
import io.github.umatrust.obligations.note.SignedNote;
import io.github.umatrust.obligations.note.TlogProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log on a web server, which can be made to say anything. */
final class LogSite implements AutoCloseable {

  static final String ORIGIN = "idp.example/realms/acme/obligations/log";

  private final HttpServer server;
  private final Map<Tile, byte[]> tiles = new HashMap<>();
  private final TileAppender tree = new TileAppender(0, tile -> new byte[0]);
  private final List<byte[]> records = new ArrayList<>();

  /** Answers instead of the right ones, by path. */
  final Map<String, byte[]> instead = new HashMap<>();

  /** How often to answer 503 first. */
  int busy;

  /** The only Authorization header that is let in; null lets everybody in. */
  @Nullable String authorization;

  long minIndex;
  NoteSigner signer = Keys.log(ORIGIN);
  SignedNote checkpoint = signed(new Checkpoint(ORIGIN, 0, Hash.EMPTY_TREE));

  LogSite() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /** Adds records and publishes them. */
  void grow(int by, String text) {
    for (int i = 0; i < by; i++) {
      byte[] record = (text + records.size()).getBytes(StandardCharsets.UTF_8);
      records.add(record);
      tree.append(Hash.leaf(Hash.sha256(record).bytes()));
    }
    tree.changes().forEach((tile, hashes) -> tiles.put(place(tile), hashes));
    checkpoint = signed(new Checkpoint(ORIGIN, tree.size(), tree.root()));
  }

  private SignedNote signed(Checkpoint of) {
    return SignedNote.sign(of.toString(), List.of(signer));
  }

  private static Tile place(Tile tile) {
    return new Tile(tile.level(), tile.index(), Tile.FULL);
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/log";
  }

  String openings() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/openings";
  }

  byte[] record(int index) {
    return records.get(index);
  }

  String evidence(int index) {
    List<Hash> path = new TiledTree(tree.size(), this::hashes).inclusion(index);
    return new TlogProof(records.get(index), index, path, checkpoint).toString();
  }

  byte[] tile(String path) {
    return content("/log/" + path, "");
  }

  private byte[] hashes(Tile tile) {
    byte[] hashes = tiles.get(place(tile));
    int length = tile.width() * Hash.LENGTH;
    return hashes == null || hashes.length < length ? new byte[0] : Arrays.copyOf(hashes, length);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (busy > 0) {
        busy--;
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null && !authorization.equals(given)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      byte[] content =
          instead.containsKey(path)
              ? instead.get(path)
              : content(path, "" + exchange.getRequestURI().getQuery());
      if (content.length == 0 && !path.equals("/openings")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  private byte[] content(String path, String query) {
    if (path.equals("/log/checkpoint")) {
      return text(checkpoint.toString());
    }
    if (path.equals("/log/vkey")) {
      return text(signer.verifierKey() + "\n");
    }
    if (path.equals("/log/keys")) {
      return text("{\"origin\":\"x\", \"minIndex\" : " + minIndex + ", \"keys\":[]}");
    }
    if (path.equals("/openings")) {
      return openings(Integer.parseInt(query.substring("from=".length())));
    }
    if (!path.startsWith("/log/tile/")) {
      return new byte[0];
    }
    Tile tile = Tile.parse(path.substring("/log/".length()));
    if (!tile.isIn(tree.size()) || (tile.level() < 1 && tile.index() * 256 + 256 <= minIndex)) {
      return new byte[0];
    }
    return tile.level() == Tile.ENTRIES ? bundle(tile) : hashes(tile);
  }

  private byte[] bundle(Tile tile) {
    ByteBuffer bundle = ByteBuffer.allocate(tile.width() * 34);
    for (int i = 0; i < tile.width(); i++) {
      byte[] record = records.get((int) tile.index() * 256 + i);
      bundle.putShort((short) 32).put(Hash.sha256(record).bytes());
    }
    return bundle.array();
  }

  /** A page of a hundred. */
  private byte[] openings(int from) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < Math.min(from + 100, records.size()); i++) {
      lines
          .append(i)
          .append(' ')
          .append(Base64.getEncoder().encodeToString(records.get(i)))
          .append('\n');
    }
    return text(lines.toString());
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Changes what the site says a record is, not what was logged. */
  void changeRecordOnly(int index) {
    records.set(index, text("changed"));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
