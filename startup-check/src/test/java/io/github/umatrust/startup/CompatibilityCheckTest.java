package io.github.umatrust.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompatibilityCheckTest {

  private static final String DANGER = "Something could go wrong";

  private static final CompatibilityCheck CHECK =
      new CompatibilityCheck("our-jar 26.7.4-1", "26.7.4", "26.8.0");

  @Test
  void theJarSaysWhichKeycloakItIsMadeFor() {
    assertThat(CompatibilityCheck.ofTheJarWith(CompatibilityCheckTest.class, "26.8.0"))
        .isEqualTo(CHECK);
  }

  @Test
  void theListIsThatOfTheModule() {
    assertThat(KeycloakMember.listedBeside(CompatibilityCheckTest.class))
        .containsExactly(
            new KeycloakMember("org.keycloak.common.Version", "VERSION", "Ljava/lang/String;"),
            new KeycloakMember("org.keycloak.Gone", "", ""));
  }

  @Test
  void theKeycloakItIsMadeForGivesNoWarning() {
    assertThat(new CompatibilityCheck("our-jar 26.7.4-1", "26.7.4", "26.7.4").untested()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/keycloak/common/Version",
        "org/keycloak/common/Version.VERSION:Ljava/lang/String;",
        "org/keycloak/common/util/Time.currentTimeMillis:()J",
        "org/keycloak/representations/AccessToken.<init>:()V",
        "org/keycloak/models/UserModel$UserRemovedEvent.getUser:()Lorg/keycloak/models/UserModel;",
        // Of a superclass, of a superclass of the JDK, of an interface
        "org/keycloak/representations/AccessToken.getSubject:()Ljava/lang/String;",
        "org/keycloak/events/EventType.ordinal:()I",
        "org/keycloak/models/ClientModel.getProtocolMappersStream:()Ljava/util/stream/Stream;"
      })
  void whatIsThereFits(String line) {
    assertThat(CHECK.misfit(members(line), DANGER)).isEmpty();
  }

  @Test
  void aMisfitIsOneLineThatSaysWhatToDo() {
    assertThat(
            CHECK.misfit(
                members(
                    "org/keycloak/Gone",
                    "org/keycloak/Gone.a:()V",
                    "org/keycloak/common/util/Time.gone:()J",
                    "org/keycloak/common/util/Time.currentTimeMillis:()I",
                    "org/keycloak/representations/AccessToken.<init>:(I)V",
                    "org/keycloak/common/Version.VERSION:Ljava/lang/String;",
                    "org/keycloak/common/Version.VERSION:I"),
                DANGER))
        .contains(
            "our-jar 26.7.4-1 is made for Keycloak 26.7.4 and does not fit this Keycloak 26.8.0:"
                + " there is no usable class org.keycloak.Gone;"
                + " org.keycloak.common.util.Time has no gone;"
                + " the currentTimeMillis of org.keycloak.common.util.Time has another type;"
                + " the constructor of org.keycloak.representations.AccessToken has another type;"
                + " the VERSION of org.keycloak.common.Version has another type."
                + " Something could go wrong, so the server does not start."
                + " Use the release of the JAR that is made for Keycloak 26.8.0, or take the JAR"
                + " out of the providers directory; then build the server again.");
  }

  @Test
  void aLongListOfWhatIsMissingIsCutShort() {
    String[] gone =
        IntStream.rangeClosed(1, 7).mapToObj(i -> "org/keycloak/Gone" + i).toArray(String[]::new);
    assertThat(CHECK.misfit(members(gone), DANGER).orElse(""))
        .contains("org.keycloak.Gone5; and 2 more. ")
        .doesNotContain("Gone6");
  }

  @Test
  void anotherKeycloakThatFitsGivesAWarning() {
    assertThat(CHECK.untested())
        .contains(
            "our-jar 26.7.4-1 is made for Keycloak 26.7.4 and runs on Keycloak 26.8.0. All that it"
                + " refers to in Keycloak's classes is there, but the two have not been tested"
                + " together: use the release of the JAR that is made for Keycloak 26.8.0.");
  }

  private static List<KeycloakMember> members(String... lines) {
    return Stream.of(lines).map(KeycloakMember::parse).toList();
  }
}
