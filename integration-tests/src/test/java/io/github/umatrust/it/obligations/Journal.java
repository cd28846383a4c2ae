package io.github.umatrust.it.obligations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;

/** The journal of a realm's ledger as it is in the database: rows by column. */
record Journal(TestRealm realm) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** All rows, oldest first. */
  List<JsonNode> rows() {
    Reply reply = Http.get(realm.issuer() + "/test-journal");
    if (reply.status() != 200) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
    return Ledger.list(reply.json());
  }

  /** Rows of interactions with this token, or what else has an id. */
  List<JsonNode> of(String tokenId) {
    return rows().stream().filter(row -> row.path("token_id").asText().equals(tokenId)).toList();
  }

  /** Rows of one interaction with this token. */
  List<JsonNode> of(String tokenId, String interaction) {
    return of(tokenId).stream().filter(row -> interaction(row).equals(interaction)).toList();
  }

  /** The last row of an interaction. */
  JsonNode last(String interaction) {
    List<JsonNode> rows =
        rows().stream().filter(row -> interaction(row).equals(interaction)).toList();
    return rows.isEmpty() ? MissingNode.getInstance() : rows.get(rows.size() - 1);
  }

  /** What the rows end, for example {@code token:5e0f/revoked}. */
  List<String> ends() {
    return rows().stream()
        .filter(row -> row.hasNonNull("end_key"))
        .map(row -> row.path("end_key").asText() + "/" + row.path("end_reason").asText())
        .toList();
  }

  static String interaction(JsonNode row) {
    return row.path("interaction").asText("");
  }

  static JsonNode details(JsonNode row) {
    try {
      return JSON.readTree(row.path("details").asText("{}"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
