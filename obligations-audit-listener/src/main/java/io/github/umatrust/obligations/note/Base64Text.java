package io.github.umatrust.obligations.note;

import java.util.Base64;

/** Base64 with padding (RFC 4648 §4), of which every value has exactly one. */
final class Base64Text {

  private Base64Text() {}

  static String encode(byte[] data) {
    return Base64.getEncoder().encodeToString(data);
  }

  /** Reads it; Java alone would also take it without padding, or with bits that are cut off. */
  static byte[] decode(String text) throws NoteException {
    byte[] data;
    try {
      data = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new NoteException("not base64", e);
    }
    if (!encode(data).equals(text)) {
      throw new NoteException("not base64 with padding");
    }
    return data;
  }
}
