package io.github.umatrust.obligations.erasure;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.IndexedId;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenRef;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes an erased entry over its row. By a statement: to everything else rows are read-only, and
 * Hibernate holds everybody to that.
 */
final class EntryEraser {

  private EntryEraser() {}

  static void update(EntityManager entityManager, JournalEntry entry) {
    JournalEntry.Stored stored = entry.stored();
    if (stored == null) {
      throw new IllegalArgumentException("only what is stored can be erased");
    }
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put("participants.sessionId", entry.grant().sessionId());
    columns.put("participants.userId", entry.grant().userId());
    put(columns, "authorizingParty", entry.parties().authorizingParty());
    put(columns, "requestingParty", entry.parties().requestingParty());
    TokenRef token = entry.token();
    String refreshTokenId = token == null ? null : token.refreshTokenId();
    columns.put("refreshTokenId", refreshTokenId);
    columns.put("refreshTokenHash", IndexedId.hash(refreshTokenId));
    columns.put("fromRefreshTokenId", token == null ? null : token.fromRefreshTokenId());
    columns.put(
        "endKey", Optional.ofNullable(entry.end()).map(End::reach).map(r -> r.key()).orElse(null));
    columns.put("details", entry.details().toJson());
    columns.put("seals", stored.seals().toText());
    StringBuilder jpql = new StringBuilder("update JournalEntity x set ");
    int number = 0;
    for (Map.Entry<String, @Nullable Object> column : columns.entrySet()) {
      jpql.append(number == 0 ? "" : ", ").append("x.").append(column.getKey()).append(" = ");
      if (column.getValue() == null) {
        jpql.append("null");
      } else {
        jpql.append(":p").append(number);
      }
      number++;
    }
    Query update = entityManager.createQuery(jpql + " where x.id = :id");
    number = 0;
    for (Object value : columns.values()) {
      if (value != null) {
        update.setParameter("p" + number, value);
      }
      number++;
    }
    update.setParameter("id", entry.id());
    if (update.executeUpdate() != 1) {
      throw new IllegalStateException("the entry is gone");
    }
  }

  private static void put(
      Map<String, @Nullable Object> columns, String role, @Nullable Party party) {
    columns.put("participants." + role + "Id", party == null ? null : party.id());
    columns.put("participants." + role + "Name", party == null ? null : party.name());
  }
}
