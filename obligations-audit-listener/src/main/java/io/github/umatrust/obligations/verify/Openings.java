package io.github.umatrust.obligations.verify;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the entries commit to, as the admin API of the server gives it: lines of an index and, in
 * base64, the bytes whose SHA-256 the entry is. Read line by line in the order of the index; when
 * the server stops before the end, from there on again.
 */
final class Openings implements AutoCloseable {

  private static final int MAX_LINE = 16 * 1024 * 1024;

  private final Web web;
  private final String address;
  private @Nullable InputStream lines;
  private @Nullable String line;

  Openings(Web web, String address) {
    this.web = web;
    this.address = address;
  }

  /**
   * What an entry commits to; to be asked for rising indexes.
   *
   * @return empty when the server does not have it
   */
  Optional<byte[]> of(long index) throws VerificationException {
    boolean begun = lines != null;
    Optional<byte[]> found = search(index);
    if (found.isEmpty() && line == null && begun) {
      close();
      found = search(index);
    }
    return found;
  }

  /** Goes on in the lines to the index, or to the first beyond it. */
  private Optional<byte[]> search(long index) throws VerificationException {
    while (true) {
      String current = line == null ? read(index) : line;
      line = current;
      if (current == null) {
        return Optional.empty();
      }
      String[] parts = current.split(" ", 2);
      long at = index(parts[0]);
      if (at > index) {
        return Optional.empty();
      }
      line = null;
      if (at == index && parts.length == 2) {
        return Optional.of(bytes(parts[1], index));
      }
    }
  }

  /** The next line; null at the end, also when the connection broke there. */
  private @Nullable String read(long index) throws VerificationException {
    InputStream input = lines;
    if (input == null) {
      input =
          new BufferedInputStream(
              web.open(address + "?from=" + index)
                  .orElseThrow(() -> VerificationException.unreadable("there is no " + address)));
      lines = input;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int b = input.read(); b != '\n'; b = input.read()) {
        if (b < 0) {
          return null; // what has no line feed at its end was cut
        }
        bytes.write(b);
        if (bytes.size() > MAX_LINE) {
          throw VerificationException.unreadable(address + " has a line without an end");
        }
      }
    } catch (IOException e) {
      return null;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private long index(String text) throws VerificationException {
    if (!text.matches("[0-9]{1,18}")) {
      throw VerificationException.unreadable(address + " has a line that begins with no index");
    }
    return Long.parseLong(text);
  }

  private static byte[] bytes(String text, long index) throws VerificationException {
    try {
      return Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw VerificationException.notVerified("entry " + index + ": its opening is not base64");
    }
  }

  @Override
  public void close() {
    InputStream input = lines;
    lines = null;
    line = null;
    if (input != null) {
      try {
        input.close();
      } catch (IOException e) {
        // nothing more is wanted of it
      }
    }
  }
}
