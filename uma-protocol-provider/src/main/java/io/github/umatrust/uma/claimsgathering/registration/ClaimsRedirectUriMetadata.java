package io.github.umatrust.uma.claimsgathering.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.claimsgathering.ClaimsRedirectUris;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.services.clientregistration.ErrorCodes;

/**
 * The claims redirect URIs in a client registration request: the member {@code claims_redirect_uri}
 * of UMA Core 1.0.1 §1.4, a string or an array of them, or {@code claims_redirect_uris}, as other
 * servers call it.
 *
 * @param uris the URIs, none twice; empty where the request has neither member
 * @param rest the request without them; null where it has neither member, and is as it was
 */
record ClaimsRedirectUriMetadata(List<String> uris, @Nullable String rest) {

  /** The member of the specification. */
  static final String MEMBER = "claims_redirect_uri";

  private static final String OTHER_MEMBER = "claims_redirect_uris";

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final ObjectMapper LENIENT = new ObjectMapper();

  /**
   * Reads them from the body of a request.
   *
   * @return empty where the body is nothing that Keycloak could take for a client
   * @throws InvalidMetadataException when they cannot be registered
   */
  static Optional<ClaimsRedirectUriMetadata> read(byte[] body) throws InvalidMetadataException {
    Optional<ObjectNode> parsed = parse(STRICT, body);
    if (parsed.isEmpty()) {
      Optional<ObjectNode> doubled = parse(LENIENT, body);
      if (doubled.filter(o -> o.has(MEMBER) || o.has(OTHER_MEMBER)).isPresent()) {
        throw invalidMetadata(
            "the request has a member twice, or a number that is too great or too small");
      }
      return Optional.empty();
    }
    ObjectNode client = parsed.get();
    JsonNode one = client.remove(MEMBER);
    JsonNode other = client.remove(OTHER_MEMBER);
    if (one == null && other == null) {
      return Optional.of(new ClaimsRedirectUriMetadata(List.of(), null));
    }
    List<String> uris = one == null ? uris(other) : uris(one);
    if (one != null && other != null && !uris.equals(uris(other))) {
      throw invalidMetadata(MEMBER + " and " + OTHER_MEMBER + " differ");
    }
    JsonNode redirectUris = client.get("redirect_uris");
    if (redirectUris != null && redirectUris.isArray()) {
      List<String> sent = new ArrayList<>();
      redirectUris.forEach(u -> sent.add(u.asText()));
      checkOrigins(uris, sent);
    }
    try {
      return Optional.of(new ClaimsRedirectUriMetadata(uris, STRICT.writeValueAsString(client)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was parsed can be written", e);
    }
  }

  /**
   * Checks that each URI leads to where a redirect URI of the client leads, because Keycloak's
   * policies for registration judge only those.
   *
   * @throws InvalidMetadataException when one does not
   */
  static void checkOrigins(List<String> uris, Iterable<String> redirectUris)
      throws InvalidMetadataException {
    for (String uri : uris) {
      if (!ClaimsRedirectUris.hasOriginOfOne(uri, redirectUris)) {
        throw invalidUri(MEMBER + " must have the origin of one of redirect_uris");
      }
    }
  }

  /** The member in the answer about a client; null where it has no such URI. */
  static @Nullable JsonNode write(List<String> uris) {
    if (uris.isEmpty()) {
      return null;
    }
    if (uris.size() == 1) {
      return JsonNodeFactory.instance.textNode(uris.get(0));
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    uris.forEach(array::add);
    return array;
  }

  private static List<String> uris(JsonNode member) throws InvalidMetadataException {
    if (member.isNull()) {
      return List.of();
    }
    Set<String> uris = new LinkedHashSet<>();
    if (member.isArray()) {
      for (JsonNode element : member) {
        uris.add(uri(element));
      }
    } else {
      uris.add(uri(member));
    }
    if (uris.size() > ClaimsRedirectUris.MOST) {
      throw invalidMetadata(MEMBER + " has more than " + ClaimsRedirectUris.MOST + " URIs");
    }
    return List.copyOf(uris);
  }

  private static String uri(JsonNode node) throws InvalidMetadataException {
    if (!node.isTextual()) {
      throw invalidMetadata(MEMBER + " must be a text or an array of texts");
    }
    if (!ClaimsRedirectUris.isValid(node.textValue())) {
      throw invalidUri(MEMBER + " must be an absolute URI without a fragment");
    }
    return node.textValue();
  }

  private static Optional<ObjectNode> parse(ObjectMapper mapper, byte[] body) {
    try {
      return mapper.readTree(body) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      // The latter is the parser's, too, of an exponent that no number can have.
      return Optional.empty();
    }
  }

  private static InvalidMetadataException invalidMetadata(String description) {
    return new InvalidMetadataException(ErrorCodes.INVALID_CLIENT_METADATA, description);
  }

  private static InvalidMetadataException invalidUri(String description) {
    return new InvalidMetadataException(ErrorCodes.INVALID_REDIRECT_URI, description);
  }
}
