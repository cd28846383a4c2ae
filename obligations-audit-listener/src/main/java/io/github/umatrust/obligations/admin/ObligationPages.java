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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
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
   * @param found what is on it; may be less than was asked for, or nothing, and not the last
   * @param obligations the same as it is shown
   * @param next where the next one begins, null when this was the last
   */
  public record Page(
      List<Obligation> found, List<ObligationRepresentation> obligations, @Nullable Cursor next) {

    /** What is on it in another form. */
    public <T> List<T> as(BiFunction<Obligation, ObligationRepresentation, T> form) {
      List<T> result = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        result.add(form.apply(found.get(i), obligations.get(i)));
      }
      return result;
    }
  }

  /** One page, newest first, of everything that was recorded before. */
  public Page page(ObligationQuery query) {
    UpToDate.bring(session, realm);
    return page(query, Time.currentTimeMillis());
  }

  /**
   * One page, newest first, of what is sequenced, as it is at some moment.
   *
   * @param now milliseconds since the epoch
   */
  public Page page(ObligationQuery query, long now) {
    ObligationFinder.Found found =
        new ObligationFinder(entityManager(), realm.getId(), now).find(query);
    return new Page(found.obligations(), represent(found.obligations()), found.next());
  }

  /** These obligations as they are shown. */
  public List<ObligationRepresentation> represent(List<Obligation> obligations) {
    Journal journal = new Journal(entityManager(), realm.getId());
    Map<String, JournalEntry> latest = new HashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    obligations.forEach(obligation -> ids.add(obligation.period().lastEntryId()));
    journal.entries(ids).forEach(entry -> latest.put(entry.id(), entry));
    Map<String, List<String>> tokens = new HashMap<>();
    return obligations.stream()
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
  }

  private EntityManager entityManager() {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }
}
