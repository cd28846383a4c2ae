package io.github.umatrust.indicator.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.indicator.token.ResourceIndicatorPostProcessorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.common.Version;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProviderFactory;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorsPostProcessorFactory;
import org.keycloak.provider.ProviderFactory;

class CompatibilityCheckTest {

  private static final Release JAR = new Release("our-jar", "26.7.4-1", "26.7.4");
  private static final CompatibilityCheck CHECK = new CompatibilityCheck(JAR, "26.8.0");
  private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");

  @Test
  void theJarSaysWhichKeycloakItIsMadeFor() {
    Release release = Release.ofThisJar();
    assertThat(release.artifact()).isEqualTo("keycloak-uma-trust-resource-indicator-mapper");
    assertThat(release.version()).matches("[0-9.]+-[0-9]+(-SNAPSHOT)?");
    assertThat(release.keycloakVersion()).isEqualTo(Version.VERSION);
  }

  @Test
  void theKeycloakItIsMadeForFits() {
    assertThat(CHECK.misfit(KeycloakShapes.ALL)).isEmpty();
    assertThat(new CompatibilityCheck(JAR, "26.7.4").untested()).isEmpty();
  }

  @Test
  void aMisfitIsOneLineThatSaysWhatToDo() {
    List<Shape> expected =
        List.of(
            Shape.calls(Version.class.getName(), "static String VERSION"),
            Shape.calls("org.keycloak.Gone", "void a()"),
            Shape.calls("org.keycloak.Gone", "void b()"),
            Shape.calls(Version.class.getName(), "static int BUILD_TIME"));
    assertThat(CHECK.misfit(expected))
        .contains(
            "our-jar 26.7.4-1 is made for Keycloak 26.7.4 and does not fit this Keycloak 26.8.0:"
                + " there is no usable class org.keycloak.Gone; org.keycloak.common.Version has no"
                + " public static int BUILD_TIME but public static String BUILD_TIME. Access tokens"
                + " could be issued that are not restricted to the resources asked for, so the"
                + " server does not start. Use the release of the JAR that is made for Keycloak"
                + " 26.8.0, or take the JAR out of the providers directory; then build the server"
                + " again.");
  }

  @Test
  void anotherKeycloakThatFitsGivesAWarning() {
    assertThat(CHECK.untested())
        .contains(
            "our-jar 26.7.4-1 is made for Keycloak 26.7.4 and runs on Keycloak 26.8.0. All that it"
                + " expects of Keycloak's classes is there, but the two have not been tested"
                + " together: use the release of the JAR that is made for Keycloak 26.8.0.");
  }

  @Test
  void nothingIsSaidWhereAllProvidersAreInEffect() {
    assertThat(CHECK.losses(ModuleProvider.ALL, server(Map.of()))).isEmpty();
    assertThat(CHECK.halfEnforced(ModuleProvider.ALL, server(Map.of()))).isEmpty();
  }

  @Test
  void aRestrictionThatAnotherJarReplacesKeepsTheServerFromStarting() {
    String id = ResourceIndicatorPostProcessorFactory.PROVIDER_ID;
    ModuleProvider.Lookup server =
        server(Map.of(id, Optional.of(new ResourceIndicatorsPostProcessorFactory())));
    assertThat(CHECK.losses(ModuleProvider.ALL, server)).isEmpty();
    assertThat(CHECK.halfEnforced(ModuleProvider.ALL, server))
        .contains(
            "our-jar 26.7.4-1 would enforce resource indicators only in part: the provider of TokenPostProcessor with the"
                + " id resource-indicator-restriction is"
                + " org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorsPostProcessorFactory"
                + " instead of"
                + " io.github.umatrust.indicator.token.ResourceIndicatorPostProcessorFactory, so no"
                + " access token is restricted. So the server does not start. Undo what switches off"
                + " or replaces that provider, or take the JAR out of the providers directory; then"
                + " build the server again.");
  }

  @Test
  void aConsentPageThatAnotherJarReplacesGivesAWarning() {
    ModuleProvider.Lookup server =
        (spi, id) ->
            spi == LoginFormsProvider.class
                ? new FreeMarkerLoginFormsProviderFactory()
                : server(Map.of()).find(spi, id);
    assertThat(CHECK.halfEnforced(ModuleProvider.ALL, server)).isEmpty();
    assertThat(CHECK.losses(ModuleProvider.ALL, server))
        .containsExactly(
            "our-jar 26.7.4-1: the default provider of LoginFormsProvider is"
                + " org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProviderFactory instead"
                + " of io.github.umatrust.indicator.consent.ResourceConsentFormsProviderFactory, so"
                + " the consent page does not name the resources.");
  }

  static Stream<ModuleProvider> providers() {
    return ModuleProvider.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void everyProviderThatIsSwitchedOffIsReportedWithWhatIsLost(ModuleProvider missing) {
    ModuleProvider.Lookup server =
        (spi, id) ->
            spi == missing.spi() && (missing.id() == null || missing.id().equals(id))
                ? null
                : server(Map.of()).find(spi, id);
    String refusal = CHECK.halfEnforced(ModuleProvider.ALL, server).orElse("");
    List<String> warnings = CHECK.losses(ModuleProvider.ALL, server);
    String message = " is switched off, so " + missing.loss();
    if (missing.indispensable()) {
      assertThat(refusal).contains(message);
      assertThat(warnings).isEmpty();
    } else {
      assertThat(refusal).isEmpty();
      assertThat(warnings).singleElement().asString().contains(message);
    }
  }

  /** A new provider of the module needs a line in the table. */
  @Test
  void everyProviderOfTheModuleIsInTheTable() throws Exception {
    Map<String, @Nullable String> registered = new HashMap<>();
    for (String name : registeredFactories()) {
      if (Class.forName(name).getDeclaredConstructor().newInstance()
          instanceof ProviderFactory<?> factory) {
        registered.put(name, factory.getId());
      }
    }
    registered.remove(StartupCheckFactory.class.getName());
    Map<String, @Nullable String> checked = new HashMap<>();
    for (ModuleProvider provider : ModuleProvider.ALL) {
      String name = provider.factory().getName();
      checked.put(name, provider.id() == null ? registered.get(name) : provider.id());
    }
    assertThat(checked).isEqualTo(registered);
  }

  private static List<String> registeredFactories() throws IOException {
    try (Stream<Path> files = Files.list(SERVICES)) {
      return files.flatMap(CompatibilityCheckTest::lines).filter(l -> !l.isBlank()).toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A server on which all is in effect, but for these ids. */
  private static ModuleProvider.Lookup server(Map<String, Optional<ProviderFactory<?>>> others) {
    return (spi, id) -> {
      if (id != null && others.containsKey(id)) {
        return others.get(id).orElse(null);
      }
      ModuleProvider ours =
          ModuleProvider.ALL.stream()
              .filter(p -> p.spi() == spi && (p.id() == null || p.id().equals(id)))
              .findFirst()
              .orElseThrow();
      try {
        return ours.factory().getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    };
  }
}
