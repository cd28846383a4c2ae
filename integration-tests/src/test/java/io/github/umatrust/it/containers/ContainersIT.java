package io.github.umatrust.it.containers;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.ServerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The JARs in Keycloak's image, in both ways that the README shows. */
@Tag("containers")
class ContainersIT {

  private static final String IMAGE = System.getProperty("containers.image", "");
  private static final Path DOCKERFILE = Path.of(System.getProperty("containers.dockerfile", ""));
  private static final Duration START_LIMIT = Duration.ofMinutes(8);

  @BeforeAll
  static void aDockerEngineAnswers() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new ServerException(
          "no Docker engine answers, and the tests of the profile containers need one: start it, or"
              + " say by DOCKER_HOST where it is");
    }
  }

  /** As somebody tries them out: the JARs in {@code providers/} of a container that is started. */
  @Nested
  class JarsInTheImage extends ContainerChecks {

    JarsInTheImage() {
      super(
          new KeycloakContainer(IMAGE)
              .withProviderLibsFrom(Keycloak.providers().stream().map(Path::toFile).toList())
              .withEnabledMetrics()
              .withRamPercentage(1, 10)
              .withStartupTimeout(START_LIMIT));
    }
  }

  /** As somebody runs them: an image of their own, built once, on a database without a server. */
  @Nested
  class ImageOfTheDockerfile extends ContainerChecks {

    ImageOfTheDockerfile() {
      super(
          new GenericContainer<>(image())
              .withEnv(
                  Map.of(
                      "KC_BOOTSTRAP_ADMIN_USERNAME", KeycloakServer.ADMIN,
                      "KC_BOOTSTRAP_ADMIN_PASSWORD", KeycloakServer.ADMIN,
                      "KC_HTTP_ENABLED", "true",
                      "KC_HOSTNAME_STRICT", "false",
                      "KC_CACHE", "local"))
              .withExposedPorts(HTTP_PORT, MANAGEMENT_PORT)
              .waitingFor(
                  Wait.forHttp("/health/ready")
                      .forPort(MANAGEMENT_PORT)
                      .withStartupTimeout(START_LIMIT)));
    }

    private static ImageFromDockerfile image() {
      ImageFromDockerfile image =
          new ImageFromDockerfile()
              .withFileFromPath("Dockerfile", DOCKERFILE)
              .withBuildArg("KEYCLOAK", IMAGE)
              .withBuildArg("DB", "dev-file");
      Keycloak.providers()
          .forEach(jar -> image.withFileFromPath(jar.getFileName().toString(), jar));
      return image;
    }
  }
}
