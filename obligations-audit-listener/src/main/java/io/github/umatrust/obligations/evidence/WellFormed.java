package io.github.umatrust.obligations.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * JSON that has a canonical form whatever it was: numbers that not every reader takes for the same
 * become text, halves of characters become U+FFFD. So no row can keep itself out of the log.
 */
final class WellFormed {

  /** Largest integer that every reader of JSON keeps (RFC 8785 §3.1). */
  private static final long EXACT = (1L << 53) - 1;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private WellFormed() {}

  static JsonNode json(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JSON.objectNode();
      object
          .properties()
          .forEach(member -> copy.set(text(member.getKey()), json(member.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.arrayNode();
      array.forEach(element -> copy.add(json(element)));
      return copy;
    }
    if (node.isNumber()) {
      return isExact(node) ? JSON.numberNode(node.longValue()) : JSON.textNode(node.asText());
    }
    return node.isTextual() ? JSON.textNode(text(node.textValue())) : node;
  }

  private static boolean isExact(JsonNode number) {
    return number.isIntegralNumber()
        && number.canConvertToLong()
        && Math.abs(number.longValue()) <= EXACT;
  }

  static String text(String value) {
    StringBuilder text = new StringBuilder(value.length());
    value
        .codePoints()
        .forEach(
            point ->
                text.appendCodePoint(
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? 0xFFFD
                        : point));
    return text.toString();
  }
}
