package io.github.umatrust.bench;

import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What the open-loop benchmark asks an arm for.
 *
 * @param settings how many connections, and of what there is
 * @param progress is told what takes long
 */
record LoadOperations(LoadSettings settings, Consumer<String> progress) {

  private static final String RESOURCE = "https://calendar.example.com/";
  private static final String CLIENT_CREDENTIALS = "client credentials";
  private static final String CODE = "code";
  private static final String REFRESH = "refresh";
  private static final String UMA_TICKET = "uma-ticket";
  private static final String RPT = "RPT";
  private static final String PERMISSION = "permission";
  private static final String INTROSPECTION = "introspection";
  private static final String CREATE = "create, ";
  private static final String READ = "read, ";
  private static final String LIST = "list, ";
  private static final String BY_JAR =
      "arms with the UMA JAR: its API (UMA 1.0.1); the others: Keycloak's own (UMA 2.0)";

  /** The operations that were picked, with what they are, in the order of the report. */
  Map<String, String> picked() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(CLIENT_CREDENTIALS, "an access token; arms with the mapper: for one `resource`");
    all.put(
        CODE,
        "a login with a password in a new browser, three or more requests, and the token request;"
            + " arms with the mapper: for one `resource`");
    all.put(REFRESH, "the session's tokens anew; arms with the mapper: for one `resource`");
    all.put(UMA_TICKET, "Keycloak's own grant for a ticket of its own, on every arm");
    all.put(RPT, "an RPT for a ticket: " + BY_JAR + ", where `uma-ticket` has the same once more");
    all.put(PERMISSION, "registering a permission: " + BY_JAR);
    all.put(INTROSPECTION, "of an RPT with one permission: " + BY_JAR);
    for (int count : settings.sets()) {
      all.put(CREATE + sets(count), "creating a resource set: " + BY_JAR);
      all.put(READ + sets(count), "reading a resource set: " + BY_JAR);
      all.put(LIST + sets(count), "listing the owner's: " + BY_JAR);
    }
    all.keySet().removeIf(operation -> !operation.matches(settings.operations()));
    return all;
  }

  /** The users of the picked operations, as far as the kind of arm has them. */
  Map<String, List<VirtualUser>> users(TestRealm realm, LoadArm kind) throws InterruptedException {
    Map<String, List<VirtualUser>> users = new LinkedHashMap<>(tokens(realm, kind));
    for (int count : settings.sets()) {
      boolean least = count == settings.sets().get(0);
      List<String> about = new ArrayList<>(List.of(CREATE + sets(count), READ + sets(count)));
      about.add(LIST + sets(count));
      if (least) {
        about.addAll(List.of(UMA_TICKET, RPT, PERMISSION, INTROSPECTION));
      }
      about.retainAll(picked().keySet());
      if (!about.isEmpty() && (least || kind.hasManySets())) {
        users.putAll(protection(realm, kind, count, least));
      }
    }
    users.keySet().retainAll(picked().keySet());
    return users;
  }

  private Map<String, List<VirtualUser>> tokens(TestRealm realm, LoadArm kind) {
    OAuthClient planner = realm.client("planner");
    String[] parameters =
        kind.mapper()
            ? new String[] {"scope", "calendar", "resource", RESOURCE}
            : new String[] {"scope", "calendar"};
    List<String> audience =
        Tokens.audience(TokenUsers.expectToken(planner.clientCredentials(parameters)));
    if (kind.mapper() != audience.equals(List.of(RESOURCE))) {
      throw new IllegalStateException(kind.name() + " gave a token for " + audience);
    }
    Map<String, List<VirtualUser>> users = new LinkedHashMap<>();
    users.put(CLIENT_CREDENTIALS, each(i -> TokenUsers.clientCredentials(planner, parameters)));
    users.put(
        CODE,
        each(
            i ->
                () ->
                    TokenUsers.expectToken(planner.codeGrant(realm.browser("alice"), parameters))));
    if (picked().containsKey(REFRESH)) {
      users.put(
          REFRESH,
          each(
              i ->
                  TokenUsers.refresh(
                      planner,
                      planner.codeGrant(realm.browser("alice"), parameters).text("refresh_token"),
                      parameters)));
    }
    return users;
  }

  private Map<String, List<VirtualUser>> protection(
      TestRealm realm, LoadArm kind, int count, boolean least) throws InterruptedException {
    long begin = System.nanoTime();
    LoadedSets sets = LoadedSets.register(realm, kind.uma(), count, settings.bench().threads());
    progress.accept(
        "%s: %s registered in %d s"
            .formatted(kind.name(), sets(count), (System.nanoTime() - begin) / 1_000_000_000));
    Map<String, List<VirtualUser>> users = new LinkedHashMap<>();
    if (least) {
      users.put(UMA_TICKET, each(sets::grantingByKeycloak));
      if (kind.hasManySets()) {
        users.put(RPT, each(sets::granting));
      }
      users.put(PERMISSION, each(sets::registeringPermissions));
      users.put(INTROSPECTION, each(sets::introspecting));
    }
    users.put(CREATE + sets(count), each(sets::creating));
    users.put(READ + sets(count), each(sets::reading));
    users.put(LIST + sets(count), each(i -> sets.listing()));
    return users;
  }

  private List<VirtualUser> each(IntFunction<VirtualUser> user) {
    return IntStream.range(0, settings.connections()).mapToObj(user).toList();
  }

  private static String sets(int count) {
    return count + " sets";
  }
}
