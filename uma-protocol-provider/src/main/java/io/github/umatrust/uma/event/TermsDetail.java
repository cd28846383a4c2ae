package io.github.umatrust.uma.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * Terms as events tell of them.
 *
 * @param resourceSetId the resource set
 * @param version the version
 * @param language the language that was shown (BCP 47)
 * @param hash SHA-256 of the text that was shown, or of its address, in hex
 */
public record TermsDetail(String resourceSetId, String version, String language, String hash) {

  static String toJson(List<TermsDetail> terms) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (TermsDetail one : terms) {
      array
          .addObject()
          .put("resource_set_id", one.resourceSetId())
          .put("version", one.version())
          .put("language", one.language())
          .put("hash", one.hash());
    }
    return array.toString();
  }
}
