package io.github.umatrust.uma.resourceset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.PathMatcher;

/**
 * What a resource server says of a resource set (Resource Set Registration 1.0.1 §2.2).
 *
 * @param name the name for people
 * @param uri where the resource set is; null when not said
 * @param type what it is; null when not said
 * @param scopes the scopes that can be permitted, none twice
 * @param iconUri a picture of it; null when not said
 * @param extensions the members that the specification does not define, kept as they were sent
 */
record ResourceSetDescription(
    String name,
    @Nullable String uri,
    @Nullable String type,
    List<String> scopes,
    @Nullable String iconUri,
    ObjectNode extensions) {

  private static final Set<String> DEFINED = Set.of("name", "uri", "type", "scopes", "icon_uri");

  ResourceSetDescription {
    scopes = List.copyOf(scopes);
    extensions = extensions.deepCopy();
  }

  /**
   * Reads a description.
   *
   * @param answered the members that answers have beside the description: whoever sends back what
   *     was read does not say them
   * @throws UmaException {@code invalid_request} when a member is missing, of the wrong type or too
   *     long
   */
  static ResourceSetDescription of(JsonRequest request, Collection<String> answered) {
    String uri = request.optionalText("uri");
    if (uri != null && PathMatcher.validateTemplate(uri) != null) {
      // Keycloak reads braces in a resource's URI as a template; it refuses what is not one.
      throw UmaException.invalidRequest("uri is not a URI, or not a valid template");
    }
    ObjectNode extensions = request.object().deepCopy();
    extensions.remove(DEFINED);
    extensions.remove(answered);
    return new ResourceSetDescription(
        request.requiredText("name"),
        uri,
        request.optionalText("type"),
        request.requiredTexts("scopes", ResourceSets.MOST_SCOPES),
        request.optionalText("icon_uri"),
        extensions);
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
    json.setAll(extensions);
    return json;
  }
}
