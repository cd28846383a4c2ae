package io.github.umatrust.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * An HTTP answer.
 *
 * @param status the HTTP status
 * @param headers the headers, names in any case
 * @param body the body as text; empty where there is none
 */
public record Reply(int status, HttpHeaders headers, String body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The body as JSON; a missing node where it is empty or not JSON. */
  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** A text member of the JSON body; empty where there is none. */
  public String text(String member) {
    return json().path(member).asText("");
  }

  /** The texts of a JSON array, in its order; none where it is no array. */
  public static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }
}
