package io.github.umatrust.obligations.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerSettingsTest {

  private final List<String> flaws = new ArrayList<>();

  @Test
  void withoutAttributesTheDefaultsHold() {
    LedgerSettings settings = read(Map.of());

    assertThat(settings)
        .isEqualTo(
            new LedgerSettings(
                FailMode.CLOSED,
                EnumSet.allOf(NativeFlow.class),
                "Example Realm",
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                true,
                null,
                List.of(),
                null));
    assertThat(flaws).isEmpty();
  }

  @Test
  void attributesAreRead() {
    LedgerSettings settings =
        read(
            Map.of(
                "obligations.fail-mode", "open",
                "obligations.native", "pat, ticket",
                "obligations.operator", " Example Ltd. ",
                "obligations.reconcile-interval", "5",
                "obligations.checkpoint-interval", "3600",
                "obligations.log.public", "false",
                "obligations.log.origin", "ledger.example.com/log",
                "obligations.log.witnesses", " w1+1234abcd+AAAA\n w2+1234abcd+BBBB ",
                "obligations.retention-days", "36500"));

    assertThat(settings)
        .isEqualTo(
            new LedgerSettings(
                FailMode.OPEN,
                EnumSet.of(NativeFlow.PAT, NativeFlow.TICKET),
                "Example Ltd.",
                Duration.ofSeconds(5),
                Duration.ofSeconds(3600),
                false,
                "ledger.example.com/log",
                List.of("w1+1234abcd+AAAA", "w2+1234abcd+BBBB"),
                Duration.ofDays(36500)));
    assertThat(flaws).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "false", "1", "open closed", "ореn"})
  void malformedFailModeIsClosed(String value) {
    assertThat(read(LedgerSettings.FAIL_MODE, value, LedgerSettings::failMode))
        .isEqualTo(FailMode.CLOSED);
    assertThat(flaws).hasSize(1);
    assertThat(flaws.get(0))
        .contains("obligations.fail-mode", "realm example", "closed")
        .doesNotContain(" " + value + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPEN", " open ", "Open"})
  void failModeIsReadWhateverItsCase(String value) {
    assertThat(read(LedgerSettings.FAIL_MODE, value, LedgerSettings::failMode))
        .isEqualTo(FailMode.OPEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pat,", "rpts", "none,pat", "pat;rpt", ","})
  void malformedNativeFlowsAreAll(String value) {
    assertThat(read(LedgerSettings.NATIVE, value, LedgerSettings::nativeFlows))
        .containsExactlyInAnyOrder(NativeFlow.values());
    assertThat(flaws).hasSize(1);
  }

  @Test
  void nativeFlowsCanBeNone() {
    LedgerSettings settings = read(Map.of(LedgerSettings.NATIVE, "none"));

    assertThat(NativeFlow.values()).noneMatch(settings::records);
    assertThat(flaws).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "0", "off"})
  void malformedPublicLogIsNotPublic(String value) {
    assertThat(read(LedgerSettings.LOG_PUBLIC, value, LedgerSettings::publicLog)).isFalse();
    assertThat(flaws).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "obligations.reconcile-interval,4",
    "obligations.reconcile-interval,86401",
    "obligations.reconcile-interval,-60",
    "obligations.reconcile-interval,1m",
    "obligations.reconcile-interval,99999999999999999999",
    "obligations.checkpoint-interval,0",
    "obligations.checkpoint-interval,3601",
    "obligations.checkpoint-interval,1.5",
    "obligations.checkpoint-interval,١٠",
    "obligations.retention-days,0",
    "obligations.retention-days,36501",
    "obligations.retention-days,+30",
  })
  void numbersOutOfBoundsAreTheDefault(String key, String value) {
    assertThat(read(Map.of(key, value))).isEqualTo(read(Map.of()));
    assertThat(flaws).hasSize(1);
    assertThat(flaws.get(0)).contains(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "a+b", "a\nb", "a\u0000b"})
  void originThatNoCheckpointCanCarryIsTheDefault(String value) {
    assertThat(read(Map.of(LedgerSettings.LOG_ORIGIN, value)).logOrigin()).isNull();
    assertThat(flaws).hasSize(1);
  }

  @Test
  void blankAttributesAreNone() {
    Map<String, String> blank = new HashMap<>();
    for (String key :
        List.of(
            LedgerSettings.FAIL_MODE,
            LedgerSettings.NATIVE,
            LedgerSettings.OPERATOR,
            LedgerSettings.RECONCILE_INTERVAL,
            LedgerSettings.CHECKPOINT_INTERVAL,
            LedgerSettings.LOG_PUBLIC,
            LedgerSettings.LOG_ORIGIN,
            LedgerSettings.LOG_WITNESSES,
            LedgerSettings.RETENTION_DAYS)) {
      blank.put(key, "  ");
    }

    assertThat(read(blank)).isEqualTo(read(Map.of()));
    assertThat(flaws).isEmpty();
  }

  @Test
  void operatorIsTheRealmWhereItHasNoDisplayName() {
    assertThat(new LedgerSettings.Reader("example", key -> null, flaws::add).read(" ").operator())
        .isEqualTo("example");
  }

  private <T> T read(String key, String value, Function<LedgerSettings, T> component) {
    return component.apply(read(Map.of(key, value)));
  }

  private LedgerSettings read(Map<String, String> attributes) {
    return new LedgerSettings.Reader("example", attributes::get, flaws::add).read("Example Realm");
  }
}
