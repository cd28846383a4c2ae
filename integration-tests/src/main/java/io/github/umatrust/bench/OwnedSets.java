package io.github.umatrust.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The resource sets of one owner at a resource server of its own, whose service account nobody else
 * uses either; and a requesting party who may view them all.
 */
final class OwnedSets {

  static final String CREATE = "create";
  static final String READ = "read";
  static final String READ_UNCACHED = "read, not cached";
  static final String PERMISSION = "permission";
  static final String INTROSPECTION = "introspection";
  static final String GRANT = "grant";

  private static final String REQUESTING_PARTY = "bob";
  static final String VIEW = "view";
  static final String PRINT = "print";

  private final TestRealm realm;
  private final String client;
  private final String owner;
  private final UmaEndpoints uma;
  private final String pat;
  private final List<String> ids;
  private final String aat;
  private final List<String> rpts;
  // The same resource sets in each run.
  private final Random random = new Random(1);
  private int created;

  private OwnedSets(
      TestRealm realm,
      String name,
      UmaEndpoints uma,
      String pat,
      List<String> ids,
      String aat,
      List<String> rpts) {
    this.realm = realm;
    this.client = client(name);
    this.owner = name;
    this.uma = uma;
    this.pat = pat;
    this.ids = List.copyOf(ids);
    this.aat = aat;
    this.rpts = List.copyOf(rpts);
  }

