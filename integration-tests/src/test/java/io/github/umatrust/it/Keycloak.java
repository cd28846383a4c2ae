package io.github.umatrust.it;

import io.github.umatrust.testkit.oauth.AuthenticationDevice;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.Databases;
import io.github.umatrust.testkit.server.H2Database;
import io.github.umatrust.testkit.server.KeycloakCluster;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.uma.ScopeDocumentServer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one Keycloak of this run, with all four JARs, and realms of their own on it: a
 * parameter of type {@link TestRealm} is a fresh copy of {@code test-realm.json} for the test
 * class, one of type {@link KeycloakServer} the server, one of type {@link AuthenticationDevice}
 * what people approve back-channel requests with, one of type {@link ScopeDocumentServer} where
 * resource servers publish scope documents that Keycloak may fetch.
 *
 * <p>Where {@code it.nodes} is more than 1 the one Keycloak is a {@link KeycloakCluster}, a
 * parameter of that type, and realms are reached through its balancer.
 */
public final class Keycloak implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(Keycloak.class);

  private static final int NODES = Integer.getInteger("it.nodes", 1);

  /** The tests log in thousands of times, and nobody has to be kept from guessing a password. */
  private static final List<String> FAST_PASSWORDS =
      List.of(
          "--spi-password-hashing--argon2--iterations=1",
          "--spi-password-hashing--argon2--memory=8");

  /** On a test class: another server, with features of Keycloak switched on. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Features {
    /** The value of the option {@code --features}. */
    String value();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestRealm.class
        || type == KeycloakServer.class
        || type == KeycloakCluster.class
        || type == AuthenticationDevice.class
        || type == ScopeDocumentServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == AuthenticationDevice.class) {
      return device(context);
    }
    if (parameter.getParameter().getType() == ScopeDocumentServer.class) {
      return scopeDocuments(context);
    }
    if (parameter.getParameter().getType() == KeycloakCluster.class) {
      return cluster(context);
    }
    if (parameter.getParameter().getType() == KeycloakServer.class) {
      return server(context);
    }
    String baseUrl = NODES > 1 ? cluster(context).baseUrl() : server(context).baseUrl();
    Class<?> testClass = context.getRequiredTestClass();
    String name = "it-" + testClass.getSimpleName().toLowerCase(Locale.ROOT);
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            testClass, c -> TestRealm.importCopy(baseUrl, realmFile(), name), TestRealm.class);
  }

  /** The realm file of the repository. */
  public static Path realmFile() {
    return path("keycloak.realm");
  }

  /** The four JARs. */
  public static List<Path> providers() {
    return KeycloakInstallation.jarsIn(path("keycloak.providers"));
  }

  /** An installation of its own with some of the JARs, for tests that need another server. */
  public static KeycloakInstallation installation(String name, String... modules) {
    return installation(name, List.of(), modules);
  }

  /** An installation of its own with some of the JARs and others beside them. */
  public static KeycloakInstallation installation(
      String name, List<Path> others, String... modules) {
    return KeycloakInstallation.prepare(
        distribution(),
        OfThisRun.DATABASES.home(name),
        OfThisRun.DATABASES.of(name, H2Database.DEFAULT),
        Stream.concat(
                providers().stream()
                    .filter(
                        jar ->
                            modules.length == 0
                                || Arrays.stream(modules)
                                    .anyMatch(m -> jar.getFileName().toString().contains(m))),
                others.stream())
            .toList(),
        System.out::println);
  }

  /** The unpacked distribution that installations are copied from. */
  public static Path distribution() {
    return path("keycloak.distribution");
  }

  /** Whether the tests of this run are on H2. */
  public static boolean isOnH2() {
    return OfThisRun.DATABASES.areH2();
  }

  /** Whether the tests of this run are on PostgreSQL. */
  public static boolean isOnPostgres() {
    return OfThisRun.DATABASES.arePostgres();
  }

  /** Their server stops when this JVM ends. */
  private static final class OfThisRun {

    static final Databases DATABASES = new Databases(path("keycloak.work"));

    private OfThisRun() {}
  }

  /**
   * An installation of its own with all JARs and the test-only providers, on a database that keeps
   * what it committed when the server is killed.
   */
  public static KeycloakInstallation durableInstallation(String name) {
    return withTestProviders(name, H2Database.DURABLE);
  }

  /** All JARs, and the test-only providers that only installations for tests have. */
  private static KeycloakInstallation installationForTests(String features) {
    String name = features.isEmpty() ? "all" : "all-" + features;
    return withTestProviders(
        name,
        H2Database.DEFAULT,
        features.isEmpty() ? new String[0] : new String[] {"--features=" + features});
  }

  private static KeycloakInstallation withTestProviders(
      String name, H2Database h2, String... options) {
    return KeycloakInstallation.prepare(
        distribution(),
        OfThisRun.DATABASES.home(name),
        OfThisRun.DATABASES.of(name, h2),
        Stream.concat(
                providers().stream(),
                KeycloakInstallation.jarsIn(path("keycloak.testProviders")).stream())
            .toList(),
        System.out::println,
        options);
  }

  private static KeycloakServer server(ExtensionContext context) {
    String features = features(context);
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "server " + features,
            key ->
                KeycloakServer.start(
                    installationForTests(features), Ports.free(), realmFile(), options(context)),
            KeycloakServer.class);
  }

  private static KeycloakCluster cluster(ExtensionContext context) {
    String features = features(context);
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "cluster " + features,
            key ->
                KeycloakCluster.start(
                    installationForTests(features), NODES, realmFile(), options(context)),
            KeycloakCluster.class);
  }

  private static String features(ExtensionContext context) {
    Features annotation = context.getRequiredTestClass().getAnnotation(Features.class);
    return annotation == null ? "" : annotation.value();
  }

  private static String[] options(ExtensionContext context) {
    List<String> options = new ArrayList<>(FAST_PASSWORDS);
    options.add(device(context).serverOption());
    options.addAll(List.of(scopeDocuments(context).serverOptions()));
    return options.toArray(String[]::new);
  }

  private static AuthenticationDevice device(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            AuthenticationDevice.class,
            key -> new AuthenticationDevice(),
            AuthenticationDevice.class);
  }

  private static ScopeDocumentServer scopeDocuments(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            ScopeDocumentServer.class,
            key -> new ScopeDocumentServer(path("keycloak.work").resolve("scope-documents")),
            ScopeDocumentServer.class);
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property, ""));
  }
}
