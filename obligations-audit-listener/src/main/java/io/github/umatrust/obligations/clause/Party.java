package io.github.umatrust.obligations.clause;

import java.util.Optional;

/**
 * A legal subject as it was known when the record was made.
 *
 * @param kind a natural person or an organisation
 * @param id the user's id, the id of the client that stands for the organisation, or the realm's id
 * @param name the name at that time: a copy, because records outlive accounts
 */
public record Party(Kind kind, String id, String name) {

  /** What kind of legal subject a party is. */
  public enum Kind {
    USER("user"),
    ORGANISATION("organisation"),
    /** The id was recorded, but nothing with that id was found. */
    UNKNOWN("unknown");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** The name used in the journal and in the query API. */
    public String id() {
      return id;
    }

    /** The kind with this {@link #id()}, or empty when there is none. */
    public static Optional<Kind> byId(String id) {
      for (Kind kind : values()) {
        if (kind.id.equals(id)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  public static Party user(String id, String name) {
    return new Party(Kind.USER, id, name);
  }

  public static Party organisation(String id, String name) {
    return new Party(Kind.ORGANISATION, id, name);
  }

  public static Party unknown(String id) {
    return new Party(Kind.UNKNOWN, id, id);
  }
}
