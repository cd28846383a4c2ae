package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.Period;
import io.github.umatrust.obligations.query.Cursor;
import io.github.umatrust.obligations.query.ObligationFinder;
import io.github.umatrust.obligations.query.ObligationQuery;
import io.github.umatrust.obligations.sequencing.UpToDate;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Pages of a realm's obligations as they are shown. */
public final class ObligationPages {

  private final KeycloakSession session;
  private final RealmModel realm;

  public ObligationPages(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * A page.
   *
   * @param obligations what is on it
   * @param next where the next one begins, null when this was the last
   */
  public record Page(List<ObligationRepresentation> obligations, @Nullable Cursor next) {}

  /** One page, newest first, of everything that was recorded before. */
  public Page page(ObligationQuery query) {
    UpToDate.bring(session, realm);
    EntityManager entityManager =
        session.getProvider(JpaConnectionProvider.class).getEntityManager();
    Journal journal = new Journal(entityManager, realm.getId());
    List<Obligation> page =
        new ObligationFinder(entityManager, realm.getId(), Time.currentTimeMillis()).find(query);
    Map<String, JournalEntry> latest = new HashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    page.forEach(obligation -> ids.add(obligation.period().lastEntryId()));
    journal.entries(ids).forEach(entry -> latest.put(entry.id(), entry));
    Map<String, List<String>> tokens = new HashMap<>();
    List<ObligationRepresentation> shown =
        page.stream()
            .map(
                obligation -> {
                  Period period = obligation.period();
                  return ObligationRepresentation.of(
                      obligation,
                      latest.get(period.lastEntryId()),
                      tokens.computeIfAbsent(
                          period.id(),
                          id ->
                              period.renewals() == 0
                                  ? List.of(period.tokenId())
                                  : journal.tokensOf(id, ObligationRepresentation.MAX_TOKENS)));
                })
            .toList();
    boolean full = page.size() == query.max();
    return new Page(shown, full ? Cursor.at(page.get(page.size() - 1)) : null);
  }
}
