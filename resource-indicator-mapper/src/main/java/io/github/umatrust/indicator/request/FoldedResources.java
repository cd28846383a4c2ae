package io.github.umatrust.indicator.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Several {@code resource} values as one, so that Keycloak, which knows a single value only,
 * carries them wherever it carries that one: {@code urn:uma-trust-resources:} and the base64url of
 * a JSON array. Whoever sees such a value in an event or an authentication session can read it with
 * {@link #unfold(List)}.
 */
public final class FoldedResources {

  /** Beginning of every folded value; a client that sends it names no resource. */
  public static final String PREFIX = "urn:uma-trust-resources:";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

  private FoldedResources() {}

  /** Folds values into one. */
  public static String fold(List<String> values) {
    try {
      byte[] json = JSON.writeValueAsString(values).getBytes(StandardCharsets.UTF_8);
      return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of strings is always JSON", e);
    }
  }

  /** Whether a value looks like a folded one, in any case of its letters. */
  public static boolean isReserved(String value) {
    return value.toLowerCase(Locale.ROOT).startsWith(PREFIX);
  }

  /** The values that one was folded from; a value that was not folded is itself the only one. */
  public static List<String> unfold(String value) {
    if (!value.startsWith(PREFIX)) {
      return List.of(value);
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(value.substring(PREFIX.length()));
      List<@Nullable String> values = JSON.readValue(json, STRINGS);
      return values == null || values.isEmpty() || values.contains(null)
          ? List.of(value)
          : values.stream().map(String::valueOf).toList();
    } catch (IllegalArgumentException | IOException e) {
      return List.of(value);
    }
  }

  /** Unfolds the value of one parameter or note; none for none. */
  public static List<String> unfoldNullable(@Nullable String value) {
    return value == null ? List.of() : unfold(value);
  }

  /**
   * The values of a {@code resource} claim: a string or an array of them (RFC 8707 §2.1). Anything
   * else comes out as text that is no URI, so that it is refused and not taken for no request.
   */
  public static List<String> ofClaim(JsonNode claim) {
    if (!claim.isArray() || claim.isEmpty()) {
      return List.of(text(claim));
    }
    return StreamSupport.stream(claim.spliterator(), false).map(FoldedResources::text).toList();
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.toString();
  }

  /** Unfolds each value of a list. */
  public static List<String> unfold(List<String> values) {
    return values.stream().flatMap(v -> unfold(v).stream()).toList();
  }
}
