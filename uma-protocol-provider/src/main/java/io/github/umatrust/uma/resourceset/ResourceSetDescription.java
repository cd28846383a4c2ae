package io.github.umatrust.uma.resourceset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.PathMatcher;

/**
 * What a resource server says of a resource set (Resource Set Registration 1.0.1 §2.2). Members it
 * does not define are ignored.
 *
 * @param name the name for people
 * @param uri where the resource set is; null when not said
 * @param type what it is; null when not said
 * @param scopes the scopes that can be permitted, at least one, none twice
 * @param iconUri a picture of it; null when not said
 */
record ResourceSetDescription(
    String name,
    @Nullable String uri,
    @Nullable String type,
    List<String> scopes,
    @Nullable String iconUri) {

  ResourceSetDescription {
    scopes = List.copyOf(scopes);
  }

  /**
   * Reads a description.
   *
   * @throws UmaException {@code invalid_request} when a member is missing, of the wrong type or too
   *     long
   */
  static ResourceSetDescription of(JsonRequest request) {
    String uri = request.optionalText("uri");
    if (uri != null && PathMatcher.validateTemplate(uri) != null) {
      // Keycloak reads braces in a resource's URI as a template; it refuses what is not one.
      throw UmaException.invalidRequest("uri is not a URI, or not a valid template");
    }
    return new ResourceSetDescription(
        request.requiredText("name"),
        uri,
        request.optionalText("type"),
        request.requiredTexts("scopes", ResourceSets.MOST_SCOPES),
        request.optionalText("icon_uri"));
  }

  /** The description as it is read back, without its id. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    if (uri != null) {
      json.put("uri", uri);
    }
    if (type != null) {
      json.put("type", type);
    }
    scopes.forEach(json.putArray("scopes")::add);
    if (iconUri != null) {
      json.put("icon_uri", iconUri);
    }
    return json;
  }
}
