package io.github.umatrust.it.uma.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaApi;
import io.github.umatrust.testkit.uma.UmaClient;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Several resource servers of one organisation share this authorization server. What they keep is
 * the organisation's, and its administrator says who may have it.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class OneOrganisationManyResourceServersIT {

  private static final String PAYROLL = "payroll";
  private static final String HANDBOOK = "handbook";
  private static final String PORTAL = "staff-portal";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final UmaApi payrollApi;
  private final UmaApi handbookApi;

  OneOrganisationManyResourceServersIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.payrollApi = new UmaApi(uma, PAYROLL);
    this.handbookApi = new UmaApi(uma, HANDBOOK);
  }

  @BeforeAll
  void theOrganisationHasAPortalAndEmployees() {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            PORTAL,
            "secret",
            PORTAL + "-secret",
            "redirectUris",
            List.of("http://127.0.0.1/callback"),
            "optionalClientScopes",
            List.of("uma_authorization")));
    realm.adminPost("roles", Map.of("name", "employee"));
    realm.adminPost(employeeRolesOf("bob"), List.of(employee()));
  }

  @AfterAll
  void close() {
    payrollApi.close();
    handbookApi.close();
  }

  @Test
  void anEmployeeReadsFromEveryServerWhatTheAdministratorAllows() {
    // Each resource server gets a PAT as itself, with its own credentials, and registers.
    Registrar payroll = introduced(PAYROLL);
    Registrar handbook = introduced(HANDBOOK);
    String payslips = payroll.register("Payslips", "read", "change");
    String holidays = handbook.register("Holiday rules", "read");
    String payslipsUrl =
        payrollApi.protect("/payslips", payroll.pat(), payslips, "read", "the payslips");
    String holidaysUrl =
        handbookApi.protect("/holidays", handbook.pat(), holidays, "read", "the holiday rules");

    // What they registered is the resource server's, in the console and nowhere else.
    assertThat(resource(PAYROLL, payslips).path("owner").path("name").asText()).isEqualTo(PAYROLL);
    assertThat(resource(HANDBOOK, holidays).path("ownerManagedAccess").asBoolean()).isFalse();

    // Nobody has allowed anything, so nobody gets anything.
    UmaClient bob = portalOf("bob");
    refused(bob.read(payslipsUrl));
    refused(bob.read(holidaysUrl));

    // The administrator does, by role at one of them and by user at the other.
    allow(PAYROLL, payslips, policy(PAYROLL, "role", rolePolicy()));
    allow(
        HANDBOOK,
        holidays,
        policy(HANDBOOK, "user", Map.of("name", "bob and ada", "users", ids("bob", "auditor"))));

    // With one AAT, bob's portal gets an RPT for each, and each server serves him.
    String forPayroll = served(bob.read(payslipsUrl), "the payslips");
    String forHandbook = served(bob.read(holidaysUrl), "the holiday rules");
    assertThat(Tokens.audience(forPayroll)).containsExactly(PAYROLL);
    assertThat(Tokens.audience(forHandbook)).containsExactly(HANDBOOK);

    // An RPT is of no use at the other server, which is not told what it permits.
    assertThat(UmaClient.present(forPayroll, holidaysUrl).status()).isEqualTo(401);
    assertThat(uma.introspect(handbook.pat(), forPayroll).body()).isEqualTo("{\"active\":false}");

    // ada is no employee: the handbook she was allowed, the payslips not; alice gets neither.
    UmaClient ada = portalOf("auditor");
    refused(ada.read(payslipsUrl));
    served(ada.read(holidaysUrl), "the holiday rules");
    refused(portalOf("alice").read(holidaysUrl));

    // The scope that no permission names is denied to bob too.
    String ticket = uma.registerPermission(payroll.pat(), payslips, "change").text("ticket");
    assertThat(uma.requestRpt(bob.aat(), ticket).text("error")).isEqualTo("not_authorized");

    // Each resource server has its own and is told nothing of the other's.
    assertThat(payroll.list()).containsExactly(payslips);
    assertThat(handbook.list()).containsExactly(holidays);
    payroll.isToldNothingOf(holidays);
    handbook.isToldNothingOf(payslips);

    // bob leaves the organisation.
    realm.adminDelete(employeeRolesOf("bob"), List.of(employee()));
    refused(portalOf("bob").read(payslipsUrl));
  }

  private Registrar introduced(String clientId) {
    realm.addResourceServer(clientId);
    Reply granted = realm.client(clientId).clientCredentials("scope", "uma_protection");
    assertThat(granted.status()).isEqualTo(200);
    return new Registrar(uma, granted.text("access_token"));
  }

  private UmaClient portalOf(String employee) {
    Reply granted = realm.grant(PORTAL, employee, "uma_authorization");
    assertThat(granted.status()).isEqualTo(200);
    return new UmaClient(granted.text("access_token"));
  }

  private static void refused(UmaClient.Outcome outcome) {
    assertThat(outcome.rpt()).isEmpty();
    assertThat(outcome.reply().status()).isEqualTo(403);
    assertThat(outcome.reply().text("error")).isEqualTo("not_authorized");
  }

  private static String served(UmaClient.Outcome outcome, String content) {
    assertThat(outcome.reply().status()).as(outcome.reply().body()).isEqualTo(200);
    assertThat(outcome.reply().body()).isEqualTo(content);
    return outcome.rpt().orElseThrow();
  }

  private JsonNode resource(String clientId, String id) {
    return realm.adminGet(authorization(clientId) + "/resource/" + id);
  }

  private Map<String, ?> rolePolicy() {
    return Map.of(
        "name",
        "employees",
        "fetchRoles",
        true,
        "roles",
        List.of(Map.of("id", employee().path("id").asText(), "required", true)));
  }

  private String policy(String clientId, String type, Map<String, ?> policy) {
    return realm.adminPost(authorization(clientId) + "/policy/" + type, policy).text("id");
  }

  /** Lets those read a resource whom a policy names. */
  private void allow(String clientId, String resource, String policy) {
    realm.adminPost(
        authorization(clientId) + "/permission/scope",
        Map.of(
            "name",
            "readers",
            "resources",
            List.of(resource),
            "scopes",
            List.of("read"),
            "policies",
            List.of(policy)));
  }

  private String authorization(String clientId) {
    return realm.authorizationPath(clientId);
  }

  private JsonNode employee() {
    return realm.adminGet("roles/employee");
  }

  private String employeeRolesOf(String user) {
    return "users/" + realm.userId(user) + "/role-mappings/realm";
  }

  private List<String> ids(String... users) {
    return List.of(users).stream().map(realm::userId).toList();
  }
}
