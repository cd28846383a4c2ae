package io.github.umatrust.obligations.query;

import static io.github.umatrust.obligations.erasure.LedgerFixture.ALICE;
import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.erasure.LedgerFixture;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.projection.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of journal entries: that they are the whole, and how far one request goes for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EntryFinderTest {

  /** So that what is recorded here is longer than what a request looks through. */
  private static final Stretches SHORT = new Stretches(10, 40);

  /** Of alice's PATs there are more, of what bob did fewer. */
  private static final int FEW = 20;

  private static final String PERMISSIONS =
      "[{\"resource_set_id\":\"set-1\",\"owner\":\"alice-id\"}]";

  private final LedgerFixture ledger = new LedgerFixture();

  /** Many PATs after everything that is rare. */
  @BeforeAll
  void record() {
    List<JournalEntry> entries = new ArrayList<>();
    for (Interaction interaction : Interaction.values()) {
      if (interaction != Interaction.PAT_ISSUED) {
        entries.add(ledger.ofBob(10, interaction, "rpt-1", ALICE, PERMISSIONS, 20L));
      }
    }
    entries.add(ledger.end(11, Reach.user("nobody"), EndReason.LOGOUT));
    for (int i = 0; i < 90; i++) {
      entries.add(ledger.pat(100 + i / 2, "pat-" + i, null, 500L));
    }
    ledger.record(entries.toArray(new JournalEntry[0]));
  }

  @AfterAll
  void close() {
    ledger.close();
  }

  private static EntryQuery query(String parameters) {
    Map<String, List<String>> read = new LinkedHashMap<>();
    for (String parameter : parameters.split("&", -1)) {
      int at = parameter.indexOf('=');
      if (at > 0) {
        read.put(parameter.substring(0, at), List.of(parameter.substring(at + 1)));
      }
    }
    try {
      return EntryQuery.parse(read);
    } catch (InvalidQueryException e) {
      throw new IllegalArgumentException(parameters, e);
    }
  }

  private EntryFinder.Found find(EntryQuery query, int few) {
    return ledger.call(
        entityManager -> {
          EntryFinder.Found found = new EntryFinder(entityManager, REALM, SHORT, few).find(query);
          assertThat(entityManager.unwrap(Session.class).getStatistics().getEntityCount())
              .as("rows that stay in memory")
              .isZero();
          return found;
        });
  }

  private List<String> joined(EntryQuery query, int few) {
    List<String> joined = new ArrayList<>();
    EntryQuery next = query;
    for (int pages = 0; pages < 1000; pages++) {
      EntryFinder.Found found = find(next, few);
      assertThat(found.entries()).hasSizeLessThanOrEqualTo(query.max());
      found.entries().forEach(entry -> joined.add(entry.id()));
      if (found.next() == null) {
        return joined;
      }
      next = next.after(found.next(), query.max());
    }
    throw new AssertionError("the pages have no end");
  }

  private Predicate<JournalEntry> meaning(String filter) {
    String value = filter.substring(filter.indexOf('=') + 1);
    Map<String, Period> periods = new HashMap<>();
    ledger.periods().forEach(period -> periods.put(period.id(), period));
    return switch (filter.substring(0, Math.max(0, filter.indexOf('=')))) {
      case "" -> entry -> true;
      case "interaction" ->
          entry -> entry.interaction() != null && entry.interaction().id().equals(value);
      case "type" -> entry -> EntryType.of(entry).id().equals(value);
      case "party" -> entry -> isParty(periods.get(periodOf(entry)), value);
      case "client" -> entry -> isClient(periods.get(periodOf(entry)), value);
      case "resourceSet" -> entry -> entry.resourceSetIds().contains(value);
      case "tokenId" -> entry -> entry.token() != null && entry.token().id().equals(value);
      case "from" -> entry -> entry.recordedAt() >= Long.parseLong(value);
      case "to" -> entry -> entry.recordedAt() < Long.parseLong(value);
      default -> throw new IllegalArgumentException(filter);
    };
  }

  private static String periodOf(JournalEntry entry) {
    return entry.stored() == null ? "" : String.valueOf(entry.stored().periodId());
  }

  private static boolean isParty(@Nullable Period period, String value) {
    if (period == null) {
      return false;
    }
    Parties parties = period.parties();
    return Stream.of(
            parties.authorizationServerOperator(),
            parties.resourceServerOperator(),
            parties.authorizingParty(),
            parties.requestingParty())
        .anyMatch(
            party -> party != null && (party.id().equals(value) || party.name().equals(value)));
  }

  private static boolean isClient(@Nullable Period period, String value) {
    return period != null
        && Stream.of(period.grant().client(), period.resourceServer())
            .filter(Objects::nonNull)
            .map(ClientRef::clientId)
            .anyMatch(value::equals);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "interaction=claims_supplied",
        "interaction=pat_issued",
        "type=end",
        "type=interaction",
        "party=alice-id",
        "party=bob-id",
        "party=Bob Brown",
        "party=Album Ltd.",
        "party=Realm",
        "party=r",
        "client=print",
        "client=album",
        "resourceSet=set-1",
        "tokenId=rpt-1",
        "from=120",
        "to=120",
        "party=alice-id&interaction=claims_supplied",
        "client=print&interaction=rpt_introspected&type=interaction",
        "resourceSet=set-1&party=bob-id&client=print&from=5&to=50"
      })
  void pagesTogetherAreTheWhole(String filters) {
    Predicate<JournalEntry> meaning =
        Stream.of(filters.split("&", -1)).map(this::meaning).reduce(entry -> true, Predicate::and);
    List<String> whole =
        ledger.rows().stream()
            .sorted(
                Comparator.comparingLong(JournalEntry::recordedAt)
                    .thenComparing(JournalEntry::id)
                    .reversed())
            .filter(meaning)
            .map(JournalEntry::id)
            .toList();

    assertThat(whole).isNotEmpty();
    for (int few : List.of(0, FEW)) {
      for (int max : List.of(1, 7, 45, 1000)) {
        assertThat(joined(query(filters + "&max=" + max), few))
            .as("by %s, few are %s", max, few)
            .isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type=notice",
        "type=end",
        "interaction=claims_supplied",
        "party=alice-id&interaction=claims_supplied"
      })
  void whatIsRareIsLookedForSoFarAndThenTheCallerGoesOn(String filters) {
    List<JournalEntry> newestFirst =
        ledger.rows().stream()
            .sorted(
                Comparator.comparingLong(JournalEntry::recordedAt)
                    .thenComparing(JournalEntry::id)
                    .reversed())
            .toList();

    EntryFinder.Found found = find(query(filters + "&max=1"), FEW);

    assertThat(found.entries()).isEmpty();
    assertThat(found.next())
        .as("as many as one request looks through")
        .isEqualTo(EntryCursor.at(newestFirst.get(SHORT.all() - 1)));
  }

  @Test
  void whoHasFewObligationsIsFoundAtOnce() {
    for (String filter : List.of("party=bob-id", "party=Bob Brown", "client=print")) {
      EntryFinder.Found found = find(query(filter + "&max=3"), FEW);
      assertThat(found.entries()).as(filter).hasSize(3);
    }
    assertThat(find(query("party=nobody"), FEW)).isEqualTo(new EntryFinder.Found(List.of(), null));
  }
}
