package io.github.umatrust.indicator.compatibility;

import java.util.List;
import java.util.Optional;

/**
 * What an operator is told of this JAR on one server; every message is one line.
 *
 * @param jar the release of this JAR
 * @param running the version of Keycloak that runs
 */
record CompatibilityCheck(Release jar, String running) {

  /** Why the server must not start; empty if Keycloak's classes are as expected. */
  Optional<String> misfit(List<Shape> expected) {
    ClassLoader keycloak = CompatibilityCheck.class.getClassLoader();
    List<String> differences =
        expected.stream().flatMap(s -> s.difference(keycloak).stream()).distinct().toList();
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("%s is made for Keycloak %s and does not fit this Keycloak %s: %s. Access tokens could"
                    + " be issued that are not restricted to the resources asked for, so the server"
                    + " does not start. Use the release of the JAR that is made for Keycloak %s, or"
                    + " take the JAR out of the providers directory; then build the server again.")
                .formatted(
                    jar, jar.keycloakVersion(), running, String.join("; ", differences), running));
  }

  /** A warning where this is not the Keycloak that the JAR is made for. */
  Optional<String> untested() {
    return running.equals(jar.keycloakVersion())
        ? Optional.empty()
        : Optional.of(
            ("%s is made for Keycloak %s and runs on Keycloak %s. All that it expects of Keycloak's"
                    + " classes is there, but the two have not been tested together: use the"
                    + " release of the JAR that is made for Keycloak %s.")
                .formatted(jar, jar.keycloakVersion(), running, running));
  }

  /** Warnings about providers that are not in effect where enforcement does not need them. */
  List<String> losses(List<ModuleProvider> providers, ModuleProvider.Lookup server) {
    return providers.stream()
        .filter(p -> !p.indispensable())
        .flatMap(p -> p.problem(server).stream())
        .map(problem -> jar + ": " + problem + ".")
        .toList();
  }

  /** Why the server must not start; empty if the providers that enforcement needs are in effect. */
  Optional<String> halfEnforced(List<ModuleProvider> providers, ModuleProvider.Lookup server) {
    List<String> problems =
        providers.stream()
            .filter(ModuleProvider::indispensable)
            .flatMap(p -> p.problem(server).stream())
            .toList();
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("%s would enforce resource indicators only in part: %s. So the server does not start. Undo what switches"
                    + " off or replaces that provider, or take the JAR out of the providers"
                    + " directory; then build the server again.")
                .formatted(jar, String.join("; ", problems)));
  }
}
