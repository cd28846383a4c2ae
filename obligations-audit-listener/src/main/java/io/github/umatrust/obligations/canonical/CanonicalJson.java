package io.github.umatrust.obligations.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The JSON Canonicalization Scheme (RFC 8785), for records whose numbers are integers.
 *
 * <p>Of numbers it takes integers from -(2^53-1) to 2^53-1, which every JSON reader reads alike,
 * and refuses all others: the ledger's records have none, and so nobody who checks a record needs
 * the number formatting of ECMAScript. A member can not be there twice: a tree of {@link JsonNode}
 * holds each name once.
 */
public final class CanonicalJson {

  /** 2^53-1: the greatest integer that is exact in every JSON reader (RFC 8785 §3.2.2.3). */
  private static final long MAX_INTEGER = (1L << 53) - 1;

  private static final String HEX = "0123456789abcdef";

  private CanonicalJson() {}

  /**
   * The canonical form of a value, in UTF-8.
   *
   * @throws IllegalArgumentException for a number that is no such integer, for text with half a
   *     surrogate pair, and for what is no JSON
   */
  public static byte[] of(JsonNode value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, StringBuilder out) {
    switch (value.getNodeType()) {
      case NULL -> out.append("null");
      case BOOLEAN -> out.append(value.booleanValue());
      case NUMBER -> out.append(integer(value));
      case STRING -> write(value.textValue(), out);
      case ARRAY -> writeArray(value, out);
      case OBJECT -> writeObject(value, out);
      default -> throw new IllegalArgumentException("no JSON value: " + value.getNodeType());
    }
  }

  private static long integer(JsonNode number) {
    if (!number.isIntegralNumber()) {
      throw new IllegalArgumentException("only integers can be recorded, not " + number);
    }
    BigInteger integer = number.bigIntegerValue();
    if (integer.abs().compareTo(BigInteger.valueOf(MAX_INTEGER)) > 0) {
      throw new IllegalArgumentException("not exact in every JSON reader: " + number);
    }
    return integer.longValueExact();
  }

  private static void writeArray(JsonNode array, StringBuilder out) {
    out.append('[');
    String separator = "";
    for (JsonNode element : array) {
      out.append(separator);
      write(element, out);
      separator = ",";
    }
    out.append(']');
  }

  private static void writeObject(JsonNode object, StringBuilder out) {
    List<String> names = new ArrayList<>(object.size());
    object.fieldNames().forEachRemaining(names::add);
    // Strings compare by UTF-16 code units, which is the order of RFC 8785 §3.2.3.
    Collections.sort(names);
    out.append('{');
    String separator = "";
    for (String name : names) {
      out.append(separator);
      write(name, out);
      out.append(':');
      write(object.get(name), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void write(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
          } else if (Character.isSurrogate(c)) {
            if (!Character.isHighSurrogate(c)
                || i + 1 == text.length()
                || !Character.isLowSurrogate(text.charAt(i + 1))) {
              throw new IllegalArgumentException("text with half a surrogate pair");
            }
            out.append(c).append(text.charAt(++i));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
