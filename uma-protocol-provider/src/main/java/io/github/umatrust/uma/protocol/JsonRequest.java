package io.github.umatrust.uma.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that somebody sent: bounded, UTF-8, no member twice. Every method throws {@link
 * UmaException#invalidRequest} with the name of the member that is wrong.
 *
 * @param object the object
 */
public record JsonRequest(ObjectNode object) {

  /** The longest request body, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  /** The longest text member, in characters: what Keycloak's database columns hold. */
  public static final int MAX_TEXT = 255;

  private static final int MAX_DEPTH = 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Numbers of members that are only kept come back as they were sent.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /**
   * Reads the body of a request.
   *
   * @param headers the request's headers; the content type must be JSON
   * @param body the body, null when there is none
   * @param otherTypes media types that are taken beside {@code application/json}
   * @throws UmaException when the body is not one JSON object, or too long
   */
  public static JsonRequest read(
      HttpHeaders headers, @Nullable InputStream body, MediaType... otherTypes) {
    return object(parse(bytes(headers, body, otherTypes)));
  }

  /**
   * Reads the body of a request that may ask for several things at once.
   *
   * @param most how many, at most
   * @return the objects in the order sent, at least one
   * @throws UmaException when the body is neither a JSON object nor an array of some
   */
  public static List<JsonRequest> readOneOrMore(
      HttpHeaders headers, @Nullable InputStream body, int most) {
    return oneOrMore(parse(bytes(headers, body)), most);
  }

  private static byte[] bytes(
      HttpHeaders headers, @Nullable InputStream body, MediaType... otherTypes) {
    MediaType type = mediaType(headers);
    if (type == null
        || type.isWildcardType()
        || type.isWildcardSubtype()
        || !(type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
            || Arrays.stream(otherTypes).anyMatch(type::isCompatible))) {
      throw UmaException.invalidRequest("the content type must be application/json");
    }
    if (body == null) {
      throw UmaException.invalidRequest("the request has no body");
    }
    byte[] bytes;
    try {
      bytes = body.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw UmaException.invalidRequest("the body could not be read");
    }
    if (bytes.length > MAX_BYTES) {
      throw UmaException.invalidRequest("the body is longer than " + MAX_BYTES + " bytes");
    }
    return bytes;
  }

  /**
   * Parses a JSON object.
   *
   * @throws UmaException when it is not one JSON object in UTF-8
   */
  public static JsonRequest of(byte[] json) {
    return object(parse(json));
  }

  /**
   * Parses JSON.
   *
   * @throws UmaException when it is not one JSON value in UTF-8
   */
  static JsonNode parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw UmaException.invalidRequest("the body is not UTF-8");
    } catch (JsonProcessingException e) {
      throw UmaException.invalidRequest("the body is not well-formed JSON, or has a member twice");
    } catch (NumberFormatException e) {
      // The parser's own exceptions do not cover an exponent that no number can have.
      throw UmaException.invalidRequest("the body has a number that is too great or too small");
    }
  }

  static JsonRequest object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return new JsonRequest(object);
    }
    throw UmaException.invalidRequest("the body is not a JSON object");
  }

  /**
   * Parses a JSON array of objects.
   *
   * @param most how many, at most
   * @throws UmaException when it is not a JSON array of at least one object in UTF-8
   */
  public static List<JsonRequest> ofArray(byte[] json, int most) {
    JsonNode node = parse(json);
    if (!node.isArray()) {
      throw UmaException.invalidRequest("not a JSON array");
    }
    return oneOrMore(node, most);
  }

  static List<JsonRequest> oneOrMore(JsonNode node, int most) {
    if (!node.isArray()) {
      return List.of(object(node));
    }
    if (node.isEmpty() || node.size() > most) {
      throw UmaException.invalidRequest("the array must have 1 to " + most + " elements");
    }
    List<JsonRequest> requests = new ArrayList<>();
    for (JsonNode element : node) {
      if (!(element instanceof ObjectNode object)) {
        throw UmaException.invalidRequest("the array must have objects only");
      }
      requests.add(new JsonRequest(object));
    }
    return requests;
  }

  /** A text member that must be there. */
  public String requiredText(String member) {
    String text = optionalText(member);
    if (text == null) {
      throw UmaException.invalidRequest(member + " is missing");
    }
    return text;
  }

  /**
   * A text member that must be there, and may be longer than others.
   *
   * @param most how many characters it may have
   */
  public String requiredText(String member, int most) {
    JsonNode value = object.get(member);
    if (value == null) {
      throw UmaException.invalidRequest(member + " is missing");
    }
    return text(member, value, most);
  }

  /** A text member that may be missing; null then. */
  public @Nullable String optionalText(String member) {
    JsonNode value = object.get(member);
    return value == null ? null : text(member, value);
  }

  /** An array of distinct texts with at least one element, in the order sent. */
  public List<String> requiredTexts(String member, int most) {
    JsonNode values = object.get(member);
    if (values == null) {
      throw UmaException.invalidRequest(member + " is missing");
    }
    if (!values.isArray() || values.isEmpty()) {
      throw UmaException.invalidRequest(member + " must be an array of at least one text");
    }
    if (values.size() > most) {
      throw UmaException.invalidRequest(member + " has more than " + most + " elements");
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (JsonNode value : values) {
      distinct.add(text(member, value));
    }
    return new ArrayList<>(distinct);
  }

  /** As {@link #requiredTexts}, but empty when the member is missing. */
  public List<String> optionalTexts(String member, int most) {
    return object.has(member) ? requiredTexts(member, most) : List.of();
  }

  /**
   * An array of objects that may be missing, or empty.
   *
   * @param most how many, at most
   */
  public List<JsonRequest> optionalObjects(String member, int most) {
    JsonNode values = object.get(member);
    if (values == null) {
      return List.of();
    }
    if (!values.isArray()) {
      throw UmaException.invalidRequest(member + " must be an array");
    }
    if (values.size() > most) {
      throw UmaException.invalidRequest(member + " has more than " + most + " elements");
    }
    List<JsonRequest> objects = new ArrayList<>();
    for (JsonNode value : values) {
      if (!(value instanceof ObjectNode element)) {
        throw UmaException.invalidRequest(member + " must have objects only");
      }
      objects.add(new JsonRequest(element));
    }
    return objects;
  }

  private static String text(String member, JsonNode value) {
    return text(member, value, MAX_TEXT);
  }

  private static String text(String member, JsonNode value, int most) {
    if (!value.isTextual()) {
      throw UmaException.invalidRequest(member + " must be text");
    }
    String text = value.textValue();
    if (text.isBlank()) {
      throw UmaException.invalidRequest(member + " is empty");
    }
    if (text.length() > most) {
      throw UmaException.invalidRequest(member + " is longer than " + most + " characters");
    }
    if (!isStorable(text)) {
      throw UmaException.invalidRequest(member + " has a character that is not allowed");
    }
    return text;
  }

  /** Whether every database column keeps a text of this kind. */
  public static boolean isStorable(String text) {
    return text.codePoints().noneMatch(JsonRequest::notStorable);
  }

  /** Control characters, and halves of surrogate pairs, which no database column keeps. */
  private static boolean notStorable(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL || type == Character.SURROGATE;
  }

  private static @Nullable MediaType mediaType(HttpHeaders headers) {
    try {
      return headers.getMediaType();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
