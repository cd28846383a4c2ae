package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.journal.JournalEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an entry of the journal is. */
public enum EntryType {
  /** Something happened between parties. */
  INTERACTION("interaction", "(j.interaction is not null or j.tokenId is not null)"),
  /** Something came to its end; an interaction can end something as well. */
  END("end", "j.endKey is not null"),
  /** The ledger says something about itself: a gap, an erasure, a pruning. */
  NOTICE("notice", "j.interaction is null and j.tokenId is null and j.endKey is null");

  private final String id;
  private final String jpql;

  EntryType(String id, String jpql) {
    this.id = id;
    this.jpql = jpql;
  }

  /** The name used in the query API. */
  public String id() {
    return id;
  }

  String jpql() {
    return jpql;
  }

  /** What this entry is; an interaction that ends something is an interaction. */
  public static EntryType of(JournalEntry entry) {
    if (entry.interaction() != null || entry.token() != null) {
      return INTERACTION;
    }
    return entry.end() != null ? END : NOTICE;
  }

  /** The type with this {@link #id()}, or empty when there is none. */
  public static Optional<EntryType> byId(String id) {
    return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
  }

  /** All {@link #id() ids}. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(EntryType::id).toList();
  }
}
