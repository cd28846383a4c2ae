package io.github.umatrust.startup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.keycloak.Config;
import org.keycloak.common.Version;

class StartupCheckFactoryTest {

  /** Of a module whose list, in the resources of these tests, has a class that is not there. */
  private static final class OurFactory extends StartupCheckFactory {

    private OurFactory() {
      super("Something could go wrong");
    }
  }

  @Test
  void aServerDoesNotStartWithoutWhatTheModuleRefersTo() {
    assertThatThrownBy(() -> new OurFactory().init(Config.scope()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "our-jar 26.7.4-1 is made for Keycloak 26.7.4 and does not fit this Keycloak "
                + Version.VERSION
                + ": there is no usable class org.keycloak.Gone."
                + " Something could go wrong, so the server does not start.");
  }
}