  /**
   * Adds an owner and a resource server and registers resource sets, over several connections.
   *
   * @param name the owner's name, not known to the realm yet
   * @param sets how many resource sets
   * @param rpts how many RPTs at most, each for another resource set
   * @throws IllegalStateException when a request does not get the right answer
   */
  static OwnedSets register(TestRealm realm, String name, int sets, int rpts, int connections)
      throws InterruptedException {
    Owners.addUser(realm, name);
    realm.addResourceServer(client(name));
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat =
        TokenUsers.expectToken(
            realm.client(client(name)).codeGrant(realm.browser(name), "scope", "uma_protection"));
    // The first one alone: it makes the scopes, which can be made once only.
    List<String> ids = new ArrayList<>(List.of(create(uma, pat, 0)));
    ids.addAll(Owners.inParallel(connections, 1, sets, n -> create(uma, pat, n)));
    Owners.permit(realm, client(name), VIEW, REQUESTING_PARTY);
    String aat =
        TokenUsers.expectToken(
            realm
                .client("print-service")
                .codeGrant(realm.browser(REQUESTING_PARTY), "scope", "uma_authorization"));
    List<String> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new Random(2));
    List<String> tokens =
        Owners.inParallel(
            connections, 0, Math.min(rpts, sets), n -> rpt(uma, pat, aat, shuffled.get(n)));
    return new OwnedSets(realm, name, uma, pat, ids, aat, tokens);
  }

  /** What can be asked about them: any resource set, not the same one again and again. */
  Map<String, TimedRequest> requests() {
    return Map.of(
        CREATE,
        this::createAndDelete,
        READ,
        () -> read(any(ids)),
        READ_UNCACHED,
        new UncachedRead(),
        PERMISSION,
        () -> timed(() -> uma.registerPermission(pat, any(ids), VIEW), 201),
        INTROSPECTION,
        this::introspect,
        GRANT,
        grant());
  }

  /** An RPT for a ticket; registering the permission does not count. */
  TimedRequest grant() {
    return () -> {
      String ticket = expect(uma.registerPermission(pat, any(ids), VIEW), 201).text("ticket");
      return timed(() -> uma.requestRpt(aat, ticket), 200);
    };
  }

  /**
   * Keycloak's own grant for a ticket of its own (UMA 2.0), for the same requesting party, client
   * and resources.
   */
  TimedRequest nativeGrant() {
    String serviceAccount = TokenUsers.expectToken(realm.client(client).clientCredentials());
    String permission = realm.issuer() + "/authz/protection/permission";
    return () -> {
      String ticket =
          expect(
                  Http.postJson(
                      permission,
                      List.of(Map.of("resource_id", any(ids), "resource_scopes", List.of(VIEW))),
                      Http.AUTHORIZATION,
                      Http.bearer(serviceAccount)),
                  201)
              .text("ticket");
      return timed(
          () ->
              Http.postForm(
                  realm.issuer() + "/protocol/openid-connect/token",
                  Map.of(
                      "grant_type",
                      List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
                      "ticket",
                      List.of(ticket)),
                  Http.AUTHORIZATION,
                  Http.bearer(aat)),
          200);
    };
  }

  /** Reads every resource set once. */
  void readAll() {
    ids.forEach(this::read);
  }

  /** The list of the registration API. */
  TimedRequest list() {
    return () -> listed(uma.resourceSets(), pat);
  }

  /** Keycloak's own list of the same resources, by the service account's own token. */
  TimedRequest nativeList() {
    String token = TokenUsers.expectToken(realm.client(client).clientCredentials());
    String url =
        realm.issuer() + "/authz/protection/resource_set?owner=" + owner + "&max=" + ids.size();
    return () -> listed(url, token);
  }

  private long createAndDelete() {
    String id;
    long begin = System.nanoTime();
    id = create(uma, pat, ids.size() + created++);
    long nanos = System.nanoTime() - begin;
    expect(Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat)), 204);
    return nanos;
  }

  private long read(String id) {
    return timed(() -> Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat)), 200);
  }

  private long introspect() {
    String rpt = any(rpts);
    long begin = System.nanoTime();
    Reply reply = uma.introspect(pat, rpt);
    long nanos = System.nanoTime() - begin;
    expect(reply, 200);
    if (reply.json().path("permissions").size() != 1) {
      throw new IllegalStateException("not active with its permission: " + reply.body());
    }
    return nanos;
  }

  private long listed(String url, String token) {
    long begin = System.nanoTime();
    Reply reply = Http.get(url, Http.AUTHORIZATION, Http.bearer(token));
    long nanos = System.nanoTime() - begin;
    expect(reply, 200);
    Set<String> seen = new LinkedHashSet<>();
    for (JsonNode id : reply.json()) {
      seen.add(id.asText());
    }
    if (!seen.equals(Set.copyOf(ids))) {
      throw new IllegalStateException("a list of " + seen.size() + " others");
    }
    return nanos;
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Reads resource sets that Keycloak does not have in its cache, each once. */
  private final class UncachedRead implements TimedRequest {

    /** An administrator's token lives for a minute. */
    private static final long TOKEN_NANOS = Duration.ofSeconds(40).toNanos();

    private final List<String> unread = new ArrayList<>();
    private String administrator = "";
    private long since;

    @Override
    public void prepare() {
      if (administrator.isEmpty() || System.nanoTime() - since > TOKEN_NANOS) {
        administrator = realm.administrator();
        since = System.nanoTime();
      }
      expect(
          Http.postJson(
              realm.adminUrl("clear-realm-cache"), Map.of(), Http.AUTHORIZATION, administrator),
          204);
      unread.clear();
      unread.addAll(ids);
      // Has the realm, the client and the scopes in the cache again.
      read(next());
    }

    @Override
    public long send() {
      return read(next());
    }

    private String next() {
      if (unread.isEmpty()) {
        throw new IllegalStateException("no resource set is left to be read for the first time");
      }
      Collections.swap(unread, random.nextInt(unread.size()), unread.size() - 1);
      return unread.remove(unread.size() - 1);
    }
  }

  private interface Exchange {
    Reply send();
  }

  private static long timed(Exchange exchange, int status) {
    long begin = System.nanoTime();
    Reply reply = exchange.send();
    long nanos = System.nanoTime() - begin;
    expect(reply, status);
    return nanos;
  }

  private static Reply expect(Reply reply, int status) {
    if (reply.status() != status) {
      throw new IllegalStateException("HTTP " + reply.status() + " " + reply.body());
    }
    return reply;
  }

  private static String create(UmaEndpoints uma, String pat, int number) {
    return expect(
            Http.postJson(
                uma.resourceSets(), resourceSet(number), Http.AUTHORIZATION, Http.bearer(pat)),
            201)
        .text("_id");
  }

  /** The description of a resource set, as the registration API has it. */
  static Map<String, Object> resourceSet(int number) {
    return Map.of(
        "name",
        "Photo " + number,
        "uri",
        "https://photos.example.com/" + number,
        "type",
        "https://photos.example.com/types/photo",
        "scopes",
        List.of(VIEW, PRINT));
  }

  private static String rpt(UmaEndpoints uma, String pat, String aat, String id) {
    String ticket = expect(uma.registerPermission(pat, id, VIEW), 201).text("ticket");
    return expect(uma.requestRpt(aat, ticket), 200).text("rpt");
  }

  private static String client(String owner) {
    return owner + "-album";
  }
}
