package io.github.umatrust.indicator.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * A release of this JAR.
 *
 * @param artifact name of the JAR without its version
 * @param version its version
 * @param keycloakVersion the version of Keycloak it is made for
 */
record Release(String artifact, String version, String keycloakVersion) {

  private static final String RESOURCE = "made-for.properties";

  /** The release these classes are of, as the build wrote it into the JAR. */
  static Release ofThisJar() {
    Properties properties = new Properties();
    try (InputStream stream = Release.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("The JAR has no " + RESOURCE);
      }
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Release(
        properties.getProperty("artifact", ""),
        properties.getProperty("version", ""),
        properties.getProperty("keycloak.version", ""));
  }

  @Override
  public String toString() {
    return artifact + " " + version;
  }
}
