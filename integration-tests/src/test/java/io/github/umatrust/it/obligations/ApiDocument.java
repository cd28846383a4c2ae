package io.github.umatrust.it.obligations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.umatrust.testkit.http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** An OpenAPI document, and what of it was seen. */
final class ApiDocument {

  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final JsonNode document;
  private final Set<String> seen = new TreeSet<>();

  ApiDocument(JsonNode document) {
    this.document = document;
  }

  /**
   * What is wrong with an answer; empty when it is as documented.
   *
   * @param path the path as the document has it
   */
  List<String> flaws(String method, String path, Reply reply) {
    String where = method + " " + path + " " + reply.status();
    JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    JsonNode response = operation.path("responses").path(String.valueOf(reply.status()));
    if (response.isMissingNode()) {
      return List.of(where + " is not documented: " + reply.body());
    }
    seen.add(where);
    String type = reply.header("Content-Type").orElse("").replaceAll(";.*", "");
    JsonNode content = response.path("content").path(type);
    if (content.isMissingNode()) {
      return List.of(where + " has the media type " + type);
    }
    List<String> flaws = new ArrayList<>();
    JsonNode body = type.equals("application/json") ? reply.json() : text(reply.body());
    for (ValidationMessage message : schema(content.path("schema")).validate(body)) {
      flaws.add(where + ": " + message.getMessage());
    }
    return flaws;
  }

  private static JsonNode text(String body) {
    return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.textNode(body);
  }

  /** A schema of the document, with what it refers to. */
  private JsonSchema schema(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.set("components", document.path("components"));
    return SCHEMAS.getSchema(whole);
  }

  /** Every operation with every status that it is documented to have. */
  Set<String> documented() {
    Set<String> documented = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operation
                                .getValue()
                                .path("responses")
                                .fieldNames()
                                .forEachRemaining(
                                    status ->
                                        documented.add(
                                            operation.getKey().toUpperCase(Locale.ROOT)
                                                + " "
                                                + path.getKey()
                                                + " "
                                                + status))));
    return documented;
  }

  /** Those of them that an answer was held against. */
  Set<String> seen() {
    return seen;
  }

  /** Names and examples of the query parameters of an operation. */
  List<String> queries(String path) {
    List<String> queries = new ArrayList<>();
    for (JsonNode parameter : document.path("paths").path(path).path("get").path("parameters")) {
      JsonNode schema = parameter.path("schema");
      String name = parameter.path("name").asText();
      String example =
          schema.has("enum")
              ? schema.at("/enum/0").asText()
              : name.equals("clause")
                  ? "RSO-AzP-Delegate-Protection"
                  : name.equals("after") ? "" : "1";
      if (!example.isEmpty()) {
        queries.add(name + "=" + example);
      }
    }
    return queries;
  }

  JsonNode json() {
    return document;
  }
}
