package io.github.umatrust.obligations.reconciling;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.TokenKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeTest {

  private static final long NOW = 1_800_000_000_000L;
  private static final long ISSUED = NOW - 600_000;
  private static final int STARTED = (int) (ISSUED / 1000) - 60;

  /** A Keycloak in which all is well, until a test changes something. */
  private static final class Fake implements Authority {
    Account realm = new Account(true, 0);
    final Map<String, Account> clients = new HashMap<>();
    final Map<String, Account> users = new HashMap<>();
    SessionState session = valid(true, true, true);
    final Set<String> revoked = new HashSet<>();
    boolean needsClient = true;

    Fake() {
      clients.put("c", new Account(true, 0));
      clients.put("rs", new Account(true, 0));
      users.put("u", new Account(true, 0));
    }

    static SessionState.Valid valid(boolean renewable, boolean consented, boolean offlineAccess) {
      return new SessionState.Valid(STARTED, STARTED, renewable, consented, offlineAccess);
    }

    @Override
    public Account realm() {
      return realm;
    }

    @Override
    public @Nullable Account client(String uuid) {
      return clients.get(uuid);
    }

    @Override
    public @Nullable Account user(String id) {
      return users.get(id);
    }

    @Override
    public SessionState session(String id, boolean offline, @Nullable String clientUuid) {
      return session;
    }

    @Override
    public boolean isRevoked(String tokenId) {
      return revoked.contains(tokenId);
    }

    @Override
    public boolean needsClientInSession(String tokenId) {
      return needsClient;
    }
  }

  private static Standing standing(long issuedAt, @Nullable Long expiresAt, boolean offline) {
    return new Standing(
        TokenKind.PAT,
        "t",
        issuedAt,
        expiresAt,
        new Grant("s", offline, "u", new ClientRef("c", "c", "c")),
        new ClientRef("rs", "rs", "rs"));
  }

  private static List<String> judged(
      Consumer<Fake> change, Standing standing, @Nullable Long lastSeen) {
    Fake fake = new Fake();
    change.accept(fake);
    return new Judge(fake, NOW, lastSeen)
        .judge("r", standing).stream()
            .map(
                over ->
                    over.end().reach().key()
                        + " "
                        + over.end().reason().id()
                        + (over.end().issuedBefore() == null
                            ? ""
                            : " before " + (over.end().issuedBefore() - NOW))
                        + " at "
                        + (over.at() - NOW)
                        + (over.notBefore() == null ? "" : " since " + (over.notBefore() - NOW)))
            .toList();
  }

  private static List<String> judged(Consumer<Fake> change) {
    return judged(change, standing(ISSUED, NOW + 1000, false), null);
  }

  static Stream<Arguments> ends() {
    long second = NOW / 1000;
    return Stream.of(
        of("all is well", fake -> {}),
        of(
            "realm disabled",
            fake -> fake.realm = new Authority.Account(false, 0),
            "realm:r realm_disabled at 0 since -600000"),
        of(
            "realm's policy",
            fake -> fake.realm = new Authority.Account(true, second - 30),
            "realm:r not_before before -30000 at -30000"),
        of(
            "realm's policy from before the token",
            fake -> fake.realm = new Authority.Account(true, ISSUED / 1000)),
        of(
            "realm's policy of the future",
            fake -> fake.realm = new Authority.Account(true, second + 30),
            "realm:r not_before before 30000 at 0 since -600000"),
        of(
            "client removed",
            fake -> fake.clients.remove("c"),
            "client:c client_removed at 0 since -600000"),
        of(
            "client disabled",
            fake -> fake.clients.put("c", new Authority.Account(false, 0)),
            "client:c client_disabled at 0 since -600000"),
        of(
            "client's policy",
            fake -> fake.clients.put("c", new Authority.Account(true, second - 5)),
            "client_tokens:c not_before before -5000 at -5000"),
        of(
            "resource server's policy concerns its own tokens alone",
            fake -> fake.clients.put("rs", new Authority.Account(true, second - 5))),
        of(
            "resource server removed",
            fake -> fake.clients.remove("rs"),
            "client:rs client_removed at 0 since -600000"),
        of(
            "resource server disabled",
            fake -> fake.clients.put("rs", new Authority.Account(false, 0)),
            "client:rs client_disabled at 0 since -600000"),
        of(
            "user removed",
            fake -> fake.users.remove("u"),
            "user:u user_removed at 0 since -600000",
            "party:u user_removed at 0 since -600000"),
        of(
            "user disabled",
            fake -> fake.users.put("u", new Authority.Account(false, 0)),
            "user:u user_disabled at 0 since -600000"),
        of(
            "user's policy",
            fake -> fake.users.put("u", new Authority.Account(true, second - 1)),
            "user:u not_before before -1000 at -1000"),
        of(
            "session gone",
            fake -> fake.session = new SessionState.Gone(),
            "session:s session_removed at 0 since -600000"),
        of(
            "session over by time",
            fake -> fake.session = new SessionState.Over(NOW - 20_000),
            "session:s session_removed at -20000"),
        of(
            "session over otherwise",
            fake -> fake.session = new SessionState.Over(null),
            "session:s session_removed at 0 since -600000"),
        of(
            "session over before its last token, by settings that changed",
            fake -> fake.session = new SessionState.Over(ISSUED - 1000),
            "session:s session_removed at 0 since -600000"),
        of(
            "client out of the session",
            fake -> fake.session = new SessionState.WithoutClient(STARTED),
            "grant:s/c session_removed at 0 since -600000"),
        of(
            "client out of the session, for a token that needs none",
            fake -> {
              fake.session = new SessionState.WithoutClient(STARTED);
              fake.needsClient = false;
            }),
        of(
            "another session under the same id",
            fake ->
                fake.session =
                    new SessionState.Valid(
                        (int) (second - 10), (int) (second - 10), true, true, true),
            "grant:s/c session_removed before -11000 at -10000"),
        of(
            "client's part begun anew",
            fake ->
                fake.session =
                    new SessionState.Valid(STARTED, (int) (second - 10), true, true, true),
            "grant:s/c session_removed before -11000 at -10000"),
        of(
            "offline access taken from the client",
            fake -> fake.session = Fake.valid(true, true, false),
            "grant:s/c revoked at 0 since -600000"),
        of(
            "no consent, while the access token is good",
            fake -> fake.session = Fake.valid(true, false, true)),
        of(
            "client's own limits, while the access token is good",
            fake -> fake.session = Fake.valid(false, true, true)),
        of("token revoked", fake -> fake.revoked.add("t"), "token:t revoked at 0 since -600000"));
  }

  private static Arguments of(String name, Consumer<Fake> change, String... expected) {
    return Arguments.of(name, change, List.of(expected));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void findsWhatKeycloakWouldRefuse(String name, Consumer<Fake> change, List<String> expected) {
    assertThat(judged(change)).isEqualTo(expected);
  }

  @Test
  void grantThatCannotBeRenewedEndsWithItsLastAccessToken() {
    Standing expired = standing(ISSUED, NOW - 300_000, false);

    assertThat(judged(fake -> fake.session = Fake.valid(true, false, true), expired, null))
        .containsExactly("consent:u/c consent_withdrawn at 0 since -300000");
    assertThat(judged(fake -> fake.session = Fake.valid(false, true, true), expired, null))
        .containsExactly("grant:s/c session_removed at 0 since -300000");
    assertThat(judged(fake -> {}, expired, null)).isEmpty();
  }

  @Test
  void endIsNotDatedBeforeItWasLastSeenToBeInForce() {
    Consumer<Fake> idle = fake -> fake.session = new SessionState.Over(NOW - 20_000);
    Consumer<Fake> policy = fake -> fake.realm = new Authority.Account(true, NOW / 1000 - 20);
    Standing standing = standing(ISSUED, NOW + 1000, false);

    assertThat(judged(idle, standing, NOW - 60_000))
        .containsExactly("session:s session_removed at -20000");
    assertThat(judged(idle, standing, NOW - 10_000))
        .containsExactly("session:s session_removed at -10000 since -10000");
    assertThat(judged(policy, standing, NOW - 10_000))
        .containsExactly("realm:r not_before before -20000 at -10000 since -10000");
    assertThat(judged(fake -> fake.users.remove("u"), standing, NOW - 10_000))
        .contains("user:u user_removed at 0 since -10000");
  }

  /** Keycloak commits the record before the session, and tells other nodes still later. */
  @Test
  void sessionOfATokenJustIssuedIsNotMissed() {
    Standing young = standing(NOW - 5_000, NOW + 1000, false);

    assertThat(judged(fake -> fake.session = new SessionState.Gone(), young, null)).isEmpty();
    assertThat(judged(fake -> fake.session = new SessionState.WithoutClient(STARTED), young, null))
        .isEmpty();
    assertThat(judged(fake -> fake.session = new SessionState.Over(NOW - 8_000), young, null))
        .isEmpty();
  }

  @Test
  void offlineSessionIsOneOfItsOwn() {
    Standing offline = standing(ISSUED, NOW + 1000, true);

    assertThat(judged(fake -> fake.session = new SessionState.Gone(), offline, null))
        .containsExactly("offline_session:s session_removed at 0 since -600000");
    assertThat(
            judged(fake -> fake.session = new SessionState.WithoutClient(STARTED), offline, null))
        .containsExactly("offline_grant:s/c session_removed at 0 since -600000");
  }

  @Test
  void whatHasNoSessionHangsOnUserClientAndRealmAlone() {
    Standing account =
        new Standing(
            TokenKind.PAT,
            "t",
            ISSUED,
            NOW + 1000,
            new Grant(null, false, "u", new ClientRef("c", "c", "c")),
            null);
    assertThat(judged(fake -> fake.session = new SessionState.Gone(), account, null)).isEmpty();
    assertThat(judged(fake -> fake.users.remove("u"), account, null)).hasSize(2);
  }

  /** A ticket was issued to nobody: no policy for tokens concerns it. */
  @Test
  void ticketEndsWithItsResourceServerAlone() {
    Standing ticket =
        new Standing(
            TokenKind.PERMISSION_TICKET,
            "t",
            ISSUED,
            NOW + 1000,
            new Grant(null, false, null, new ClientRef("rs", "rs", "rs")),
            new ClientRef("rs", "rs", "rs"));
    assertThat(
            judged(
                fake -> {
                  fake.realm = new Authority.Account(true, NOW / 1000);
                  fake.clients.put("rs", new Authority.Account(true, NOW / 1000));
                  fake.revoked.add("t");
                },
                ticket,
                null))
        .isEmpty();
    assertThat(judged(fake -> fake.clients.remove("rs"), ticket, null)).hasSize(1);
  }

  @Test
  void removedRealmEndsEverything() {
    assertThat(Judge.realmRemoved("r", standing(ISSUED, null, false), NOW))
        .singleElement()
        .satisfies(over -> assertThat(over.end().reach().key()).isEqualTo("realm:r"));
  }
}
