package io.github.umatrust.obligations.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.canonical.CanonicalJson;
import io.github.umatrust.obligations.journal.Seals.Section;
import io.github.umatrust.obligations.merkle.Hash;
import java.util.Map;

/**
 * A row as it can be shown to somebody who only knows the log.
 *
 * @param record what was recorded, with digests in the place of everything personal
 * @param salt the salt of the record, base64url
 * @param disclosures the parts behind the digests, without those that were erased
 */
public record Opening(ObjectNode record, String salt, Map<Section, Disclosure> disclosures) {

  /**
   * A part that is behind a digest.
   *
   * @param salt its salt, base64url
   * @param value what it says
   */
  public record Disclosure(String salt, JsonNode value) {}

  /** The canonical JSON of record and salt: what the log commits to. */
  public byte[] committed() {
    ObjectNode committed = JsonNodeFactory.instance.objectNode();
    committed.set("record", record);
    committed.put("salt", salt);
    return CanonicalJson.of(committed);
  }

  /** The log's entry: SHA-256 of {@link #committed()}. */
  public byte[] entry() {
    return Hash.sha256(committed()).bytes();
  }
}
