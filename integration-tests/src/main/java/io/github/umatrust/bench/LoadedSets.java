package io.github.umatrust.bench;

import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The resource sets of one owner at a resource server of its own, and who asks for them. Each
 * virtual user has a source of chance of its own, the same on every arm.
 */
final class LoadedSets {

  private static final String REQUESTING_PARTY = "bob";
  private static final int MOST_RPTS = 50;

  private final ProtectionApi api;
  private final ProtectionApi keycloaks;
  private final List<String> ids;
  private final String token;
  private final List<String> rpts;

  private LoadedSets(
      ProtectionApi api,
      ProtectionApi keycloaks,
      List<String> ids,
      String token,
      List<String> rpts) {
    this.api = api;
    this.keycloaks = keycloaks;
    this.ids = List.copyOf(ids);
    this.token = token;
    this.rpts = List.copyOf(rpts);
  }

  /**
   * Adds an owner and a resource server and registers resource sets.
   *
   * @param uma whether by the API of the UMA JAR, or by Keycloak's own
   * @param count how many
   * @param connections over how many connections
   * @throws IllegalStateException when a request does not get the right answer
   */
  static LoadedSets register(TestRealm realm, boolean uma, int count, int connections)
      throws InterruptedException {
    String owner = "owner-of-" + count;
    String serverName = owner + "-album";
    Owners.addUser(realm, owner);
    realm.addResourceServer(serverName);
    OAuthClient server = realm.client(serverName);
    ProtectionApi keycloaks = new NativeProtection(realm, server);
    ProtectionApi api =
        uma
            ? new UmaProtection(
                UmaEndpoints.discover(realm.issuer()),
                TokenUsers.expectToken(
                    server.codeGrant(realm.browser(owner), "scope", "uma_protection")))
            : keycloaks;
    // The first one alone: it makes the scopes, which can be made once only.
    List<String> ids = new ArrayList<>(List.of(api.create(0)));
    ids.addAll(Owners.inParallel(connections, 1, count, api::create));
    Owners.permit(realm, serverName, OwnedSets.VIEW, REQUESTING_PARTY);
    String token =
        TokenUsers.expectToken(
            realm
                .client("print-service")
                .codeGrant(realm.browser(REQUESTING_PARTY), "scope", "uma_authorization"));
    List<String> rpts = new ArrayList<>();
    for (String id : ids.subList(0, Math.min(MOST_RPTS, count))) {
      rpts.add(api.grant(api.ticket(id), token));
    }
    return new LoadedSets(api, keycloaks, ids, token, rpts);
  }

  /** Creates one; what was created before is deleted, which is not measured. */
  VirtualUser creating(int user) {
    return new Creating(ids.size() + user);
  }

  VirtualUser reading(int user) {
    Random random = new Random(user);
    return () -> api.read(any(ids, random));
  }

  VirtualUser listing() {
    return () -> api.list(ids.size());
  }

  VirtualUser registeringPermissions(int user) {
    Random random = new Random(user);
    return () -> {
      if (api.ticket(any(ids, random)).isEmpty()) {
        throw new IllegalStateException("no ticket");
      }
    };
  }

  VirtualUser introspecting(int user) {
    Random random = new Random(user);
    return () -> api.introspect(any(rpts, random));
  }

  /** An RPT for a ticket; registering the permission is not measured. */
  VirtualUser granting(int user) {
    return new Granting(api, new Random(user));
  }

  /** The same with Keycloak's own tickets and grant, whatever the resource sets came by. */
  VirtualUser grantingByKeycloak(int user) {
    return new Granting(keycloaks, new Random(user));
  }

  private static String any(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private final class Creating implements VirtualUser {

    private final int number;
    private String created = "";

    Creating(int number) {
      this.number = number;
    }

    @Override
    public void prepare() {
      if (!created.isEmpty()) {
        String id = created;
        created = "";
        api.delete(id);
      }
    }

    @Override
    public void request() {
      created = api.create(number);
    }
  }

  private final class Granting implements VirtualUser {

    private final ProtectionApi by;
    private final Random random;
    private String ticket = "";

    Granting(ProtectionApi by, Random random) {
      this.by = by;
      this.random = random;
    }

    @Override
    public void prepare() {
      ticket = by.ticket(any(ids, random));
    }

    @Override
    public void request() {
      if (by.grant(ticket, token).isEmpty()) {
        throw new IllegalStateException("no RPT");
      }
    }
  }
}
