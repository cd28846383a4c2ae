package io.github.umatrust.obligations.projection;

import static io.github.umatrust.obligations.erasure.LedgerFixture.ALBUM;
import static io.github.umatrust.obligations.erasure.LedgerFixture.ALICE;
import static io.github.umatrust.obligations.erasure.LedgerFixture.BOB;
import static io.github.umatrust.obligations.erasure.LedgerFixture.PRINT;
import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.erasure.LedgerFixture;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JpaPeriodStoreTest {

  private static final long MOMENT = 5000;

  private final LedgerFixture ledger = new LedgerFixture();

  @AfterEach
  void close() {
    ledger.close();
  }

  /** A PAT of alice, what bob was granted twice, and a PAT that has expired. */
  private void begin() {
    ledger.record(
        ledger.pat(1000, "pat", null, 9000L),
        ledger.ofBob(
            1000, Interaction.AUTHORIZATION_GRANTED, "one", ALICE, permission("one"), 9000L),
        ledger.ofBob(
            1000, Interaction.AUTHORIZATION_GRANTED, "two", ALICE, permission("two"), null),
        ledger.pat(1000, "expired", null, MOMENT));
  }

  private static String permission(String resourceSet) {
    return "[{\"resource_set_id\":\"" + resourceSet + "\"}]";
  }

  private List<String> reachedBy(String realm, List<Reach> reaches) {
    List<End> ends = reaches.stream().map(reach -> new End(reach, EndReason.REVOKED)).toList();
    return ledger.call(
        em -> {
          List<String> tokens = new ArrayList<>();
          new JpaPeriodStore(em, realm)
              .reachedBy(
                  ends, MOMENT, page -> page.forEach(period -> tokens.add(period.tokenId())));
          return tokens;
        });
  }

  static Stream<Arguments> reaches() {
    return Stream.of(
        Arguments.of(Reach.token("pat"), List.of("pat")),
        Arguments.of(Reach.token("expired"), List.of()),
        Arguments.of(Reach.token("unknown"), List.of()),
        Arguments.of(Reach.ticket("one"), List.of("one")),
        Arguments.of(Reach.session("session-alice", false), List.of("pat")),
        Arguments.of(Reach.session("session-alice", true), List.of()),
        Arguments.of(Reach.grant("session-bob", PRINT.uuid(), false), List.of("one", "two")),
        Arguments.of(Reach.grant("session-bob", ALBUM.uuid(), false), List.of()),
        Arguments.of(Reach.consent(ALICE.id(), ALBUM.uuid()), List.of("pat")),
        Arguments.of(Reach.consent(ALICE.id(), PRINT.uuid()), List.of()),
        Arguments.of(Reach.user(BOB.id()), List.of("one", "two")),
        Arguments.of(Reach.party(ALICE.id()), List.of("one", "pat", "two")),
        Arguments.of(Reach.party(BOB.id()), List.of("one", "two")),
        Arguments.of(Reach.client(PRINT.uuid()), List.of("one", "two")),
        Arguments.of(Reach.client(ALBUM.uuid()), List.of("one", "pat", "two")),
        Arguments.of(Reach.clientTokens(ALBUM.uuid()), List.of("pat")),
        Arguments.of(Reach.realm(REALM), List.of("one", "pat", "two")),
        Arguments.of(Reach.resourceSet("one"), List.of("one")),
        Arguments.of(Reach.permission("two", BOB.id()), List.of("two")),
        Arguments.of(Reach.permission("two", ALICE.id()), List.of()));
  }

  @ParameterizedTest
  @MethodSource("reaches")
  void anEndReachesWhatItNames(Reach reach, List<String> tokens) {
    begin();
    assertThat(reachedBy(REALM, List.of(reach)))
        .containsOnlyOnceElementsOf(tokens)
        .hasSameElementsAs(tokens);
    assertThat(reachedBy("another realm", List.of(reach))).isEmpty();
  }

  @Test
  void manyEndsReachWhatEachOfThemDoes() {
    begin();
    assertThat(
            reachedBy(
                REALM,
                List.of(
                    Reach.token("pat"),
                    Reach.ticket("unknown"),
                    Reach.resourceSet("one"),
                    Reach.permission("two", BOB.id()))))
        .containsExactlyInAnyOrder("pat", "one", "two");
  }

  @Test
  void anEndOfVeryManyKeepsFewOfThemInMemory() {
    int many = 450;
    for (int i = 0; i < many; i++) {
      ledger.record(ledger.pat(1000 + i, "pat-" + i, null, 9000L));
    }
    List<String> reached = reachedBy(REALM, List.of(Reach.user(ALICE.id())));
    assertThat(reached).hasSize(many).doesNotHaveDuplicates();
    int kept =
        ledger.call(
            em -> {
              new JpaPeriodStore(em, REALM)
                  .reachedBy(
                      List.of(new End(Reach.user(ALICE.id()), EndReason.LOGOUT)),
                      MOMENT,
                      page -> assertThat(page).isNotEmpty());
              return em.unwrap(Session.class).getStatistics().getEntityCount();
            });
    assertThat(kept).isZero();
  }

  @Test
  void theLatestOfAGrantIsTheOneThatBeganLast() {
    ledger.record(
        ledger.pat(1000, "first", null, 9000L),
        ledger.pat(2000, "second", null, 9000L),
        ledger.ofBob(
            3000, Interaction.AUTHORIZATION_GRANTED, "one", ALICE, permission("one"), 9000L));
    String lineage = Reach.grant("session-alice", ALBUM.uuid(), false).key();

    assertThat(latest(REALM, lineage, Interaction.PAT_ISSUED)).isEqualTo("second");
    assertThat(latest(REALM, lineage, Interaction.AUTHORIZATION_GRANTED)).isNull();
    assertThat(latest(REALM, "grant:unknown", Interaction.PAT_ISSUED)).isNull();
    assertThat(latest("another realm", lineage, Interaction.PAT_ISSUED)).isNull();
  }

  private @Nullable String latest(String realm, String lineage, Interaction interaction) {
    Optional<Period> latest =
        ledger.call(
            em -> Optional.ofNullable(new JpaPeriodStore(em, realm).latest(lineage, interaction)));
    return latest.map(Period::tokenId).orElse(null);
  }

  @Test
  void whatCameWithARefreshTokenIsFoundByIt() {
    String huge = "t".repeat(4000);
    ledger.record(
        ledger.pat(1000, "first", null, 9000L),
        ledger.pat(2000, huge, null, 9000L),
        ledger.pat(3000, "third", null, 9000L));

    assertThat(issuedWith(REALM, List.of("refresh-third", "refresh-" + huge, "refresh-unknown")))
        .containsExactly(2000L, 3000L);
    assertThat(issuedWith(REALM, List.of())).isEmpty();
    assertThat(issuedWith("another realm", List.of("refresh-third"))).isEmpty();
  }

  private List<Long> issuedWith(String realm, List<String> refreshTokens) {
    return ledger.call(
        em ->
            new JpaPeriodStore(em, realm)
                .issuedWith(refreshTokens).stream().map(JournalEntry::recordedAt).toList());
  }
}
