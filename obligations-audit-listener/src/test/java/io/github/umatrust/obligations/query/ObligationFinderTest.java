package io.github.umatrust.obligations.query;

import static io.github.umatrust.obligations.erasure.LedgerFixture.ALBUM;
import static io.github.umatrust.obligations.erasure.LedgerFixture.ALICE;
import static io.github.umatrust.obligations.erasure.LedgerFixture.BOB;
import static io.github.umatrust.obligations.erasure.LedgerFixture.OPERATOR;
import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.erasure.LedgerFixture;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.ObligationState;
import io.github.umatrust.obligations.projection.Period;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of obligations: that they are the whole, and what they cost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObligationFinderTest {

  private static final long NOW = 1_000_000;

  /** So that what is recorded here is longer than what a request looks through. */
  private static final Stretches SHORT = new Stretches(10, 40);

  /** Stands for an administrator, who asks for anybody. */
  private static final Asker AS_ADMINISTRATOR = new Asker("", "", false);

  private static final int STORIES = 60;
  private static final String SET = "set-1";

  private final LedgerFixture ledger = new LedgerFixture();

  /** Many PATs that are over, among them what bob did, and at the beginning one PAT in force. */
  @BeforeAll
  void record() {
    List<JournalEntry> entries = new ArrayList<>();
    entries.add(ledger.pat(1, "lasting", null, NOW * 2));
    for (int i = 0; i < STORIES; i++) {
      long at = 100 + i * 10L;
      entries.add(ledger.pat(at, "pat-" + i, null, at + 5));
      if (i % 15 == 7) {
        String rpt = "rpt-" + i;
        String permissions = "[{\"resource_set_id\":\"" + SET + "\",\"owner\":\"alice-id\"}]";
        for (Interaction interaction : Interaction.values()) {
          // the access of the last RPT is not reported
          boolean reported = i != 52 || interaction != Interaction.ACCESS_REPORTED;
          if (interaction != Interaction.PAT_ISSUED && reported) {
            entries.add(ledger.ofBob(at + 1, interaction, rpt, ALICE, permissions, at + 100));
          }
        }
      }
    }
    ledger.record(entries.toArray(new JournalEntry[0]));
  }

  @AfterAll
  void close() {
    ledger.close();
  }

  private static ObligationQuery query(String parameters) {
    Map<String, List<String>> read = new LinkedHashMap<>();
    for (String parameter : parameters.split("&", -1)) {
      int at = parameter.indexOf('=');
      if (at > 0) {
        read.put(parameter.substring(0, at), List.of(parameter.substring(at + 1)));
      }
    }
    try {
      return ObligationQuery.parse(read);
    } catch (InvalidQueryException e) {
      throw new IllegalArgumentException(parameters, e);
    }
  }

  private ObligationFinder.Found find(ObligationQuery query, Stretches stretches) {
    return ledger.call(
        entityManager -> new ObligationFinder(entityManager, REALM, NOW, stretches).find(query));
  }

  /** All pages, whose number is bounded, too. */
  private List<String> joined(ObligationQuery query, Stretches stretches) {
    List<String> joined = new ArrayList<>();
    ObligationQuery next = query;
    for (int pages = 0; pages < 2000; pages++) {
      ObligationFinder.Found found = find(next, stretches);
      assertThat(found.obligations()).hasSizeLessThanOrEqualTo(query.max());
      found.obligations().forEach(obligation -> joined.add(obligation.id()));
      if (found.next() == null) {
        return joined;
      }
      next = next.after(found.next(), query.max());
    }
    throw new AssertionError("the pages have no end");
  }

  private List<Period> newestFirst() {
    List<Period> periods = new ArrayList<>(ledger.periods());
    Collections.reverse(periods);
    return periods;
  }

  /** Everything there is, as the rules have it and not as the database finds it. */
  private Stream<Obligation> all(long moment) {
    return newestFirst().stream()
        .filter(period -> period.since() <= moment)
        .flatMap(period -> Obligation.of(period, moment).stream());
  }

  private static boolean isParty(Obligation obligation, String idOrName) {
    return Stream.of(obligation.obligated(), obligation.expecting())
        .flatMap(party -> party.stream())
        .anyMatch(party -> party.id().equals(idOrName) || party.name().equals(idOrName));
  }

  private static boolean isIn(ObligationState state, Obligation obligation) {
    return obligation.state() == state;
  }

  /** What each filter means. */
  private static Predicate<Obligation> meaning(String filter) {
    String value = filter.substring(filter.indexOf('=') + 1);
    return switch (filter.substring(0, Math.max(0, filter.indexOf('=')))) {
      case "" -> obligation -> true;
      case "clause" -> obligation -> obligation.clause().id().equals(value);
      case "party" -> obligation -> isParty(obligation, value);
      case "role" ->
          obligation ->
              obligation.clause().obligated().id().equals(value)
                  || obligation.clause().expecting().id().equals(value);
      case "state" -> obligation -> obligation.state().id().equals(value);
      case "tokenKind" -> obligation -> obligation.period().tokenKind().id().equals(value);
      case "tokenId" -> obligation -> obligation.period().tokenId().equals(value);
      case "client" ->
          obligation ->
              Stream.of(obligation.period().grant().client(), obligation.period().resourceServer())
                  .anyMatch(
                      client ->
                          client != null
                              && (client.clientId().equals(value) || client.uuid().equals(value)));
      case "resourceSet" ->
          obligation ->
              obligation.period().interaction() != Interaction.PAT_ISSUED && value.equals(SET);
      case "from" -> obligation -> obligation.period().since() >= Long.parseLong(value);
      case "to" -> obligation -> obligation.period().since() < Long.parseLong(value);
      default -> throw new IllegalArgumentException(filter);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "clause=RSO-AzP-Delegate-Protection",
        "clause=RqP-AzP-Adhere-to-Terms",
        "clause=RSO-RqP-Give-Accurate-Access",
        "party=alice-id",
        "party=Alice Adams",
        "party=Bob Brown",
        "party=bob-id",
        "party=album-uuid",
        "party=Album Ltd.",
        "party=r",
        "party=Realm",
        "role=authorizing_party",
        "role=requesting_party",
        "role=resource_server_operator",
        "role=authorization_server_operator",
        "state=in_force",
        "state=ended",
        "state=occurred",
        "state=not_reported",
        "tokenKind=rpt",
        "tokenKind=pat",
        "tokenId=rpt-22",
        "tokenId=lasting",
        "client=print",
        "client=print-uuid",
        "client=album",
        "client=album-uuid",
        "resourceSet=set-1",
        "from=400",
        "to=400",
        "clause=RqP-AzP-Adhere-to-Terms&state=not_reported",
        "party=bob-id&state=in_force",
        "party=alice-id&state=not_reported&tokenKind=rpt",
        "party=Realm&clause=ASO-RqP-Request-Limited-Claims",
        "party=alice-id&client=print",
        "resourceSet=set-1&party=bob-id&state=occurred",
        "role=requesting_party&state=in_force&client=album",
        "from=200&to=500&state=occurred"
      })
  void pagesTogetherAreTheWhole(String filters) {
    Predicate<Obligation> meaning =
        Stream.of(filters.split("&", -1))
            .map(ObligationFinderTest::meaning)
            .reduce(obligation -> true, Predicate::and);
    List<String> whole = all(NOW).filter(meaning).map(Obligation::id).toList();

    assertThat(whole).isNotEmpty();
    assertThat(joined(query(filters + "&max=1000"), Stretches.DEFAULT)).isEqualTo(whole);
    for (int max : List.of(1, 7, 45)) {
      assertThat(joined(query(filters + "&max=" + max), SHORT)).as("by %s", max).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice-id", "bob-id", "album-uuid", "Bob Brown", "Realm"})
  void aPartyInARoleIsFoundInThatRoleAlone(String party) {
    for (String role :
        List.of(
            "authorizing_party",
            "requesting_party",
            "resource_server_operator",
            "authorization_server_operator")) {
      List<String> whole =
          all(NOW)
              .filter(
                  obligation ->
                      (obligation.clause().obligated().id().equals(role)
                              && obligation.obligated().stream()
                                  .anyMatch(p -> p.id().equals(party) || p.name().equals(party)))
                          || (obligation.clause().expecting().id().equals(role)
                              && obligation.expecting().stream()
                                  .anyMatch(p -> p.id().equals(party) || p.name().equals(party))))
              .map(Obligation::id)
              .toList();

      assertThat(joined(query("party=" + party + "&role=" + role + "&max=3"), SHORT))
          .as(role)
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 104, 106, 175, 400, 640, 900})
  void asOfAMomentEverythingIsAsItWasThen(long moment) {
    for (ObligationState state : ObligationState.values()) {
      List<String> whole =
          all(moment).filter(obligation -> isIn(state, obligation)).map(Obligation::id).toList();

      assertThat(joined(query("asOf=" + moment + "&state=" + state.id() + "&max=3"), SHORT))
          .as(state.id())
          .isEqualTo(whole);
    }
    assertThat(joined(query("asOf=" + moment + "&max=1000"), SHORT))
        .isEqualTo(all(moment).map(Obligation::id).toList())
        .isNotEmpty();
  }

  @Test
  void whatIsRareIsLookedForSoFarAndThenTheCallerGoesOn() {
    ObligationFinder.Found found = find(query("state=in_force&tokenKind=pat&max=1"), SHORT);

    assertThat(found.obligations()).isEmpty();
    assertThat(Objects.requireNonNull(found.next()).periodId())
        .as("as many as one request looks through")
        .isEqualTo(newestFirst().get(SHORT.all() - 1).id());
    assertThat(joined(query("state=in_force&tokenKind=pat&max=1"), SHORT)).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=in_force&tokenKind=pat",
        "party=album-uuid&role=authorizing_party",
        "party=album-uuid&role=requesting_party&state=in_force",
        "party=alice-id&role=authorizing_party&clause=AzP-RqP-Adhere-to-Terms&state=ended",
        "party=nobody",
        "state=occurred&party=album-uuid&tokenKind=pat",
        "clause=RqP-AzP-Adhere-to-Terms&state=not_reported",
        "role=requesting_party&tokenKind=approval"
      })
  void aPageOfOneCostsFewStatementsHoweverRareItIs(String filters) {
    for (Asker asker : List.of(new Asker(ALBUM.uuid(), "service", true), AS_ADMINISTRATOR)) {
      ObligationQuery query = query(filters + "&max=1");
      Cost cost = cost(asker.equals(AS_ADMINISTRATOR) ? query : query.of(asker));

      // each way in which somebody is a party: two stretches, and in each a page and a batch
      assertThat(cost.statements()).as(filters).isLessThanOrEqualTo(7 * 6);
      assertThat(cost.kept()).as("rows that stay in memory").isZero();
    }
  }

  @Test
  void aPageThatNeedsNoSearchIsOneStatement() {
    for (String filter :
        List.of("", "clause=RSO-AzP-Delegate-Protection", "client=nobody", "resourceSet=set-1")) {
      assertThat(cost(query(filter + "&max=20")).statements())
          .as(filter)
          .isEqualTo(filter.startsWith("client") ? 4 : 1);
    }
  }

  private record Cost(long statements, int kept) {}

  private Cost cost(ObligationQuery query) {
    return ledger.call(
        entityManager -> {
          Statistics statistics = statistics(entityManager);
          statistics.clear();
          new ObligationFinder(entityManager, REALM, NOW, SHORT).find(query);
          return new Cost(
              statistics.getPrepareStatementCount(),
              entityManager.unwrap(Session.class).getStatistics().getEntityCount());
        });
  }

  private static Statistics statistics(EntityManager entityManager) {
    Statistics statistics =
        entityManager.getEntityManagerFactory().unwrap(SessionFactory.class).getStatistics();
    statistics.setStatisticsEnabled(true);
    return statistics;
  }

  @Test
  void theOperatorOfTheAuthorizationServerIsFoundByNameAndById() {
    List<String> byName = joined(query("party=" + OPERATOR.name() + "&max=50"), SHORT);

    assertThat(byName)
        .isNotEmpty()
        .isEqualTo(joined(query("party=" + OPERATOR.id() + "&max=50"), SHORT))
        .allSatisfy(id -> assertThat(id).contains("ASO-"));
  }

  @Test
  void aClientOfSomebodyElseCannotBeAskedFor() {
    Asker alice = new Asker(ALICE.id(), ALICE.id(), false);
    Asker bob = new Asker(BOB.id(), BOB.id(), false);
    Asker album = new Asker(ALBUM.uuid(), "service-of-album", true);

    for (String client : List.of("print", "print-uuid")) {
      assertThat(joined(query("client=" + client).of(alice), SHORT)).as(client).isEmpty();
      assertThat(joined(query("client=" + client).of(album), SHORT)).as(client).isEmpty();
      assertThat(joined(query("client=" + client).of(bob), SHORT)).as(client).isNotEmpty();
    }
    for (Asker asker : List.of(alice, bob, album)) {
      assertThat(joined(query("client=album").of(asker), SHORT))
          .as("the resource server is shown to every party")
          .isNotEmpty();
    }
  }
}
