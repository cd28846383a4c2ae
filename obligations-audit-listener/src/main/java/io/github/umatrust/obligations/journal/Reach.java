package io.github.umatrust.obligations.journal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What an end reaches, as one key. Each issued row has finitely many keys that can reach it ({@link
 * JournalEntry#reachedBy()}), so finding the ends of a row is an index look-up, and an end is one
 * row however many tokens it ends.
 *
 * <p>The {@link Kind#GRANT} key doubles as the lineage of a grant: a refresh has the same one.
 *
 * @param kind how far it reaches
 * @param subject the ids that name it
 */
public record Reach(Kind kind, String subject) {

  /** How far an end reaches. */
  public enum Kind {
    /** One token, by its {@code jti}. */
    TOKEN(true),
    /** One permission ticket, by its opaque id. */
    TICKET(true),
    /** One client's part of one online session: what its refresh tokens hang on. */
    GRANT(false),
    /** One client's part of one offline session. */
    OFFLINE_GRANT(false),
    /** One online session with all its clients. */
    SESSION(true),
    /** One offline session with all its clients. */
    OFFLINE_SESSION(true),
    /** Everything one user granted one client. */
    CONSENT(false),
    /** Every token issued for one user. */
    USER(false),
    /** Everything one legal subject is a party of, because its account is gone. */
    PARTY(false),
    /** Everything issued to, or for the resources of, one client. */
    CLIENT(false),
    /** Every token issued to one client. */
    CLIENT_TOKENS(false),
    /** Everything issued in the realm. */
    REALM(false),
    /** Permissions on one resource set, whoever has them. */
    RESOURCE_SET(false),
    /** The permissions of one requesting party on one resource set. */
    PERMISSION(false);

    private final boolean once;

    Kind(boolean once) {
      this.once = once;
    }

    private String prefix() {
      return name().toLowerCase(Locale.ROOT) + ":";
    }

    /**
     * Whether what such a key names exists once, so that nothing can be issued under it after its
     * end.
     */
    boolean isOnce() {
      return once;
    }
  }

  public static Reach token(String tokenId) {
    return new Reach(Kind.TOKEN, tokenId);
  }

  public static Reach ticket(String ticketId) {
    return new Reach(Kind.TICKET, ticketId);
  }

  public static Reach grant(String sessionId, String clientUuid, boolean offline) {
    return new Reach(offline ? Kind.OFFLINE_GRANT : Kind.GRANT, sessionId + "/" + clientUuid);
  }

  public static Reach session(String sessionId, boolean offline) {
    return new Reach(offline ? Kind.OFFLINE_SESSION : Kind.SESSION, sessionId);
  }

  public static Reach consent(String userId, String clientUuid) {
    return new Reach(Kind.CONSENT, userId + "/" + clientUuid);
  }

  public static Reach user(String userId) {
    return new Reach(Kind.USER, userId);
  }

  public static Reach party(String partyId) {
    return new Reach(Kind.PARTY, partyId);
  }

  public static Reach client(String clientUuid) {
    return new Reach(Kind.CLIENT, clientUuid);
  }

  public static Reach clientTokens(String clientUuid) {
    return new Reach(Kind.CLIENT_TOKENS, clientUuid);
  }

  public static Reach realm(String realmId) {
    return new Reach(Kind.REALM, realmId);
  }

  public static Reach resourceSet(String resourceSetId) {
    return new Reach(Kind.RESOURCE_SET, resourceSetId);
  }

  public static Reach permission(String resourceSetId, String requestingPartyId) {
    return new Reach(Kind.PERMISSION, resourceSetId + "/" + requestingPartyId);
  }

  /** The stored form, unique over all kinds and bounded to the column's length. */
  public String key() {
    return Bounded.key(kind.prefix() + subject, Bounded.KEY);
  }

  /** The reach that a stored key was made from, or empty when it is none of ours. */
  public static Optional<Reach> ofKey(String key) {
    return Arrays.stream(Kind.values())
        .filter(kind -> key.startsWith(kind.prefix()))
        .findFirst()
        .map(kind -> new Reach(kind, key.substring(kind.prefix().length())));
  }
}
