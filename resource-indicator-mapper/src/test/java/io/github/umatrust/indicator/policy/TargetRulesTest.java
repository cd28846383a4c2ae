package io.github.umatrust.indicator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.indicator.policy.TargetDecision.Refused;
import io.github.umatrust.indicator.policy.TargetDecision.Restricted;
import io.github.umatrust.indicator.policy.TargetDecision.Unrestricted;
import io.github.umatrust.indicator.policy.TargetGrant.Earlier;
import io.github.umatrust.indicator.policy.TargetGrant.Fresh;
import io.github.umatrust.indicator.policy.TargetGrant.Prospective;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.registry.ResourceRegistry;
import io.github.umatrust.indicator.registry.ResourceRegistry.Found;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TargetRulesTest {

  private static final String CAL = "https://cal.example.com/";
  private static final String URN = "urn:client:cal";
  private static final String CON = "https://con.example.com/";
  private static final String API = "https://api.example.com/v1";
  private static final String TWICE = "https://twice.example.com/";
  private static final String NOBODY = "https://nobody.example.com/";

  private static final Map<String, Resource> REGISTERED =
      Map.of(
          CAL, new Resource(uri(CAL), "https://CAL.example.com", "cal"),
          CON, new Resource(uri(CON), CON, "con"),
          API, new Resource(uri(API), API, "api"),
          URN, new Resource(uri(URN), "cal", "cal"));

  private static final ResourceRegistry REGISTRY =
      uri ->
          uri.normalized().equals(TWICE)
              ? new Found.Ambiguous()
              : Optional.ofNullable(REGISTERED.get(uri.normalized()))
                  .<Found>map(Found.One::new)
                  .orElseGet(Found.None::new);

  private static final IndicatorSettings NONE = IndicatorSettings.NONE_SET;
  private static final IndicatorSettings REQUIRED = settings(null, null, true);
  private static final IndicatorSettings SINGLE =
      new IndicatorSettings(null, null, false, null, true, null, false, false);
  private static final IndicatorSettings DEFAULT_CAL = settings(null, CAL, true);
  private static final IndicatorSettings ONLY_CAL = settings(Set.of(CAL), null, false);
  private static final IndicatorSettings ALLOWS_NONE = settings(Set.of(), null, false);

  static Stream<Arguments> restricted() {
    Fresh fresh = new Fresh();
    return Stream.of(
        // settings, requested, grant | audience, grant carried on
        Arguments.of(NONE, List.of(CAL), fresh, List.of(CAL), List.of(CAL)),
        Arguments.of(
            NONE, List.of("HTTPS://cal.example.com:443"), fresh, List.of(CAL), List.of(CAL)),
        Arguments.of(NONE, List.of(CAL, CON), fresh, List.of(CAL, CON), List.of(CAL, CON)),
        Arguments.of(NONE, List.of(CAL, CAL), fresh, List.of(CAL), List.of(CAL)),
        Arguments.of(NONE, List.of(), earlier(CAL), List.of(CAL), List.of(CAL)),
        Arguments.of(
            NONE, List.of(CAL), earlier("https://CAL.example.com"), List.of(CAL), List.of(CAL)),
        Arguments.of(NONE, List.of(), earlier(CAL, CON), List.of(CAL, CON), List.of(CAL, CON)),
        // RFC 8707 §2.2: narrowing leaves the grant as it is
        Arguments.of(NONE, List.of(CON), earlier(CAL, CON), List.of(CON), List.of(CAL, CON)),
        Arguments.of(NONE, List.of(CAL), earlier(), List.of(CAL), List.of()),
        // a grant for a client covers what the client stands for
        Arguments.of(NONE, List.of(CAL), earlier(URN), List.of(CAL), List.of(URN)),
        Arguments.of(NONE, List.of(), earlier(URN), List.of(URN), List.of(URN)),
        Arguments.of(REQUIRED, List.of(CAL), fresh, List.of(CAL), List.of(CAL)),
        Arguments.of(REQUIRED, List.of(), earlier(CAL), List.of(CAL), List.of(CAL)),
        Arguments.of(DEFAULT_CAL, List.of(), fresh, List.of(CAL), List.of(CAL)),
        Arguments.of(DEFAULT_CAL, List.of(CON), fresh, List.of(CON), List.of(CON)),
        Arguments.of(DEFAULT_CAL, List.of(), earlier(), List.of(CAL), List.of(CAL)),
        Arguments.of(DEFAULT_CAL, List.of(), earlier(CON), List.of(CON), List.of(CON)),
        Arguments.of(ONLY_CAL, List.of(CAL), fresh, List.of(CAL), List.of(CAL)));
  }

  @ParameterizedTest
  @MethodSource
  void restricted(
      IndicatorSettings settings,
      List<String> requested,
      TargetGrant grant,
      List<String> token,
      List<String> carried) {
    TargetDecision decision = TargetRules.decide(settings, requested, grant, REGISTRY);
    assertThat(decision).isInstanceOf(Restricted.class);
    Restricted restricted = (Restricted) decision;
    assertThat(restricted.token()).extracting(r -> r.uri().normalized()).isEqualTo(token);
    assertThat(restricted.grant()).isEqualTo(carried);
  }

  static Stream<Arguments> refused() {
    Fresh fresh = new Fresh();
    return Stream.of(
        Arguments.of(
            NONE,
            List.of(URN),
            earlier(CAL),
            "resource '" + URN + "' is not part of what was granted"),
        Arguments.of(
            NONE,
            List.of(CON),
            earlier(URN),
            "resource '" + CON + "' is not part of what was granted"),
        Arguments.of(NONE, List.of(NOBODY), fresh, "resource '" + NOBODY + "' is not known here"),
        Arguments.of(
            NONE, List.of(TWICE), fresh, "resource '" + TWICE + "' is registered more than once"),
        Arguments.of(NONE, List.of("x"), fresh, "resource 'x' is not an absolute URI"),
        Arguments.of(NONE, List.of(""), fresh, "resource '' is empty"),
        Arguments.of(NONE, List.of(CAL, ""), fresh, "resource '' is empty"),
        Arguments.of(NONE, List.of(CAL + "#f"), fresh, "resource '" + CAL + "#f' has a fragment"),
        Arguments.of(
            NONE, List.of(CAL, NOBODY), fresh, "resource '" + NOBODY + "' is not known here"),
        Arguments.of(
            NONE,
            List.of(CON),
            earlier(CAL),
            "resource '" + CON + "' is not part of what was granted"),
        Arguments.of(
            NONE,
            List.of(CAL, CON),
            earlier(CAL),
            "resource '" + CON + "' is not part of what was granted"),
        Arguments.of(
            NONE, List.of(NOBODY), earlier(CAL), "resource '" + NOBODY + "' is not known here"),
        // what was granted and is no longer there gives no token for everything
        Arguments.of(
            NONE, List.of(), earlier(NOBODY), "resource '" + NOBODY + "' is not known here"),
        Arguments.of(NONE, List.of(), earlier("42"), "resource '42' is not an absolute URI"),
        Arguments.of(
            NONE, List.of(CAL), earlier(CAL, "42"), "resource '42' is not an absolute URI"),
        Arguments.of(
            ONLY_CAL, List.of(CON), fresh, "resource '" + CON + "' is not allowed for this client"),
        Arguments.of(
            ONLY_CAL,
            List.of(),
            earlier(CON),
            "resource '" + CON + "' is not allowed for this client"),
        Arguments.of(
            ALLOWS_NONE,
            List.of(CAL),
            fresh,
            "resource '" + CAL + "' is not allowed for this client"),
        Arguments.of(
            DEFAULT_CAL,
            List.of(CON),
            earlier(),
            "resource '" + CON + "' is not part of what was granted"),
        Arguments.of(
            REQUIRED,
            List.of(),
            fresh,
            "the parameter resource is missing and this client must send it"),
        Arguments.of(
            REQUIRED,
            List.of(),
            earlier(),
            "the parameter resource is missing and this client must send it"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(
      IndicatorSettings settings, List<String> requested, TargetGrant grant, String description) {
    assertThat(TargetRules.decide(settings, requested, grant, REGISTRY))
        .isEqualTo(new Refused(description));
  }

  static Stream<Arguments> oneResourcePerToken() {
    return Stream.of(
        // requested, grant | whether it goes through
        Arguments.of(List.of(CAL, CON), new Prospective(), true),
        Arguments.of(List.of(CAL, CON), new Fresh(), false),
        Arguments.of(List.of(CAL, CAL), new Fresh(), true),
        Arguments.of(List.of(CAL), earlier(CAL, CON), true),
        Arguments.of(List.of(), earlier(CAL, CON), false),
        Arguments.of(List.of(CAL, CON), earlier(CAL, CON), false),
        Arguments.of(List.of(), earlier(CON), true));
  }

  @ParameterizedTest
  @MethodSource
  void oneResourcePerToken(List<String> requested, TargetGrant grant, boolean granted) {
    TargetDecision decision = TargetRules.decide(SINGLE, requested, grant, REGISTRY);
    if (granted) {
      assertThat(decision).isInstanceOf(Restricted.class);
    } else {
      assertThat(decision)
          .isEqualTo(
              new Refused(
                  "an access token of this client is for one resource; name one of the 2 with the"
                      + " parameter resource"));
    }
  }

  static Stream<Arguments> trailingSlash() {
    return Stream.of(
        // requested, grant | what the token is for if a slash is ignored, empty for refused
        Arguments.of(API, new Fresh(), API),
        Arguments.of(API + "/", new Fresh(), API),
        Arguments.of(API + "//", new Fresh(), ""),
        Arguments.of(API + "/?a=b", new Fresh(), ""),
        Arguments.of(API, earlier(API + "/"), API),
        Arguments.of(API + "/", earlier(API), API),
        Arguments.of(CAL, new Fresh(), CAL),
        Arguments.of(URN + "/", new Fresh(), ""));
  }

  @ParameterizedTest
  @MethodSource
  void trailingSlash(String requested, TargetGrant grant, String token) {
    IndicatorSettings ignoring =
        new IndicatorSettings(
            Set.of(uri(API + "/"), uri(CAL)), null, false, null, false, null, true, false);
    TargetDecision decision = TargetRules.decide(ignoring, List.of(requested), grant, REGISTRY);
    if (token.isEmpty()) {
      assertThat(decision).isInstanceOf(Refused.class);
    } else {
      assertThat(decision).isInstanceOf(Restricted.class);
      assertThat(((Restricted) decision).token())
          .extracting(r -> r.uri().normalized())
          .containsExactly(token);
      assertThat(((Restricted) decision).grant()).containsExactly(token);
    }
    assertThat(TargetRules.decide(NONE, List.of(API + "/"), new Fresh(), REGISTRY))
        .isInstanceOf(Refused.class);
  }

  @Test
  void theLimitIsASetting() {
    IndicatorSettings two = new IndicatorSettings(null, null, false, null, false, 2, false, false);
    assertThat(TargetRules.decide(two, List.of(CAL, CON), new Fresh(), REGISTRY))
        .isInstanceOf(Restricted.class);
    assertThat(TargetRules.decide(two, List.of(CAL, CON, CON), new Fresh(), REGISTRY))
        .isEqualTo(new Refused("more than 2 resources in one request"));
    assertThat(NONE.and(two).limit()).isEqualTo(2);
    assertThat(two.and(NONE).limit()).isEqualTo(2);
  }

  @Test
  void tooLongInAllIsRefused() {
    // Each below the limit of one value, and each naming the same resource.
    String padded = "https://cal.example.com/" + "%2e/".repeat(200);
    assertThat(TargetRules.decide(NONE, Collections.nCopies(3, padded), new Fresh(), REGISTRY))
        .isInstanceOf(Restricted.class);
    assertThat(TargetRules.decide(NONE, Collections.nCopies(4, padded), new Fresh(), REGISTRY))
        .isEqualTo(
            new Refused("the resources of this request are longer than 2500 characters in all"));
  }

  @Test
  void withoutAnyResourceNothingChanges() {
    for (IndicatorSettings settings : List.of(NONE, ONLY_CAL, ALLOWS_NONE)) {
      assertThat(TargetRules.decide(settings, List.of(), new Fresh(), REGISTRY))
          .isEqualTo(new Unrestricted());
      assertThat(TargetRules.decide(settings, List.of(), earlier(), REGISTRY))
          .isEqualTo(new Unrestricted());
    }
  }

  @Test
  void tooManyAreRefusedEvenIfTheyAreTheSame() {
    assertThat(TargetRules.decide(NONE, Collections.nCopies(11, CAL), new Fresh(), REGISTRY))
        .isEqualTo(new Refused("more than 10 resources in one request"));
    assertThat(TargetRules.decide(NONE, Collections.nCopies(10, CAL), new Fresh(), REGISTRY))
        .isInstanceOf(Restricted.class);
  }

  /** Whatever is asked for, in whatever order, is never more than the grant. */
  @Test
  void noRequestWidensARestrictedGrant() {
    List<String> all = List.of(CAL, CON, NOBODY, TWICE, "", "x", "urn:client:cal");
    for (IndicatorSettings settings : List.of(NONE, REQUIRED, DEFAULT_CAL, ONLY_CAL)) {
      IntStream.range(0, 1 << all.size())
          .mapToObj(
              bits ->
                  IntStream.range(0, all.size())
                      .filter(i -> (bits & (1 << i)) != 0)
                      .mapToObj(all::get)
                      .toList())
          .forEach(
              requested -> {
                TargetDecision decision =
                    TargetRules.decide(settings, requested, earlier(CON), REGISTRY);
                assertThat(decision).isNotInstanceOf(Unrestricted.class);
                if (decision instanceof Restricted r) {
                  assertThat(r.token()).extracting(Resource::clientId).containsExactly("con");
                  assertThat(r.grant()).containsExactly(CON);
                }
              });
    }
  }

  @Test
  void theNarrowerSettingWins() {
    IndicatorSettings both =
        settings(Set.of(CAL, CON), null, false).and(settings(Set.of(CON, NOBODY), CON, true));
    assertThat(both.allowed()).containsExactly(uri(CON));
    assertThat(both.required()).isTrue();
    assertThat(both.defaultResource()).isEqualTo(CON);
    assertThat(NONE.and(ONLY_CAL).allowed()).isEqualTo(ONLY_CAL.allowed());
    assertThat(ONLY_CAL.and(NONE).allowed()).isEqualTo(ONLY_CAL.allowed());
    assertThat(ONLY_CAL.and(settings(Set.of(CON), null, false)).allows(uri(CAL))).isFalse();
    assertThat(DEFAULT_CAL.and(settings(null, CON, false)).defaultResource()).isEqualTo(CAL);
  }

  private static Earlier earlier(String... resources) {
    return new Earlier(List.of(resources));
  }

  private static IndicatorSettings settings(
      @Nullable Set<String> allowed, @Nullable String defaultResource, boolean required) {
    return new IndicatorSettings(
        allowed == null
            ? null
            : allowed.stream().map(TargetRulesTest::uri).collect(Collectors.toSet()),
        defaultResource,
        required,
        null,
        false,
        null,
        false,
        false);
  }

  private static ResourceUri uri(String value) {
    try {
      return ResourceUri.parse(value);
    } catch (InvalidResourceUriException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
