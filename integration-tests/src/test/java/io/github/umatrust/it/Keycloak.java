package io.github.umatrust.it;

import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.nio.file.Path;
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
 * class, one of type {@link KeycloakServer} the server.
 */
public final class Keycloak implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(Keycloak.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestRealm.class || type == KeycloakServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    KeycloakServer server = server(context);
    if (parameter.getParameter().getType() == KeycloakServer.class) {
      return server;
    }
    Class<?> testClass = context.getRequiredTestClass();
    String name = "it-" + testClass.getSimpleName().toLowerCase(Locale.ROOT);
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            testClass, c -> TestRealm.importCopy(server, realmFile(), name), TestRealm.class);
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
    return KeycloakInstallation.prepare(
        path("keycloak.distribution"),
        path("keycloak.work").resolve(name),
        providers().stream()
            .filter(
                jar ->
                    modules.length == 0
                        || Arrays.stream(modules)
                            .anyMatch(m -> jar.getFileName().toString().contains(m)))
            .toList(),
        System.out::println);
  }

  /** All JARs, and the test-only providers that no other installation has. */
  private static KeycloakInstallation installationForTests() {
    return KeycloakInstallation.prepare(
        path("keycloak.distribution"),
        path("keycloak.work").resolve("all"),
        Stream.concat(
                providers().stream(),
                KeycloakInstallation.jarsIn(path("keycloak.testProviders")).stream())
            .toList(),
        System.out::println);
  }

  private static KeycloakServer server(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            KeycloakServer.class,
            key -> KeycloakServer.start(installationForTests(), Ports.free(), realmFile()),
            KeycloakServer.class);
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property, ""));
  }
}
