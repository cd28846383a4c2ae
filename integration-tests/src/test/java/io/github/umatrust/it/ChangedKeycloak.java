package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.server.ServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A Keycloak that is another than the JARs are made for, as far as they can tell. */
public record ChangedKeycloak(KeycloakInstallation installation) {

  /** The version of the Keycloak that this build is for. */
  public static String version() {
    return Keycloak.distribution().getFileName().toString().substring("keycloak-".length());
  }

  /**
   * Undoes what was changed in a library, also by an earlier run.
   *
   * @param artifact the library, without its version
   */
  public void restore(String artifact) throws IOException {
    Files.copy(
        libraryOf(Keycloak.distribution(), artifact),
        libraryOf(installation.home(), artifact),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Has Keycloak say that it is of another version. */
  public void pretendVersion(String version) throws IOException {
    change(
        "keycloak-common",
        "keycloak-version.properties",
        text -> text.replace("version=" + version(), "version=" + version));
  }

  /** Gives a member of a class another name, with another last letter. */
  public void rename(String artifact, String className, String member) throws IOException {
    // In a class file a text follows its length.
    char length = (char) member.length();
    String other = member.substring(0, member.length() - 1) + "_";
    change(
        artifact,
        className.replace('.', '/') + ".class",
        bytes -> bytes.replace(length + member, length + other));
  }

  /**
   * What the log says of a JAR when the server refuses to start.
   *
   * @param jar part of the JAR's name
   */
  public List<String> linesOfRefusedStart(String jar) throws IOException {
    ServerException refused =
        catchThrowableOfType(
            ServerException.class,
            () -> KeycloakServer.start(installation, Ports.free(), Keycloak.realmFile()).close());
    assertThat(refused).as("the server started").isNotNull();
    assertThat(refused)
        .hasMessageContaining("Keycloak ended while it started")
        .hasMessageContaining(jar);
    return lines(installation.home().resolve("server.log"), jar);
  }

  /** The lines of a log that say something of a JAR. */
  public static List<String> lines(Path log, String jar) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(jar)).toList();
    }
  }

  private void change(String artifact, String entry, UnaryOperator<String> change)
      throws IOException {
    try (FileSystem library =
        FileSystems.newFileSystem(libraryOf(installation.home(), artifact), Map.of())) {
      Path file = library.getPath(entry);
      // A character for each byte.
      String before = Files.readString(file, StandardCharsets.ISO_8859_1);
      String after = change.apply(before);
      assertThat(after).isNotEqualTo(before);
      Files.writeString(file, after, StandardCharsets.ISO_8859_1);
    }
  }

  private static Path libraryOf(Path home, String artifact) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("lib/lib/main"))) {
      return files
          .filter(
              f -> f.getFileName().toString().matches("org\\.keycloak\\." + artifact + "-[0-9].*"))
          .findFirst()
          .orElseThrow();
    }
  }
}
