package io.github.umatrust.obligations.verify;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.MissingTileException;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TileReader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A log as it is published at an address (C2SP tlog-tiles). */
final class RemoteLog implements TileReader {

  private static final int MAX_NOTE = 1_000_000;

  /** 256 entries of at most 65,535 bytes, with their lengths. */
  private static final int MAX_BUNDLE = Tile.FULL * (2 + 65_535);

  private static final Pattern MIN_INDEX = Pattern.compile("\"minIndex\"\\s*:\\s*([0-9]{1,18})\\b");

  /** Carries a {@link VerificationException} through an interface that has none. */
  private static final class Carrier extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final VerificationException carried;

    Carrier(VerificationException carried) {
      super(carried);
      this.carried = carried;
    }
  }

  /** Something that reads tiles. */
  interface Reading<T> {
    T read() throws VerificationException;
  }

  private final Web web;
  private final String address;

  RemoteLog(Web web, String address) {
    this.web = web;
    this.address = address;
  }

  /** The signed checkpoint, not verified. */
  String checkpoint() throws VerificationException {
    return text("checkpoint", MAX_NOTE);
  }

  /** The verifier key that the log itself names. */
  String verifierKey() throws VerificationException {
    return text("vkey", 4096).strip();
  }

  /** The lowest index whose entry is still served; 0 where the log does not say. */
  long minIndex() throws VerificationException {
    Matcher matcher =
        MIN_INDEX.matcher(
            web.get(address + "/keys", MAX_NOTE)
                .map(keys -> new String(keys, StandardCharsets.UTF_8))
                .orElse(""));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private String text(String path, int max) throws VerificationException {
    byte[] bytes =
        web.get(address + "/" + path, max)
            .orElseThrow(
                () -> VerificationException.unreadable("there is no " + address + "/" + path));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The entries of the bundle that belongs to a tile of the lowest level. */
  List<byte[]> entries(Tile leaves) throws VerificationException {
    Tile bundle = new Tile(Tile.ENTRIES, leaves.index(), leaves.width());
    byte[] bytes =
        web.get(address + "/" + bundle.path(), MAX_BUNDLE)
            .orElseThrow(
                () ->
                    VerificationException.notVerified(
                        "entry " + bundle.firstEntry() + ": there is no " + bundle.path()));
    List<byte[]> entries = new ArrayList<>(bundle.width());
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      for (int i = 0; i < bundle.width(); i++) {
        byte[] entry = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(entry);
        entries.add(entry);
      }
    } catch (BufferUnderflowException e) {
      throw VerificationException.notVerified(
          "entry " + (bundle.firstEntry() + entries.size()) + ": " + bundle.path() + " ends in it");
    }
    if (buffer.hasRemaining()) {
      throw VerificationException.notVerified(
          "entry " + bundle.firstEntry() + ": " + bundle.path() + " has more than its entries");
    }
    return entries;
  }

  /**
   * Reads a tile. Only within {@link #reading}, which gives its exceptions back.
   *
   * @throws MissingTileException when there is none, or one of another width
   */
  @Override
  public byte[] read(Tile tile) {
    int length = tile.width() * Hash.LENGTH;
    try {
      return web.get(address + "/" + tile.path(), length)
          .filter(hashes -> hashes.length == length)
          .orElseThrow(() -> new MissingTileException(tile));
    } catch (VerificationException e) {
      throw new Carrier(e);
    }
  }

  /** Does something that reads tiles. */
  static <T> T reading(Reading<T> work) throws VerificationException {
    try {
      return work.read();
    } catch (Carrier e) {
      throw e.carried;
    }
  }
}
