package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.oauth.AuthenticationDevice;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of what {@code resource} gives: one row for each kind of value, on every carrier; one
 * row for each kind of narrowing, on every carrier that has a second step. It holds with and
 * without Keycloak's own experimental feature.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ResourceIndicatorTable {

  private static final String UNKNOWN = "https://nobody.example.com/";

  /** The values of {@code resource} by the names that the rows have for them. */
  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          Map.entry("none", List.of()),
          Map.entry("cal", List.of(CALENDAR)),
          Map.entry("con", List.of(CONTACTS)),
          Map.entry("cal as another client writes it", List.of("HTTPS://Calendar.Example.COM:443")),
          Map.entry("cal+con", List.of(CALENDAR, CONTACTS)),
          Map.entry("cal+cal", List.of(CALENDAR, CALENDAR)),
          Map.entry("urn", List.of("urn:client:calendar-api")),
          Map.entry("query", List.of(TENANT)),
          Map.entry("query+con", List.of(TENANT, CONTACTS)),
          Map.entry("unknown", List.of(UNKNOWN)),
          Map.entry("cal+unknown", List.of(CALENDAR, UNKNOWN)),
          Map.entry("relative", List.of("/calendar")),
          Map.entry("fragment", List.of(CALENDAR + "#f")),
          Map.entry("malformed", List.of("https://calendar.example.com/a b")),
          Map.entry("empty", List.of("")),
          Map.entry("cal+empty", List.of(CALENDAR, "")),
          Map.entry("reserved", List.of("urn:uma-trust-resources:WyJ4Il0")),
          Map.entry("too long", List.of(CALENDAR + "a".repeat(2001))),
          Map.entry("longer than Keycloak takes", List.of(CALENDAR + "a".repeat(4500))),
          Map.entry(
              "too long in all",
              Collections.nCopies(6, "https://calendar.example.com/" + "%2e/".repeat(110))),
          Map.entry("too many", Collections.nCopies(11, CALENDAR)),
          Map.entry("far too many", Collections.nCopies(120, CALENDAR)));

  /** Value | audience, or the reason of the refusal after an exclamation mark. */
  private static final List<List<String>> EVERY_CARRIER =
      rows(
          """
          none                              | calendar-api contacts-api +
          cal                               | cal
          cal as another client writes it   | cal
          cal+con                           | cal con
          cal+cal                           | cal
          urn                               | calendar-api
          query                             | query
          query+con                         | query con
          unknown                           | ! 'https://nobody.example.com/' is not known here
          cal+unknown                       | ! 'https://nobody.example.com/' is not known here
          relative                          | ! is not an absolute URI
          fragment                          | ! has a fragment
          malformed                         | ! is not a URI
          empty                             | ! is empty
          cal+empty                         | ! is empty
          reserved                          | ! 'urn:uma-trust-resources:WyJ4Il0' is not known here
          too long                          | ! is longer than 2000 characters
          longer than Keycloak takes        | ! is longer than 2000 characters
          too long in all                   | ! longer than 2500 characters in all
          too many                          | ! more than 10 resources in one request
          far too many                      | ! more than 10 resources in one request
          """);

  /**
   * What makes the grant | what the token request names | audience or refusal | grant afterwards.
   */
  private static final List<List<String>> NARROWING =
      rows(
          """
          cal+con   | none        | cal con                     | cal+con
          cal+con   | cal         | cal                         | cal+con
          cal+con   | con         | con                         | cal+con
          cal+con   | cal+con     | cal con                     | cal+con
          query+con | query       | query                       | query+con
          cal       | cal         | cal                         | cal
          cal       | con         | ! is not part of what was granted |
          cal       | urn         | ! is not part of what was granted |
          cal+con   | query       | ! is not part of what was granted |
          cal+con   | unknown     | ! is not known here         |
          cal       | cal+con     | ! is not part of what was granted |
          urn       | cal         | cal                         | urn
          none      | cal         | cal                         | none
          none      | cal+con     | cal con                     | none
          """);

  /** One of each way in which a grant is carried to its token request. */
  private static final Set<Carrier> SECOND_STEPS =
      EnumSet.of(
          Carrier.CODE_GET,
          Carrier.HYBRID_CODE,
          Carrier.REQUEST_OBJECT_RS256,
          Carrier.PUSHED,
          Carrier.DEVICE,
          Carrier.BACK_CHANNEL);

  private EveryGrant everyGrant;

  @BeforeAll
  void prepare(TestRealm realm, AuthenticationDevice device) {
    IndicatorRealm.prepare(realm);
    everyGrant = new EveryGrant(realm, device);
  }

  @AfterAll
  void close() {
    everyGrant.close();
  }

  static Stream<Arguments> everyCarrier() {
    return EVERY_CARRIER.stream()
        .flatMap(
            row ->
                Arrays.stream(Carrier.values())
                    .map(carrier -> Arguments.of(row.get(0), carrier, row.get(1))));
  }

  @ParameterizedTest(name = "{0} by {1}: {2}")
  @MethodSource
  void everyCarrier(String value, Carrier carrier, String expected) {
    Outcome outcome = carrier.run(everyGrant, ALL_SCOPES, values(value), List.of());
    if (expected.startsWith("!")) {
      assertRefused(outcome, expected);
    } else {
      assertAudience(outcome, expected);
    }
  }

  static Stream<Arguments> narrowing() {
    return NARROWING.stream()
        .flatMap(
            row ->
                SECOND_STEPS.stream()
                    .map(c -> Arguments.of(row.get(0), c, row.get(1), row.get(2), row.get(3))));
  }

  @ParameterizedTest(name = "{0} by {1}, then {2}: {3}")
  @MethodSource
  void narrowing(
      String granted, Carrier carrier, String requested, String expected, String afterwards) {
    Outcome outcome = carrier.run(everyGrant, ALL_SCOPES, values(granted), values(requested));
    if (expected.startsWith("!")) {
      assertRefused(outcome, expected);
      return;
    }
    assertAudience(outcome, expected);
    // The refresh token is bound to the grant, not to the token it came with.
    Outcome refreshed = refresh(outcome.refreshToken(), List.of());
    if (afterwards.equals("none")) {
      assertAudience(refreshed, "calendar-api contacts-api +");
    } else {
      assertThat(refreshed.audience())
          .containsExactlyInAnyOrderElementsOf(
              values(afterwards).stream()
                  .map(v -> v.equals("urn:client:calendar-api") ? "calendar-api" : v)
                  .toList());
      assertRefused(refresh(refreshed.refreshToken(), List.of(UNKNOWN)), "! is not known here");
    }
  }

  private Outcome refresh(String refreshToken, List<String> resources) {
    return Carrier.refresh(everyGrant, refreshToken, resources);
  }

  private void assertRefused(Outcome outcome, String expected) {
    assertThat(outcome.members())
        .doesNotContainKeys("access_token", "code", "device_code", "auth_req_id", "request_uri");
    assertThat(outcome.text("error")).as(outcome.toString()).isEqualTo("invalid_target");
    assertThat(outcome.text("error_description")).contains(expected.substring(2));
    if (outcome.status() == 302) {
      assertThat(outcome.text("iss")).isEqualTo(everyGrant.realm().issuer());
    } else {
      assertThat(outcome.status()).isEqualTo(400);
    }
  }

  private static void assertAudience(Outcome outcome, String expected) {
    assertThat(outcome.isError()).as(outcome.toString()).isFalse();
    List<String> names = List.of(expected.split(" ", -1));
    if (names.contains("+")) {
      assertThat(outcome.audience()).containsAll(names.subList(0, names.size() - 1));
      assertThat(outcome.scope()).contains("calendar", "contacts");
      return;
    }
    assertThat(outcome.audience())
        .containsExactlyInAnyOrderElementsOf(
            names.stream().map(n -> VALUES.containsKey(n) ? values(n).get(0) : n).toList());
    boolean calendar = names.contains("cal") || names.contains("calendar-api");
    boolean contacts = names.contains("con");
    assertThat(outcome.scope().contains("calendar")).isEqualTo(calendar);
    assertThat(outcome.scope().contains("contacts")).isEqualTo(contacts);
    assertThat(outcome.scope()).doesNotHaveDuplicates();
    if (outcome.members().containsKey("scope")) {
      assertThat(List.of(outcome.text("scope").split(" ", -1)))
          .containsExactlyInAnyOrderElementsOf(outcome.scope());
    }
    if (!calendar) {
      assertThat(outcome.roleClients()).doesNotContain("calendar-api");
    }
    if (!contacts) {
      assertThat(outcome.roleClients()).doesNotContain("contacts-api");
    }
    assertThat(outcome.roleClients()).isSubsetOf("calendar-api", "contacts-api");
  }

  private static List<String> values(String name) {
    List<String> values = VALUES.get(name);
    assertThat(values).as("a row names " + name).isNotNull();
    return values == null ? List.of() : values;
  }

  private static List<List<String>> rows(String table) {
    return table
        .lines()
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .toList();
  }
}
