package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.admin.EntryRepresentation.Link;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenRef;
import io.github.umatrust.obligations.query.EntryFinder;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an entry followed from and what followed from it, within the caller's transaction. */
final class EntryLinks {

  /** How many links an entry shows each way. */
  static final int MAX = 100;

  private final EntityManager entityManager;
  private final String realmId;
  private final EntryFinder finder;

  EntryLinks(EntityManager entityManager, String realmId) {
    this.entityManager = entityManager;
    this.realmId = realmId;
    this.finder = new EntryFinder(entityManager, realmId);
  }

  /** Collects links, each entry once. */
  private static final class Links {

    private static final Comparator<Link> NEWEST_FIRST =
        Comparator.comparingLong(Link::recordedAt).thenComparing(Link::id).reversed();

    private final JournalEntry of;
    private final boolean earlier;
    private final Map<String, Link> found = new LinkedHashMap<>();

    Links(JournalEntry of, boolean earlier) {
      this.of = of;
      this.earlier = earlier;
    }

    void add(List<JournalEntry> entries, String by) {
      for (JournalEntry entry : entries) {
        int order =
            Comparator.comparingLong(JournalEntry::recordedAt)
                .thenComparing(JournalEntry::id)
                .compare(entry, of);
        if (earlier ? order < 0 : order > 0) {
          found.putIfAbsent(entry.id(), Link.of(entry, by));
        }
      }
    }

    /** Where there are too many, the latest of those that repeat. */
    List<Link> newestFirst() {
      return found.values().stream()
          .sorted(
              Comparator.comparing((Link link) -> EntryFinder.isRepeated(link.interaction()))
                  .thenComparing(NEWEST_FIRST))
          .limit(MAX)
          .sorted(NEWEST_FIRST)
          .toList();
    }
  }

  /** The entries that it followed from, newest first. */
  List<Link> followedFrom(JournalEntry entry) {
    Links links = new Links(entry, true);
    TokenRef token = entry.token();
    if (token != null && token.fromRefreshTokenId() != null) {
      links.add(
          journal().issuedWith(List.of(token.fromRefreshTokenId())).stream()
              .filter(other -> other.interaction() == entry.interaction())
              .toList(),
          "refresh");
    }
    linked(entry, links);
    String authorizedBy = entry.details().authorizedBy();
    if (authorizedBy != null) {
      links.add(ofToken(authorizedBy, links), "authorization");
    }
    if (entry.end() != null) {
      switch (entry.end().reach().kind()) {
        case TOKEN, TICKET -> links.add(ofToken(entry.end().reach().subject(), links), "end");
        default -> {
          // reaches what it reaches by a rule and not by an id
        }
      }
    }
    return links.newestFirst();
  }

  /** The entries that followed from it, newest first. */
  List<Link> followedBy(JournalEntry entry) {
    Links links = new Links(entry, false);
    TokenRef token = entry.token();
    String periodId = entry.stored() == null ? null : entry.stored().periodId();
    if (token != null && token.refreshTokenId() != null && periodId != null) {
      links.add(finder.renewedWith(token.refreshTokenId(), periodId, MAX), "refresh");
    }
    linked(entry, links);
    if (token != null) {
      Long expiresAt = entry.grantExpiresAt();
      links.add(
          journal().endsOf(entry.reachedBy()).stream()
              .filter(end -> expiresAt == null || end.occurredAt() < expiresAt)
              .toList(),
          "end");
    }
    return links.newestFirst();
  }

  /** What the same ticket and the same token link, whichever came first. */
  private void linked(JournalEntry entry, Links links) {
    TokenRef token = entry.token();
    if (token != null) {
      links.add(ofToken(token.id(), links), "token");
    }
    if (entry.ticketId() != null) {
      List<JournalEntry> ofTicket = new ArrayList<>(ofToken(entry.ticketId(), links));
      ofTicket.addAll(finder.ofTicket(entry.ticketId(), entry, links.earlier, MAX));
      links.add(ofTicket, "ticket");
    }
  }

  private List<JournalEntry> ofToken(String tokenId, Links links) {
    return finder.ofToken(tokenId, links.of, links.earlier, MAX);
  }

  private Journal journal() {
    return new Journal(entityManager, realmId);
  }
}
