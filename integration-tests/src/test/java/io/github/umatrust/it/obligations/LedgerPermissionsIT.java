package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may do what with whose ledger: realm by role by path. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerPermissionsIT {

  private static final String MANAGEMENT = "realm-management";
  private static final String UNKNOWN = UUID.randomUUID().toString();

  /** What only reads, and the status where it is allowed. */
  private static final Map<String, Integer> READS = new LinkedHashMap<>();

  static {
    READS.put("", 200);
    READS.put("/clauses", 200);
    READS.put("/entries", 200);
    READS.put("/entries/" + UNKNOWN, 404);
    READS.put("/entries/" + UNKNOWN + "/evidence", 404);
    READS.put("/counts", 200);
    READS.put("/export", 200);
    READS.put("/log", 200);
    READS.put("/log/openings", 200);
    READS.put("/openapi.json", 200);
  }

  /** What changes something, and the status where it is allowed. */
  private static final Map<String, Integer> CHANGES =
      Map.of("/log/fsck", 200, "/log/keys", 200, "/erasures", 200, "/retention", 409);

  private TestRealm realm;
  private TestRealm other;
  private TestRealm master;

  @BeforeAll
  void setUp(TestRealm realm, KeycloakServer server) {
    this.realm = realm;
    other = TestRealm.importCopy(server, Keycloak.realmFile(), "it-ledgerpermissions-other");
    master = new TestRealm(server.baseUrl(), "master");
    new Ledger(realm).patOfAlice();
    new Ledger(realm).query("max=1");
    for (TestRealm each : List.of(realm, other)) {
      Administrators.add(each, "viewer", MANAGEMENT, "view-obligations");
      Administrators.add(each, "keeper", MANAGEMENT, "manage-obligations");
      Administrators.add(each, "steward", MANAGEMENT, "manage-realm");
      Administrators.add(each, "chief", MANAGEMENT, "realm-admin");
      Administrators.add(each, "helpdesk", MANAGEMENT, "view-users");
    }
    Administrators.add(master, "ledger-viewer", realm.name() + "-realm", "view-obligations");
    Administrators.add(master, "ledger-keeper", realm.name() + "-realm", "manage-obligations");
    Administrators.add(master, "other-viewer", other.name() + "-realm", "view-obligations");
    Administrators.add(master, "master-viewer", "master-realm", "view-events");
  }

  @Test
  void rolesDecideAndOnlyThoseOfTheRealm() {
    Map<String, String> readers = new LinkedHashMap<>();
    readers.put("view-events", realm.userAuthorization("auditor"));
    readers.put("view-obligations", realm.userAuthorization("viewer"));
    readers.put("realm-admin", realm.userAuthorization("chief"));
    readers.put("administrator of the server", realm.administrator());
    readers.put("view-obligations from master", master.userAuthorization("ledger-viewer"));
    Map<String, String> keepers = new LinkedHashMap<>();
    keepers.put("manage-obligations", realm.userAuthorization("keeper"));
    keepers.put("manage-realm", realm.userAuthorization("steward"));
    keepers.put("realm-admin", realm.userAuthorization("chief"));
    keepers.put("administrator of the server", realm.administrator());
    keepers.put("manage-obligations from master", master.userAuthorization("ledger-keeper"));
    Map<String, String> others = new LinkedHashMap<>();
    others.put("nobody in particular", realm.userAuthorization("alice"));
    others.put("view-users", realm.userAuthorization("helpdesk"));
    others.put("view-events of another realm", other.userAuthorization("auditor"));
    others.put("view-obligations of another realm", other.userAuthorization("viewer"));
    others.put("manage-obligations of another realm", other.userAuthorization("keeper"));
    others.put("realm-admin of another realm", other.userAuthorization("chief"));
    others.put(
        "view-obligations of another realm from master", master.userAuthorization("other-viewer"));
    others.put("view-events of master alone", master.userAuthorization("master-viewer"));
    Map<String, String> all = new LinkedHashMap<>(others);
    all.putAll(readers);
    all.putAll(keepers);

    List<String> wrong = new ArrayList<>();
    all.forEach(
        (who, authorization) -> {
          READS.forEach(
              (path, status) ->
                  check(
                      wrong,
                      who,
                      "GET",
                      path,
                      authorization,
                      readers.containsKey(who) ? status : 403));
          CHANGES.forEach(
              (path, status) ->
                  check(
                      wrong,
                      who,
                      "POST",
                      path,
                      authorization,
                      keepers.containsKey(who) ? status : 403));
        });
    assertThat(wrong).isEmpty();
  }

  private void check(
      List<String> wrong,
      String who,
      String method,
      String path,
      String authorization,
      int expected) {
    Reply reply = send(method, path, Http.AUTHORIZATION, authorization);
    if (reply.status() != expected) {
      wrong.add(
          who + ": " + method + " " + path + " gives " + reply.status() + ", not " + expected);
    }
  }

  private Reply send(String method, String path, String... headers) {
    String url = realm.adminUrl("obligations") + path;
    return method.equals("GET")
        ? Http.get(url, headers)
        : Http.postJson(url, Map.of("person", "nobody-" + UNKNOWN), headers);
  }

  @Test
  void withoutATokenNothingIsShown() {
    READS.keySet().forEach(path -> assertThat(send("GET", path).status()).as(path).isEqualTo(401));
    CHANGES
        .keySet()
        .forEach(path -> assertThat(send("POST", path).status()).as(path).isEqualTo(401));
    assertThat(send("GET", "", Http.AUTHORIZATION, "Bearer nonsense").status()).isEqualTo(401);
  }

  @Test
  void theRolesOfTheLedgerOpenNothingElse() {
    for (String user : List.of("viewer", "keeper")) {
      for (String path :
          List.of("users", "events", "admin-events", "clients", "roles", "groups", "keys")) {
        assertThat(
                Http.get(realm.adminUrl(path), Http.AUTHORIZATION, realm.userAuthorization(user))
                    .status())
            .as(user + " " + path)
            .isEqualTo(403);
      }
    }
  }

  @Test
  void aRoleThatWasTakenAwayCountsNoMore() {
    Administrators.add(realm, "former", MANAGEMENT, "view-obligations");
    String authorization = realm.userAuthorization("former");
    assertThat(send("GET", "", Http.AUTHORIZATION, authorization).status()).isEqualTo(200);

    String client = realm.clientUuid(MANAGEMENT);
    realm.adminDelete(
        "users/" + realm.userId("former") + "/role-mappings/clients/" + client,
        List.of(realm.adminGet("clients/" + client + "/roles/view-obligations")));

    assertThat(send("GET", "", Http.AUTHORIZATION, authorization).status()).isEqualTo(403);
  }

  @Test
  void fineGrainedPermissionsOpenUsersAndNotTheLedger() {
    realm.changeRealm(Map.of("adminPermissionsEnabled", true));
    Administrators.add(realm, "delegate", MANAGEMENT, "query-users");
    String server = realm.authorizationPath("admin-permissions");
    String policy =
        realm
            .adminPost(
                server + "/policy/user",
                Map.of("name", "delegate", "users", List.of(realm.userId("delegate"))))
            .text("id");
    realm.adminPost(
        server + "/permission/scope",
        Map.of(
            "name",
            "delegate may view and manage all users",
            "resourceType",
            "Users",
            "scopes",
            List.of("view", "manage"),
            "policies",
            List.of(policy)));
    String authorization = realm.userAuthorization("delegate");

    assertThat(
            Http.get(
                    realm.adminUrl("users/" + realm.userId("alice")),
                    Http.AUTHORIZATION,
                    authorization)
                .status())
        .isEqualTo(200);
    READS
        .keySet()
        .forEach(
            path ->
                assertThat(send("GET", path, Http.AUTHORIZATION, authorization).status())
                    .as(path)
                    .isEqualTo(403));
    CHANGES
        .keySet()
        .forEach(
            path ->
                assertThat(send("POST", path, Http.AUTHORIZATION, authorization).status())
                    .as(path)
                    .isEqualTo(403));
  }

  @Test
  void aRealmGetsTheRolesWhenItsLedgerIsSwitchedOn(KeycloakServer server) {
    TestRealm late = new TestRealm(server.baseUrl(), "it-ledgerpermissions-late");
    assertThat(
            Http.postJson(
                    server.baseUrl() + "/admin/realms",
                    Map.of("realm", late.name(), "enabled", true),
                    Http.AUTHORIZATION,
                    late.administrator())
                .status())
        .isEqualTo(201);
    assertThat(rolesOfLedger(late, MANAGEMENT)).isEmpty();

    late.adminPut(
        "events/config", Map.of("eventsListeners", List.of("jboss-logging", "obligations-audit")));

    assertThat(rolesOfLedger(late, MANAGEMENT))
        .containsExactlyInAnyOrder("view-obligations", "manage-obligations");
    assertThat(rolesOfLedger(master, late.name() + "-realm"))
        .containsExactlyInAnyOrder("view-obligations", "manage-obligations");
    String client = late.clientUuid(MANAGEMENT);
    assertThat(late.adminGet("clients/" + client + "/roles/realm-admin/composites"))
        .extracting(role -> role.path("name").asText())
        .contains("view-obligations", "manage-obligations");
  }

  private static List<String> rolesOfLedger(TestRealm realm, String client) {
    List<String> roles = new ArrayList<>();
    for (JsonNode role : realm.adminGet("clients/" + realm.clientUuid(client) + "/roles")) {
      String name = role.path("name").asText();
      if (name.endsWith("-obligations")) {
        roles.add(name);
      }
    }
    return roles;
  }

  @Test
  void aClosedLogIsOpenToThoseWhoMayReadTheLedger() {
    realm.changeRealm(Map.of("attributes", Map.of("obligations.log.public", "false")));
    try {
      String checkpoint = realm.issuer() + "/obligations/log/checkpoint";
      assertThat(Http.get(checkpoint).status()).isEqualTo(401);
      assertThat(
              Http.get(checkpoint, Http.AUTHORIZATION, realm.userAuthorization("viewer")).status())
          .isEqualTo(200);
      assertThat(
              Http.get(checkpoint, Http.AUTHORIZATION, realm.userAuthorization("alice")).status())
          .isEqualTo(403);
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("obligations.log.public", "true")));
    }
  }
}
