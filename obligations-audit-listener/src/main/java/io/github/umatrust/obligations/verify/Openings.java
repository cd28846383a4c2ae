package io.github.umatrust.obligations.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;

/**
 * What the entries commit to, as the admin API of the server gives it: lines of an index and, in
 * base64, the bytes whose SHA-256 the entry is. Read in the order of the index, page by page.
 */
final class Openings {

  private static final int MAX_PAGE = 64 * 1024 * 1024;

  private final Web web;
  private final String address;
  private final Deque<String> lines = new ArrayDeque<>();

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
    if (lines.isEmpty()) {
      fetch(index);
    }
    while (!lines.isEmpty()) {
      String[] parts = lines.element().split(" ", 2);
      long at = index(parts[0]);
      if (at > index) {
        return Optional.empty();
      }
      lines.remove();
      if (at == index && parts.length == 2) {
        return Optional.of(bytes(parts[1], index));
      }
    }
    return Optional.empty();
  }

  private void fetch(long from) throws VerificationException {
    byte[] page =
        web.get(address + "?from=" + from, MAX_PAGE)
            .orElseThrow(() -> VerificationException.unreadable("there is no " + address));
    new String(page, StandardCharsets.UTF_8).lines().filter(l -> !l.isEmpty()).forEach(lines::add);
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
}
