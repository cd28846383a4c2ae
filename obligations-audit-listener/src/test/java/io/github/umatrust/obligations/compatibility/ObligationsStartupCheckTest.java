package io.github.umatrust.obligations.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.keycloak.Config;
import org.keycloak.common.Version;
import org.keycloak.provider.Spi;

class ObligationsStartupCheckTest {

  @Test
  void theJarSaysWhichKeycloakItIsMadeFor() throws IOException {
    Properties built = new Properties();
    try (InputStream stream =
        ObligationsStartupCheckFactory.class.getResourceAsStream("made-for.properties")) {
      built.load(stream);
    }
    assertThat(built)
        .containsEntry("artifact", "keycloak-uma-trust-obligations-audit-listener")
        .containsEntry("keycloak.version", Version.VERSION);
    assertThat(built.getProperty("version")).startsWith(Version.VERSION + "-");
  }

  @Test
  void theKeycloakItIsMadeForFits() {
    assertThatCode(() -> new ObligationsStartupCheckFactory().init(Config.scope()))
        .doesNotThrowAnyException();
  }

  /** As Keycloak finds it: from the SPI to its factory. */
  @Test
  void keycloakFindsTheCheck() {
    Spi spi =
        ServiceLoader.load(Spi.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(s -> s.getName().equals("obligations-startup-check"))
            .findAny()
            .orElseThrow();
    assertThat(ServiceLoader.load(spi.getProviderFactoryClass()).findFirst())
        .containsInstanceOf(ObligationsStartupCheckFactory.class);
  }
}
