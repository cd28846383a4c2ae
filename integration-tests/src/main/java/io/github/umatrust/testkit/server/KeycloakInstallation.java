package io.github.umatrust.testkit.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Keycloak home directory with provider JARs in {@code providers/}, built ({@code kc.sh build})
 * so that it can be started as often as needed.
 *
 * @param home the Keycloak home directory
 * @param database where it keeps its data
 */
public record KeycloakInstallation(Path home, Database database) {

  private static final List<String> BUILD_OPTIONS =
      List.of("--health-enabled=true", "--metrics-enabled=true");

  private static final String FINGERPRINT = "built-from.sha256";

  /** The same on H2, as Keycloak has it by default. */
  public static KeycloakInstallation prepare(
      Path distribution,
      Path home,
      List<Path> providers,
      Consumer<String> progress,
      String... options) {
    return prepare(distribution, home, H2Database.DEFAULT, providers, progress, options);
  }

  /**
   * Copies the distribution to {@code home}, adds the JARs and builds; does nothing where the same
   * has been done before.
   *
   * @param distribution an unpacked Keycloak distribution, left as it is
   * @param home where the installation goes; replaced when the JARs are not those it was built from
   * @param database where it will keep its data
   * @param providers the JARs for {@code providers/}
   * @param progress is told in one line what takes long
   * @param options further options of {@code kc.sh build}
   * @throws ServerException when the distribution is missing or the build fails
   */
  public static KeycloakInstallation prepare(
      Path distribution,
      Path home,
      Database database,
      List<Path> providers,
      Consumer<String> progress,
      String... options) {
    if (!Files.isRegularFile(distribution.resolve("lib/quarkus-run.jar"))) {
      throw new ServerException("no Keycloak distribution at " + distribution);
    }
    KeycloakInstallation installation = new KeycloakInstallation(home, database);
    List<String> arguments = new ArrayList<>(List.of("build", "--db=" + database.vendor()));
    arguments.addAll(BUILD_OPTIONS);
    arguments.addAll(List.of(options));
    try {
      String fingerprint = fingerprint(distribution, providers, arguments);
      Path built = home.resolve(FINGERPRINT);
      if (Files.exists(built) && Files.readString(built).equals(fingerprint)) {
        return installation;
      }
      deleteTree(home);
      copyTree(distribution, home);
      for (Path provider : providers) {
        Files.copy(provider, home.resolve("providers").resolve(provider.getFileName()));
      }
      progress.accept(
          "Building Keycloak with " + providers.size() + " provider JARs (about half a minute)");
      installation.build(arguments);
      Files.writeString(built, fingerprint);
      return installation;
    } catch (IOException e) {
      throw new ServerException("cannot prepare Keycloak in " + home + ": " + e.getMessage(), e);
    }
  }

  /** Removes everything the server stored: the next start begins with an empty database. */
  public void clearData() {
    database.clear();
    try {
      deleteTree(home.resolve("data"));
      Files.createDirectories(home.resolve("data/import"));
    } catch (IOException e) {
      throw new ServerException("cannot clear " + home.resolve("data") + ": " + e.getMessage(), e);
    }
  }

  /** Has the next start import this realm where there is none of its name. */
  void importAtStart(Path realmFile) {
    try {
      byte[] realm = Files.readAllBytes(realmFile);
      // Keycloak wants a realm's file to be called after the realm.
      String name = new ObjectMapper().readTree(realm).path("realm").asText();
      Files.write(home.resolve("data/import/" + name + "-realm.json"), realm);
    } catch (IOException e) {
      throw new ServerException("cannot import the realm " + realmFile + ": " + e.getMessage(), e);
    }
  }

  /**
   * The command that runs Keycloak directly, without the start script, so that its process is the
   * one we stop.
   */
  List<String> command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(
        Path.of(
                System.getProperty("java.home", ""),
                "bin",
                File.separatorChar == '\\' ? "java.exe" : "java")
            .toString());
    command.addAll(jvmOptions);
    // As in the distribution's start script.
    for (String opened :
        List.of("java.util", "java.util.concurrent", "java.security", "java.lang")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-Dfile.encoding=UTF-8",
            "-Duser.language=en",
            "-Duser.country=US",
            "-Dkc.home.dir=" + home,
            "-Djboss.server.config.dir=" + home.resolve("conf"),
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
            "-Dquarkus-log-max-startup-records=10000",
            "-cp",
            home.resolve("lib/quarkus-run.jar").toString(),
            "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
    command.addAll(arguments);
    return command;
  }

  private void build(List<String> arguments) throws IOException {
    Path log = home.resolve("build.log");
    Process process =
        new ProcessBuilder(command(List.of("-Xmx1g", "-XX:+UseSerialGC"), arguments))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Thread stopWithUs = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(stopWithUs);
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        throw new ServerException("building Keycloak took more than 5 minutes; see " + log);
      }
      if (process.exitValue() != 0) {
        throw new ServerException(
            "building Keycloak failed: " + LogFile.lastError(log) + "; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while building Keycloak", e);
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(stopWithUs);
    }
  }

  private static String fingerprint(Path distribution, List<Path> providers, List<String> arguments)
      throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(distribution.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(arguments.toString().getBytes(StandardCharsets.UTF_8));
      List<Path> sorted =
          providers.stream().sorted(Comparator.comparing(Path::getFileName)).toList();
      for (Path provider : sorted) {
        digest.update(provider.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(provider));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path source : (Iterable<Path>) paths::iterator) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The provider JARs in a directory, in the order of their names. */
  public static List<Path> jarsIn(Path directory) {
    File[] files = directory.toFile().listFiles((dir, name) -> name.endsWith(".jar"));
    if (files == null) {
      throw new ServerException("no directory of provider JARs at " + directory);
    }
    return Arrays.stream(files).map(File::toPath).sorted().toList();
  }
}
