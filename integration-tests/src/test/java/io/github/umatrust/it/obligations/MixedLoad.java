package io.github.umatrust.it.obligations;

import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Clients and resource servers that get PATs, AATs and RPTs of every kind, each in a thread of its
 * own and as fast as it can, and go on when the server does not answer. Each token is noted when
 * its response has been read. Closing it stops them.
 */
final class MixedLoad implements AutoCloseable {

  private static final int REFRESHES = 15;

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final Ledger ledger;
  private final ReceivedTokens received;
  private final String set;
  private final String nativeResource;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /** Somebody who wants tokens. */
  private interface Party {

    /** Gets the next one. */
    void step();

    /** Begins again: something it has is not accepted any more. */
    void forget();
  }

  /**
   * What the load needs to be in the realm.
   *
   * @param set alice's resource set, which bob may view
   * @param nativeResource the same with Keycloak's own UMA 2.0
   */
  record Subjects(String set, String nativeResource) {

    static Subjects prepare(TestRealm realm) {
      Ledger ledger = new Ledger(realm);
      // Keycloak answers 409 where two logins record the first consent of one person at once.
      Ledger.granted(realm.grant("photo-album", "alice", "openid uma_protection"));
      Ledger.granted(realm.grant("print-service", "bob", "openid uma_authorization"));
      String set =
          UmaEndpoints.discover(realm.issuer())
              .registerResourceSet(ledger.patOfAlice().text("access_token"), "Album", "view")
              .text("_id");
      ConsoleResource console = new ConsoleResource(realm, "photo-album", set);
      console.permit(
          "view album",
          List.of("view"),
          console.policy("user", "bob may", Map.of("users", List.of(realm.userId("bob")))));
      return new Subjects(set, ledger.resourceOfAliceThatBobMayView("native"));
    }
  }

  /** Has tokens outlive the load on a realm, and each second a checkpoint. */
  static void prepare(TestRealm realm) {
    realm.changeRealm(
        Map.of(
            "accessTokenLifespan",
            3600,
            "attributes",
            Map.of("obligations.checkpoint-interval", "1")));
  }

  MixedLoad(TestRealm realm, Subjects subjects, ReceivedTokens received) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.ledger = new Ledger(realm);
    this.received = received;
    this.set = subjects.set();
    this.nativeResource = subjects.nativeResource();
  }

  /** All kinds of parties. */
  MixedLoad start() {
    run(new CodeAndRefresh("photo-album", "alice", "openid uma_protection", "pat_issued"));
    run(new CodeAndRefresh("print-service", "bob", "openid uma_authorization", "aat_issued"));
    run(new ClientCredentials());
    run(new RequestingParty());
    run(new NativeRequestingParty());
    return this;
  }

  /** Resource servers by client credentials alone, which need no session. */
  MixedLoad startClientCredentials(int count) {
    for (int i = 0; i < count; i++) {
      run(new ClientCredentials());
    }
    return this;
  }

  private void run(Party party) {
    Thread thread = new Thread(() -> drive(party), party.getClass().getSimpleName());
    threads.add(thread);
    thread.start();
  }

  private void drive(Party party) {
    while (!stopped) {
      try {
        party.step();
      } catch (UncheckedIOException e) {
        // The server is gone.
        pause();
      } catch (IllegalStateException e) {
        if (!stopped) {
          refusals.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
        }
        party.forget();
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was refused so far, and how often. */
  Map<String, Integer> refusals() {
    return new TreeMap<>(refusals);
  }

  @Override
  public void close() {
    stopped = true;
    threads.forEach(MixedLoad::join);
  }

  /** Waits for a thread that has been told to stop. */
  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + thread.getName() + " stops", e);
    }
  }

  private final class CodeAndRefresh implements Party {

    private final String client;
    private final String user;
    private final String scope;
    private final String interaction;
    private @Nullable String refreshToken;
    private int refreshes;

    CodeAndRefresh(String client, String user, String scope, String interaction) {
      this.client = client;
      this.user = user;
      this.scope = scope;
      this.interaction = interaction;
    }

    @Override
    public void step() {
      String last = refreshToken;
      if (last == null || refreshes >= REFRESHES) {
        refreshes = 0;
        take(realm.grant(client, user, scope));
      } else {
        refreshes++;
        take(realm.client(client).refresh(last));
      }
    }

    private void take(Reply reply) {
      received.note(reply, "access_token", interaction);
      refreshToken = reply.text("refresh_token");
    }

    @Override
    public void forget() {
      refreshToken = null;
    }
  }

  private final class ClientCredentials implements Party {

    @Override
    public void step() {
      received.note(
          realm.client("photo-album").clientCredentials("scope", "uma_protection"),
          "access_token",
          "pat_issued");
    }

    @Override
    public void forget() {
      // has nothing
    }
  }

  private final class RequestingParty implements Party {

    private @Nullable String pat;
    private @Nullable String aat;

    @Override
    public void step() {
      String owners = pat;
      if (owners == null) {
        owners = received.note(ledger.patOfAlice(), "access_token", "pat_issued");
        pat = owners;
      }
      String requesters = aat;
      if (requesters == null) {
        requesters = received.note(ledger.aatOfBob(), "access_token", "aat_issued");
        aat = requesters;
      }
      Reply registered = uma.registerPermission(owners, set, "view");
      if (registered.status() != 201) {
        throw new IllegalStateException("HTTP " + registered.status() + ": " + registered.body());
      }
      received.note(uma.requestRpt(requesters, registered.text("ticket")), "rpt", "rpt_issued");
    }

    @Override
    public void forget() {
      pat = null;
      aat = null;
    }
  }

  private final class NativeRequestingParty implements Party {

    private @Nullable String token;

    @Override
    public void step() {
      String bobs = token;
      if (bobs == null) {
        bobs = Ledger.granted(realm.grant("print-service", "bob", "openid")).text("access_token");
        token = bobs;
      }
      received.note(ledger.nativeRpt(bobs, nativeResource), "access_token", "rpt_issued");
    }

    @Override
    public void forget() {
      token = null;
    }
  }
}
