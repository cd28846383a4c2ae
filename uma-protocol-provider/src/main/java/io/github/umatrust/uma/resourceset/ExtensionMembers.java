package io.github.umatrust.uma.resourceset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members of a description that the specification does not define, as a Keycloak attribute keeps
 * them, in ASCII.
 */
final class ExtensionMembers {

  /** The most characters of all such members of one resource set, as JSON in ASCII. */
  static final int MOST_CHARACTERS = 16 * 1024;

  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private ExtensionMembers() {}

  /**
   * The values of the attribute; none where there are no members.
   *
   * @throws UmaException {@code invalid_request} when there is no room for them
   */
  static List<String> toValues(ObjectNode members) {
    if (members.isEmpty()) {
      return List.of();
    }
    String text;
    try {
      text = ASCII.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written as JSON", e);
    }
    if (text.length() > MOST_CHARACTERS) {
      throw UmaException.invalidRequest(
          "the members that are not defined take more than " + MOST_CHARACTERS + " characters");
    }
    return LongAttribute.toValues(text);
  }

  /**
   * The members of an attribute's values; none where an administrator changed the attribute to
   * something else.
   */
  static ObjectNode ofValues(@Nullable List<String> values) {
    String text = LongAttribute.ofValues(values);
    if (text == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return JsonRequest.of(text.getBytes(StandardCharsets.UTF_8)).object();
    } catch (UmaException e) {
      // Not ours any more.
      return JsonNodeFactory.instance.objectNode();
    }
  }
}
