package io.github.umatrust.uma.scopedocument;

import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import org.jspecify.annotations.Nullable;

/**
 * The description of a scope, as the document at the scope's URI has it (Resource Set Registration
 * 1.0.1 §2.1).
 *
 * @param name the scope's name for people, at most 255 characters
 * @param iconUri an absolute http or https URI of a picture; null when the document has none
 */
record ScopeDocument(String name, @Nullable String iconUri) {

  /**
   * Reads a document. Members that the specification does not define are ignored, and so is an
   * {@code icon_uri} that is no URI of the web.
   *
   * @throws ScopeDocumentException when it is not one JSON object in UTF-8, has a member twice, has
   *     no name, or a text is empty, too long or has control characters
   */
  static ScopeDocument parse(byte[] json) throws ScopeDocumentException {
    try {
      JsonRequest document = JsonRequest.of(json);
      String name = document.requiredText("name");
      String iconUri = document.optionalText("icon_uri");
      return new ScopeDocument(
          name, iconUri != null && ScopeDocumentUri.isWebUri(iconUri) ? iconUri : null);
    } catch (UmaException e) {
      // Its message names the member and never what is in it.
      throw new ScopeDocumentException(e.getMessage(), e);
    }
  }
}
