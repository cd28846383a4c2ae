package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.admin.EntryRepresentation.Link;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenRef;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.PeriodEntity;
import io.github.umatrust.obligations.query.EntryCursor;
import io.github.umatrust.obligations.query.EntryFinder;
import io.github.umatrust.obligations.query.EntryQuery;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Entries of a realm's journal as they are shown, within the session's transaction. */
final class EntryPages {

  /** How many links an entry shows each way. */
  static final int MAX_LINKS = 100;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final EntityManager entityManager;
  private final EntryFinder finder;

  EntryPages(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
    this.entityManager = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    this.finder = new EntryFinder(entityManager, realm.getId());
  }

  /**
   * A page.
   *
   * @param entries what is on it
   * @param next where the next one begins, null when this was the last
   */
  record Page(List<EntryRepresentation> entries, @Nullable EntryCursor next) {}

  /** One page, newest first. */
  Page page(EntryQuery query) {
    List<JournalEntry> page = finder.find(query);
    long published = publishedSize();
    return new Page(
        page.stream().map(entry -> EntryRepresentation.of(entry, published)).toList(),
        page.size() == query.max() ? EntryCursor.at(page.get(page.size() - 1)) : null);
  }

  /** One entry with everything that hangs on it; empty when the realm has none with this id. */
  Optional<EntryRepresentation> entry(String id) {
    return Optional.ofNullable(finder.find(id))
        .map(
            entry ->
                EntryRepresentation.of(entry, publishedSize())
                    .with(obligations(entry), followedFrom(entry), followedBy(entry)));
  }

  private long publishedSize() {
    return RealmLog.read(entityManager, realm.getId()).map(RealmLog::size).orElse(0L);
  }

  private List<ObligationRepresentation> obligations(JournalEntry entry) {
    String periodId = entry.stored() == null ? null : entry.stored().periodId();
    PeriodEntity period =
        periodId == null ? null : entityManager.find(PeriodEntity.class, periodId);
    return period == null
        ? List.of()
        : new ObligationPages(session, realm)
            .represent(Obligation.of(period.toPeriod(), Time.currentTimeMillis()));
  }

  /** Collects links, each entry once. */
  private static final class Links {

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

    List<Link> newestFirst() {
      return found.values().stream()
          .sorted(Comparator.comparingLong(Link::recordedAt).thenComparing(Link::id).reversed())
          .limit(MAX_LINKS)
          .toList();
    }
  }

  private List<Link> followedFrom(JournalEntry entry) {
    Links links = new Links(entry, true);
    TokenRef token = entry.token();
    if (token != null && token.fromRefreshTokenId() != null) {
      links.add(
          journal().issuedWith(Set.of(token.fromRefreshTokenId())).stream()
              .filter(other -> other.interaction() == entry.interaction())
              .toList(),
          "refresh");
    }
    linked(entry, links);
    String authorizedBy = entry.details().authorizedBy();
    if (authorizedBy != null) {
      links.add(ofToken(authorizedBy), "authorization");
    }
    if (entry.end() != null) {
      switch (entry.end().reach().kind()) {
        case TOKEN, TICKET -> links.add(ofToken(entry.end().reach().subject()), "end");
        default -> {
          // reaches what it reaches by a rule and not by an id
        }
      }
    }
    return links.newestFirst();
  }

  private List<Link> followedBy(JournalEntry entry) {
    Links links = new Links(entry, false);
    TokenRef token = entry.token();
    String periodId = entry.stored() == null ? null : entry.stored().periodId();
    if (token != null && token.refreshTokenId() != null && periodId != null) {
      links.add(finder.renewedWith(token.refreshTokenId(), periodId, MAX_LINKS), "refresh");
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
      links.add(ofToken(token.id()), "token");
    }
    if (entry.ticketId() != null) {
      List<JournalEntry> ofTicket = new ArrayList<>(ofToken(entry.ticketId()));
      ofTicket.addAll(finder.find(query(null, entry.ticketId())));
      links.add(ofTicket, "ticket");
    }
  }

  private List<JournalEntry> ofToken(String tokenId) {
    return finder.find(query(tokenId, null));
  }

  private static EntryQuery query(@Nullable String tokenId, @Nullable String ticketId) {
    return new EntryQuery(
        null, null, null, null, tokenId, ticketId, null, null, null, null, MAX_LINKS);
  }

  private Journal journal() {
    return new Journal(entityManager, realm.getId());
  }
}
