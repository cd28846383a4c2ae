package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.PeriodEntity;
import io.github.umatrust.obligations.query.EntryCursor;
import io.github.umatrust.obligations.query.EntryFinder;
import io.github.umatrust.obligations.query.EntryQuery;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Entries of a realm's journal as they are shown, within the session's transaction. */
final class EntryPages {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final EntityManager entityManager;
  private final EntryFinder finder;
  private final EntryLinks links;

  EntryPages(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
    this.entityManager = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    this.finder = new EntryFinder(entityManager, realm.getId());
    this.links = new EntryLinks(entityManager, realm.getId());
  }

  /**
   * A page.
   *
   * @param entries what is on it; may be less than was asked for, or nothing, and not the last
   * @param next where the next one begins, null when this was the last
   */
  record Page(List<EntryRepresentation> entries, @Nullable EntryCursor next) {}

  /** One page, newest first. */
  Page page(EntryQuery query) {
    EntryFinder.Found found = finder.find(query);
    long published = publishedSize();
    return new Page(
        found.entries().stream().map(entry -> EntryRepresentation.of(entry, published)).toList(),
        found.next());
  }

  /** One entry with everything that hangs on it; empty when the realm has none with this id. */
  Optional<EntryRepresentation> entry(String id) {
    return Optional.ofNullable(finder.find(id))
        .map(
            entry ->
                EntryRepresentation.of(entry, publishedSize())
                    .with(obligations(entry), links.followedFrom(entry), links.followedBy(entry)));
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
}
