package io.github.umatrust.obligations.evidence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Seals;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.log.Transactions;
import io.github.umatrust.obligations.note.TlogProof;
import io.github.umatrust.obligations.query.EntryFinder;
import io.github.umatrust.obligations.sequencing.Sequencer;
import io.github.umatrust.obligations.sequencing.SequencingMonitor;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * What shows to somebody who trusts the log's key only that an entry is in the log, and what it
 * says.
 *
 * @param entryId id of the entry
 * @param index its index in the log
 * @param proof that it is there (C2SP tlog-proof)
 * @param opening what it says
 */
public record Evidence(String entryId, long index, TlogProof proof, Opening opening) {

  /** Why there is no evidence. */
  public enum Lack {
    /** The realm has no such entry. */
    NO_ENTRY,
    /** It has no place in the log yet. */
    NOT_SEQUENCED,
    /** Its part of the log was pruned. */
    PRUNED
  }

  /** Either evidence, or why there is none. */
  public sealed interface Result {}

  /** There is evidence. */
  public record Found(Evidence evidence) implements Result {}

  /** There is none. */
  public record Missing(Lack lack) implements Result {}

  /**
   * The evidence of an entry, in transactions of its own. A checkpoint is published first if none
   * covers it.
   *
   * @throws RuntimeException when the log does not allow it
   */
  public static Result of(KeycloakSessionFactory factory, String realmId, String entryId) {
    Result result = read(factory, realmId, entryId);
    if (result instanceof Missing missing && missing.lack() == Lack.NOT_SEQUENCED) {
      Sequencer sequencer = new Sequencer(factory, SequencingMonitor.NONE);
      sequencer.catchUp(realmId, Integer.MAX_VALUE);
      sequencer.publish(realmId);
      result = read(factory, realmId, entryId);
    }
    return result;
  }

  private static Result read(KeycloakSessionFactory factory, String realmId, String entryId) {
    return Transactions.of(factory).call(entityManager -> read(entityManager, realmId, entryId));
  }

  private static Result read(EntityManager entityManager, String realmId, String entryId) {
    JournalEntry entry = new EntryFinder(entityManager, realmId).find(entryId);
    JournalEntry.Stored stored = entry == null ? null : entry.stored();
    if (entry == null || stored == null) {
      return new Missing(Lack.NO_ENTRY);
    }
    Long index = stored.leafIndex();
    Optional<RealmLog> log = RealmLog.read(entityManager, realmId);
    if (index == null || log.isEmpty() || index >= log.get().size()) {
      return new Missing(Lack.NOT_SEQUENCED);
    }
    if (index < log.get().minIndex()) {
      return new Missing(Lack.PRUNED);
    }
    Opening opening = RecordFormat.open(entry);
    return log.get()
        .tlogProof(index, opening.committed())
        .<Result>map(proof -> new Found(new Evidence(entry.id(), index, proof, opening)))
        .orElseGet(() -> new Missing(Lack.PRUNED));
  }

  /** The evidence as one JSON document, with what was sealed and not erased. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("entry_id", entryId);
    json.put("index", index);
    json.put("proof", proof.toString());
    json.set("record", opening.record());
    json.put("salt", opening.salt());
    ObjectNode disclosures = json.putObject("disclosures");
    opening
        .disclosures()
        .forEach(
            (Seals.Section section, Opening.Disclosure disclosure) -> {
              ObjectNode open = disclosures.putObject(section.id());
              open.put("salt", disclosure.salt());
              open.set("value", disclosure.value());
            });
    return json;
  }
}
