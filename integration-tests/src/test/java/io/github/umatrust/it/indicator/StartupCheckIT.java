package io.github.umatrust.it.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.ChangedKeycloak;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.indicator.rival.RivalFormsFactory;
import io.github.umatrust.it.indicator.rival.RivalPostProcessorFactory;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server does not start where resource indicators would be enforced by half. */
@Tag("thorough")
class StartupCheckIT {

  private static final String MODULE = "resource-indicator-mapper";
  private static final String LATER = "99.0.0";

  @Test
  void aServerWithAnotherKeycloakOrWithRivalProvidersDoesNotStart(@TempDir Path directory)
      throws IOException {
    Path rival =
        jar(
            directory.resolve("rival.jar"),
            Map.of(
                "org.keycloak.protocol.oidc.token.TokenPostProcessorFactory",
                RivalPostProcessorFactory.class,
                "org.keycloak.forms.login.LoginFormsProviderFactory",
                RivalFormsFactory.class));
    KeycloakInstallation installation =
        Keycloak.installation("indicators-and-rival", List.of(rival), MODULE);
    String keycloak = ChangedKeycloak.version();
    ChangedKeycloak changed = new ChangedKeycloak(installation);
    changed.restore("keycloak-services");
    changed.restore("keycloak-common");

    // A later Keycloak, as far as the module can tell.
    changed.pretendVersion(LATER);

    assertThat(changed.linesOfRefusedStart(MODULE))
        .satisfiesExactlyInAnyOrder(
            untested ->
                assertThat(untested)
                    .contains(" WARN ")
                    .contains(
                        "is made for Keycloak " + keycloak + " and runs on Keycloak " + LATER),
            lost ->
                assertThat(lost)
                    .contains(" WARN ")
                    .contains(
                        "provider of LoginFormsProvider is " + RivalFormsFactory.class.getName())
                    .contains("so the consent page does not name the resources."),
            refused ->
                assertThat(refused)
                    .contains("ERROR")
                    .contains(
                        "resource-indicator-restriction is "
                            + RivalPostProcessorFactory.class.getName())
                    .contains("so no access token is restricted. So the server does not start."));

    // And a method that the module calls has another name in it.
    changed.rename(
        "keycloak-services", "org.keycloak.protocol.oidc.utils.OAuth2Code", "getResource");

    assertThat(changed.linesOfRefusedStart(MODULE))
        .singleElement()
        .asString()
        .contains("ERROR")
        .contains("is made for Keycloak " + keycloak + " and does not fit this Keycloak " + LATER)
        .contains(
            "org.keycloak.protocol.oidc.utils.OAuth2Code has no public String getResource(). ")
        .contains("Use the release of the JAR that is made for Keycloak " + LATER);
    assertThat(installation.home().resolve("data/h2")).as("the database").doesNotExist();
  }

  /** A provider JAR; the same bytes each time, so that the installation is not built again. */
  private static Path jar(Path file, Map<String, Class<?>> services) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, Class<?>> service :
          services.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
        add(
            jar,
            "META-INF/services/" + service.getKey(),
            service.getValue().getName().getBytes(StandardCharsets.UTF_8));
        String type = service.getValue().getName().replace('.', '/') + ".class";
        try (InputStream bytes = StartupCheckIT.class.getResourceAsStream("/" + type)) {
          add(jar, type, bytes.readAllBytes());
        }
      }
    }
    return file;
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    jar.putNextEntry(entry);
    jar.write(content);
    jar.closeEntry();
  }
}
