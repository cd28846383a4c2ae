package io.github.umatrust.obligations.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectorTest {

  private static final ClientRef ALBUM = new ClientRef("album-uuid", "album", "Album Ltd.");
  private static final ClientRef PRINT = new ClientRef("print-uuid", "print", "Print Ltd.");
  private static final Parties PARTIES =
      new Parties(
          Party.organisation("r", "Realm"),
          Party.organisation("album-uuid", "Album Ltd."),
          Party.user("alice-id", "alice"),
          Party.user("bob-id", "bob"));

  private static final Comparator<JournalEntry> IN_ORDER =
      Comparator.comparingLong(JournalEntry::recordedAt).thenComparing(JournalEntry::id);

  private final List<JournalEntry> journal = new ArrayList<>();

  /** A PAT of alice's session {@code s} with the refresh token {@code r-<id>}. */
  private JournalEntry pat(long at, String id, @Nullable String from, long expiresAt) {
    return pat(at, id, from, expiresAt, expiresAt);
  }

  private JournalEntry pat(
      long at, String id, @Nullable String from, long expiresAt, @Nullable Long grantExpiresAt) {
    return row(
        at,
        Interaction.PAT_ISSUED,
        new TokenRef(TokenKind.PAT, id, "r-" + id, from),
        new Grant("s", false, "alice-id", ALBUM),
        expiresAt,
        grantExpiresAt,
        EntryDetails.none());
  }

  private JournalEntry row(
      long at, Interaction interaction, TokenRef token, Grant grant, @Nullable Long expiresAt) {
    return row(at, interaction, token, grant, expiresAt, expiresAt, EntryDetails.none());
  }

  private JournalEntry row(
      long at,
      Interaction interaction,
      TokenRef token,
      Grant grant,
      @Nullable Long expiresAt,
      @Nullable Long grantExpiresAt,
      EntryDetails details) {
    JournalEntry entry =
        new JournalEntry(
            TimeOrderedId.of(at, 0),
            "r",
            at,
            at,
            interaction,
            token,
            null,
            grant,
            PARTIES,
            ALBUM,
            expiresAt,
            grantExpiresAt,
            token.fromRefreshTokenId() != null,
            true,
            null,
            details,
            null);
    journal.add(entry);
    return entry;
  }

  private void end(long at, Reach reach, EndReason reason) {
    journal.add(
        JournalEntry.ofEnd(
            TimeOrderedId.of(at, 1),
            "r",
            at,
            at,
            Party.organisation("r", "Realm"),
            new End(reach, reason)));
  }

  /** The obligations at a moment: the same however the rows were batched. */
  private List<Obligation> all(long now) {
    List<Obligation> atOnce = all(now, journal.size() + 1);
    assertThat(all(now, 1)).isEqualTo(atOnce);
    assertThat(all(now, 2)).isEqualTo(atOnce);
    return atOnce;
  }

  private List<Obligation> all(long now, int batch) {
    List<JournalEntry> rows = journal.stream().sorted(IN_ORDER).toList();
    MemoryPeriodStore store = new MemoryPeriodStore();
    for (int from = 0; from < rows.size(); from += batch) {
      store.project(rows.subList(from, Math.min(from + batch, rows.size())));
    }
    return store.periods().stream()
        .filter(period -> period.since() <= now)
        .flatMap(period -> Obligation.of(period, now).stream())
        .toList();
  }

  /** The first clause of a PAT stands for the five. */
  private List<String> delegations(long now) {
    return all(now).stream()
        .filter(obligation -> obligation.clause() == Clause.RSO_AZP_DELEGATE_PROTECTION)
        .map(ProjectorTest::summary)
        .toList();
  }

  private static String summary(Obligation obligation) {
    return obligation.period().since()
        + "-"
        + (obligation.until() == null ? "" : obligation.until())
        + " "
        + obligation.state().id()
        + obligation.endReason().map(reason -> " " + reason).orElse("");
  }

  @Test
  void patBringsFiveClausesUntilItExpires() {
    pat(100, "t1", null, 400);

    assertThat(all(200)).hasSize(5);
    assertThat(delegations(399)).containsExactly("100-400 in_force");
    assertThat(delegations(400)).containsExactly("100-400 ended expired");
  }

  @Test
  void refreshRenewsWithTheOldBeginning() {
    pat(100, "t1", null, 400);
    pat(300, "t2", "r-t1", 600);

    assertThat(delegations(500)).containsExactly("100-600 in_force");
    assertThat(all(500)).hasSize(5);
    assertThat(all(500).get(0).period().renewals()).isEqualTo(1);
    assertThat(all(500).get(0).period().tokenId()).isEqualTo("t2");
  }

  @Test
  void grantThatCanBeRenewedLastsLongerThanItsToken() {
    pat(100, "t1", null, 400, 1000L);

    assertThat(delegations(900)).containsExactly("100-1000 in_force");
    pat(900, "t2", "r-t1", 1200, 1800L);
    assertThat(delegations(950)).containsExactly("100-1800 in_force");
    assertThat(delegations(1800)).containsExactly("100-1800 ended expired");
  }

  @Test
  void grantThatCanBeRenewedForEverHasNoEnd() {
    pat(100, "t1", null, 400, null);

    assertThat(delegations(Long.MAX_VALUE)).containsExactly("100- in_force");
  }

  @Test
  void revokingTheTokenEndsAGrantThatCouldBeRenewed() {
    pat(100, "t1", null, 400, 1000L);
    pat(200, "t2", "r-t1", 500, 1000L);
    end(300, Reach.token("t2"), EndReason.REVOKED);

    assertThat(delegations(350))
        .as("the first token is still good")
        .containsExactly("100-400 in_force");
    assertThat(delegations(450)).containsExactly("100-400 ended expired");
  }

  @Test
  void refreshAfterTheGrantExpiredBeginsAnew() {
    pat(100, "t1", null, 400);
    pat(500, "t2", "r-t1", 800);

    assertThat(delegations(600)).containsExactly("100-400 ended expired", "500-800 in_force");
  }

  @Test
  void unrotatedRefreshTokenRenewsTheSameGrantEachTime() {
    pat(100, "t1", null, 400);
    pat(200, "t2", "r-t1", 500);
    pat(300, "t3", "r-t1", 600);

    assertThat(delegations(550)).containsExactly("100-600 in_force");
  }

  @Test
  void twoGrantsOfOneSessionAreToldApartByTheirRefreshTokens() {
    pat(100, "t1", null, 400);
    pat(150, "u1", null, 450);
    pat(300, "t2", "r-t1", 600);

    assertThat(delegations(500)).containsExactly("100-600 in_force", "150-450 ended expired");
  }

  @Test
  void refreshReadsWhatItRenewsAndNotAllOfItsSession() {
    MemoryPeriodStore store = new MemoryPeriodStore();
    store.project(List.of(pat(100, "t1", null, 900)));
    for (int i = 0; i < 50; i++) {
      Grant grant = new Grant("s", false, "alice-id", ALBUM);
      TokenRef rpt = TokenRef.of(TokenKind.RPT, "rpt-" + i);
      store.project(List.of(row(101 + i, Interaction.RPT_ISSUED, rpt, grant, 900L)));
    }
    store.project(List.of(pat(200, "t2", "r-t1", 1000)));
    assertThat(store.read).isEqualTo(1);
    store.project(List.of(pat(300, "t3", "r-unknown", 1100)));
    assertThat(store.read).isEqualTo(2);

    assertThat(store.periods())
        .filteredOn(period -> period.interaction() == Interaction.PAT_ISSUED)
        .singleElement()
        .satisfies(pat -> assertThat(pat.renewals()).isEqualTo(2));
  }

  @Test
  void refreshOfSomethingNeverRecordedBeginsAnObligation() {
    pat(300, "t2", "r-unknown", 600);

    assertThat(delegations(500)).containsExactly("300-600 in_force");
  }

  @Test
  void shorterTokenDoesNotShortenAnEarlierOne() {
    pat(100, "t1", null, 1000);
    pat(200, "t2", "r-t1", 500);

    assertThat(delegations(600)).containsExactly("100-1000 in_force");
  }

  @Test
  void revocationEndsTheOnlyToken() {
    pat(100, "t1", null, 400);
    end(200, Reach.token("t1"), EndReason.REVOKED);

    assertThat(delegations(150)).containsExactly("100-200 in_force");
    assertThat(delegations(300)).containsExactly("100-200 ended revoked");
  }

  @Test
  void revokingTwiceIsRevokingOnce() {
    pat(100, "t1", null, 400);
    end(200, Reach.token("t1"), EndReason.REVOKED);
    end(250, Reach.token("t1"), EndReason.REVOKED);

    assertThat(delegations(300)).containsExactly("100-200 ended revoked");
  }

  @Test
  void revokingAfterExpiryChangesNothing() {
    pat(100, "t1", null, 400);
    end(500, Reach.token("t1"), EndReason.REVOKED);

    assertThat(delegations(600)).containsExactly("100-400 ended expired");
  }

  @Test
  void revokingOneOfTwoTokensLeavesTheOther() {
    pat(100, "t1", null, 400);
    pat(200, "t2", "r-t1", 500);
    end(300, Reach.token("t2"), EndReason.REVOKED);

    assertThat(delegations(350)).containsExactly("100-400 in_force");
    assertThat(delegations(450)).containsExactly("100-400 ended expired");
  }

  @Test
  void refreshAfterRevocationBeginsAnew() {
    pat(100, "t1", null, 400);
    end(200, Reach.token("t1"), EndReason.REVOKED);
    pat(300, "t2", "r-t1", 600);

    assertThat(delegations(350)).containsExactly("100-200 ended revoked", "300-600 in_force");
  }

  @Test
  void endOfTheGrantReachesAllItsTokensAndNoLaterGrant() {
    pat(100, "t1", null, 400);
    pat(200, "t2", "r-t1", 500);
    end(300, Reach.grant("s", "album-uuid", false), EndReason.REVOKED);
    pat(350, "t3", null, 650);

    assertThat(delegations(360)).containsExactly("100-300 ended revoked", "350-650 in_force");
  }

  @Test
  void endOfTheSessionReachesEvenWhatALaggingClockRecordedLater() {
    pat(100, "t1", null, 400);
    end(90, Reach.session("s", false), EndReason.LOGOUT);

    assertThat(delegations(200)).containsExactly("100-100 ended logout");
  }

  @Test
  void onlineEndDoesNotReachAnOfflineGrant() {
    row(
        100,
        Interaction.PAT_ISSUED,
        TokenRef.of(TokenKind.PAT, "t1"),
        new Grant("s", true, "alice-id", ALBUM),
        400L);
    end(200, Reach.session("s", false), EndReason.LOGOUT);
    end(210, Reach.grant("s", "album-uuid", false), EndReason.REVOKED);

    assertThat(delegations(300)).containsExactly("100-400 in_force");
    end(220, Reach.session("s", true), EndReason.LOGOUT);
    assertThat(delegations(300)).containsExactly("100-220 ended logout");
  }

  @Test
  void everyWiderEndReachesTheToken() {
    record Case(Reach reach, EndReason reason) {}
    for (Case wider :
        List.of(
            new Case(Reach.consent("alice-id", "album-uuid"), EndReason.CONSENT_WITHDRAWN),
            new Case(Reach.user("alice-id"), EndReason.LOGOUT),
            new Case(Reach.party("alice-id"), EndReason.USER_REMOVED),
            new Case(Reach.client("album-uuid"), EndReason.CLIENT_REMOVED))) {
      journal.clear();
      pat(100, "t1", null, 400);
      end(200, wider.reach(), wider.reason());
      assertThat(delegations(300)).containsExactly("100-200 ended " + wider.reason().id());
    }
  }

  @Test
  void endsOfOthersReachNothing() {
    pat(100, "t1", null, 400);
    end(200, Reach.token("t2"), EndReason.REVOKED);
    end(200, Reach.session("s2", false), EndReason.LOGOUT);
    end(200, Reach.consent("alice-id", "print-uuid"), EndReason.CONSENT_WITHDRAWN);
    end(200, Reach.user("carol-id"), EndReason.LOGOUT);

    assertThat(delegations(300)).containsExactly("100-400 in_force");
  }

  @Test
  void tokenWithoutExpiryHasNoEnd() {
    row(
        100,
        Interaction.PAT_ISSUED,
        TokenRef.of(TokenKind.PAT, "t1"),
        new Grant(null, false, null, null),
        null);

    assertThat(delegations(Long.MAX_VALUE)).containsExactly("100- in_force");
  }

  @Test
  void ticketBindsUntilItIsGrantedOrExpires() {
    row(
        100,
        Interaction.PERMISSION_REGISTERED,
        TokenRef.of(TokenKind.PERMISSION_TICKET, "k"),
        new Grant(null, false, null, ALBUM),
        400L);

    assertThat(all(200)).extracting(ProjectorTest::summary).containsExactly("100-400 in_force");
    assertThat(all(500))
        .extracting(ProjectorTest::summary)
        .containsExactly("100-400 ended expired");
    end(250, Reach.ticket("k"), EndReason.GRANTED);
    assertThat(all(300))
        .extracting(ProjectorTest::summary)
        .containsExactly("100-250 ended granted");
  }

  @Test
  void introspectionIsRenewedByTheSameServerOnly() {
    Grant grant = new Grant(null, false, null, PRINT);
    TokenRef rpt = TokenRef.of(TokenKind.RPT, "t");
    row(100, Interaction.RPT_INTROSPECTED, rpt, grant, 400L);
    row(200, Interaction.RPT_INTROSPECTED, rpt, grant, 400L);
    JournalEntry other = row(300, Interaction.RPT_INTROSPECTED, rpt, grant, 400L);
    journal.set(
        2,
        new JournalEntry(
            other.id(),
            "r",
            300,
            300,
            Interaction.RPT_INTROSPECTED,
            rpt,
            null,
            grant,
            PARTIES,
            PRINT,
            400L,
            400L,
            false,
            true,
            null,
            EntryDetails.none(),
            null));

    assertThat(all(350))
        .extracting(ProjectorTest::summary)
        .containsExactly("100-400 in_force", "300-400 in_force");
  }

  @ParameterizedTest
  @EnumSource(
      value = Interaction.class,
      names = {"CLAIMS_SUPPLIED", "ACCESS_ANSWERED"})
  void whatIsAboutAMomentHasOccurred(Interaction interaction) {
    row(100, interaction, TokenRef.of(TokenKind.RPT, "t"), new Grant("s", false, "u", PRINT), 400L);
    end(200, Reach.session("s", false), EndReason.LOGOUT);

    assertThat(all(500)).extracting(ProjectorTest::summary).containsExactly("100-100 occurred");
  }

  @ParameterizedTest
  @EnumSource(
      value = Interaction.class,
      names = {"AUTHORIZATION_GRANTED", "ACCESS_REPORTED"})
  void termsOutliveTheToken(Interaction interaction) {
    row(100, interaction, TokenRef.of(TokenKind.RPT, "t"), new Grant("s", false, "u", PRINT), 400L);
    end(200, Reach.token("t"), EndReason.REVOKED);

    assertThat(all(500)).extracting(ProjectorTest::summary).containsExactly("100- in_force");
  }

  @Test
  void endsReachWhatIsSequencedAfterThem() {
    pat(100, "t1", null, 400, 900L);
    pat(200, "t2", "r-t1", 500, 900L);
    pat(350, "t3", null, 650, 900L);
    List<JournalEntry> rows = List.copyOf(journal);
    end(300, Reach.grant("s", "album-uuid", false), EndReason.REVOKED);
    JournalEntry end = journal.get(3);

    for (int at = 0; at <= rows.size(); at++) {
      List<JournalEntry> order = new ArrayList<>(rows);
      order.add(at, end);
      MemoryPeriodStore store = new MemoryPeriodStore();
      order.forEach(row -> store.project(List.of(row)));
      assertThat(store.periods().stream().map(Period::ending).map(Ending::time))
          .as("the end came as number " + at)
          .containsExactly(300L, 900L);
    }
  }

  @Test
  void notBeforePolicyEndsWhatWasIssuedBeforeItWhenItWasSet() {
    pat(100, "t1", null, 400);
    pat(200, "u1", null, 500);
    journal.add(
        JournalEntry.ofEnd(
            TimeOrderedId.of(300, 1),
            "r",
            300,
            300,
            Party.organisation("r", "Realm"),
            new End(Reach.realm("r"), EndReason.NOT_BEFORE, 150L)));

    assertThat(delegations(350)).containsExactly("100-300 ended not_before", "200-500 in_force");
  }

  @Test
  void endFoundLaterIsDatedToWhenItHappened() {
    pat(100, "t1", null, 400);
    pat(250, "u1", null, 500);
    journal.add(
        JournalEntry.ofEnd(
            TimeOrderedId.of(300, 1),
            "r",
            300,
            200,
            Party.organisation("r", "Realm"),
            new End(Reach.user("alice-id"), EndReason.USER_DISABLED)));

    assertThat(delegations(350)).containsExactly("100-200 ended user_disabled", "250-500 in_force");
  }

  private void permission(long at, Interaction interaction, String... resourceSets) {
    ArrayNode permissions = JsonNodeFactory.instance.arrayNode();
    for (String resourceSet : resourceSets) {
      permissions.addObject().put("resource_set_id", resourceSet);
    }
    row(
        at,
        interaction,
        TokenRef.of(
            interaction == Interaction.PERMISSION_REGISTERED
                ? TokenKind.PERMISSION_TICKET
                : TokenKind.RPT,
            "t"),
        new Grant("s", false, "bob-id", PRINT),
        900L,
        900L,
        EntryDetails.ofToken(List.of(), List.of(), permissions));
  }

  @ParameterizedTest
  @EnumSource(
      value = Interaction.class,
      names = {"RPT_INTROSPECTED", "AUTHORIZATION_GRANTED"})
  void whatRestsOnPermissionsEndsWithTheLastOfThem(Interaction interaction) {
    permission(100, interaction, "x", "y");
    end(200, Reach.resourceSet("x"), EndReason.RESOURCE_SET_REMOVED);
    assertThat(all(250)).extracting(Obligation::state).containsOnly(ObligationState.IN_FORCE);

    end(300, Reach.permission("y", "bob-id"), EndReason.PERMISSIONS_TAKEN_BACK);
    end(400, Reach.permission("y", "bob-id"), EndReason.TERMS_WITHDRAWN);

    assertThat(all(500))
        .extracting(ProjectorTest::summary)
        .containsExactly("100-300 ended permissions_taken_back");
  }

  @Test
  void ticketCanBeGrantedAsLongAsItsResourceSetsAreThere() {
    permission(100, Interaction.PERMISSION_REGISTERED, "x", "y");
    end(200, Reach.resourceSet("x"), EndReason.PERMISSIONS_TAKEN_BACK);
    end(200, Reach.resourceSet("y"), EndReason.RESOURCE_SET_REMOVED);
    assertThat(all(250)).extracting(Obligation::state).containsOnly(ObligationState.IN_FORCE);

    end(300, Reach.resourceSet("x"), EndReason.RESOURCE_SET_REMOVED);

    assertThat(all(500))
        .extracting(ProjectorTest::summary)
        .containsExactly("100-300 ended resource_set_removed");
  }

  @Test
  void approvalEndsWhenItIsWithdrawn() {
    permission(100, Interaction.AUTHORIZATION_GRANTED, "x");
    end(200, Reach.token("t"), EndReason.REVOKED);
    assertThat(all(250)).extracting(Obligation::state).containsOnly(ObligationState.IN_FORCE);

    end(300, Reach.token("t"), EndReason.PERMISSIONS_TAKEN_BACK);

    assertThat(all(500))
        .extracting(ProjectorTest::summary)
        .containsExactly("100-300 ended permissions_taken_back");
  }

  @Test
  void permissionsOfOthersAndOnOthersEndNothing() {
    permission(100, Interaction.AUTHORIZATION_GRANTED, "x");
    end(200, Reach.permission("x", "carol-id"), EndReason.PERMISSIONS_TAKEN_BACK);
    end(200, Reach.resourceSet("y"), EndReason.RESOURCE_SET_REMOVED);

    assertThat(all(500)).extracting(ProjectorTest::summary).containsExactly("100- in_force");
  }

  @Test
  void rptIsBorneWhateverBecomesOfItsPermissions() {
    permission(100, Interaction.RPT_ISSUED, "x");
    end(200, Reach.resourceSet("x"), EndReason.RESOURCE_SET_REMOVED);

    assertThat(all(500))
        .filteredOn(obligation -> obligation.clause() == Clause.RQP_RSO_IS_LEGITIMATE_BEARER)
        .extracting(ProjectorTest::summary)
        .containsExactly("100-900 in_force");
  }

  @Test
  void agreementEndsWithAPartyAndNotWithItsSession() {
    permission(100, Interaction.AUTHORIZATION_GRANTED, "x");
    end(200, Reach.session("s", false), EndReason.LOGOUT);
    end(210, Reach.user("bob-id"), EndReason.LOGOUT);
    end(220, Reach.realm("r"), EndReason.LOGOUT);
    end(230, Reach.client("print-uuid"), EndReason.CLIENT_DISABLED);
    assertThat(all(500)).extracting(ProjectorTest::summary).containsExactly("100- in_force");

    end(300, Reach.party("alice-id"), EndReason.USER_REMOVED);

    assertThat(all(500))
        .extracting(ProjectorTest::summary)
        .containsExactly("100-300 ended user_removed");
  }

  @Test
  void termsOfAccessGoOnWhateverHappens() {
    permission(100, Interaction.ACCESS_REPORTED, "x");
    end(200, Reach.resourceSet("x"), EndReason.RESOURCE_SET_REMOVED);
    end(300, Reach.party("bob-id"), EndReason.USER_REMOVED);

    assertThat(all(500)).extracting(ProjectorTest::summary).containsExactly("100- in_force");
  }

  @Test
  void furtherAccessIsUnderTheSameTermsOfTheSameResourceSet() {
    permission(100, Interaction.ACCESS_REPORTED, "x");
    permission(200, Interaction.ACCESS_REPORTED, "x");
    permission(300, Interaction.ACCESS_REPORTED, "y");

    assertThat(all(500))
        .extracting(ProjectorTest::summary)
        .containsExactly("100- in_force", "300- in_force");
  }

  @Test
  void whatOnlyTheResourceServerKnowsIsNotReportedUntilItIs() {
    permission(100, Interaction.RPT_ISSUED, "x");
    assertThat(unreported(150))
        .containsExactly(Clause.RQP_AZP_ADHERE_TO_TERMS, Clause.RSO_RQP_GIVE_ACCURATE_ACCESS);

    permission(200, Interaction.ACCESS_ANSWERED, "x");
    assertThat(unreported(250)).containsExactly(Clause.RQP_AZP_ADHERE_TO_TERMS);

    permission(300, Interaction.ACCESS_REPORTED, "x");
    assertThat(unreported(350)).isEmpty();
    assertThat(unreported(150)).as("as it was then").hasSize(2);
  }

  private List<Clause> unreported(long now) {
    return all(now).stream()
        .filter(obligation -> obligation.state() == ObligationState.NOT_REPORTED)
        .map(Obligation::clause)
        .toList();
  }

  @Test
  void idIsStableAndUnique() {
    pat(100, "t1", null, 400);
    List<String> before = all(200).stream().map(Obligation::id).toList();
    pat(300, "t2", "r-t1", 600);

    assertThat(all(350)).extracting(Obligation::id).isEqualTo(before).doesNotHaveDuplicates();
  }
}
