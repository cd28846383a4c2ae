package io.github.umatrust.startup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What an operator is told of a JAR on one server; every message is one line.
 *
 * @param jar name and version of the JAR
 * @param madeFor the version of Keycloak it is made for
 * @param running the version of Keycloak that runs
 */
record CompatibilityCheck(String jar, String madeFor, String running) {

  private static final String RESOURCE = "made-for.properties";

  /** With what is missing beyond so much, nobody learns more. */
  private static final int NAMED = 5;

  /** For the JAR that a class is in, as the build wrote it down beside that class. */
  static CompatibilityCheck ofTheJarWith(Class<?> module, String running) {
    Properties built = new Properties();
    try (InputStream stream = module.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("The JAR has no " + RESOURCE);
      }
      built.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CompatibilityCheck(
        built.getProperty("artifact", "") + " " + built.getProperty("version", ""),
        built.getProperty("keycloak.version", ""),
        running);
  }

  /**
   * Why the server must not start; empty if Keycloak has all of it.
   *
   * @param needed what the JAR refers to
   * @param danger what could happen if it started, as the beginning of a sentence
   */
  Optional<String> misfit(List<KeycloakMember> needed, String danger) {
    ClassLoader keycloak = CompatibilityCheck.class.getClassLoader();
    List<String> missing =
        needed.stream().flatMap(m -> m.difference(keycloak).stream()).distinct().toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String named = missing.stream().limit(NAMED).collect(Collectors.joining("; "));
    String more = missing.size() > NAMED ? "; and " + (missing.size() - NAMED) + " more" : "";
    return Optional.of(
        ("%s is made for Keycloak %s and does not fit this Keycloak %s: %s. %s, so the server does"
                + " not start. Use the release of the JAR that is made for Keycloak %s, or take"
                + " the JAR out of the providers directory; then build the server again.")
            .formatted(jar, madeFor, running, named + more, danger, running));
  }

  /** A warning where this is not the Keycloak that the JAR is made for. */
  Optional<String> untested() {
    return running.equals(madeFor)
        ? Optional.empty()
        : Optional.of(
            ("%s is made for Keycloak %s and runs on Keycloak %s. All that it refers to in"
                    + " Keycloak's classes is there, but the two have not been tested together:"
                    + " use the release of the JAR that is made for Keycloak %s.")
                .formatted(jar, madeFor, running, running));
  }
}
