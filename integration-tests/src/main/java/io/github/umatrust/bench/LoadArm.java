package io.github.umatrust.bench;

import io.github.umatrust.testkit.server.Databases;
import io.github.umatrust.testkit.server.H2Database;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A kind of Keycloak that the open-loop benchmark compares.
 *
 * @param name a short name, for the tables
 * @param directory the name of its installation
 * @param description what it is, in a few words
 * @param modules the JARs that it has
 */
record LoadArm(String name, String directory, String description, List<String> modules) {

  private static final String MAPPER = "resource-indicator-mapper";
  private static final String UMA = "uma-protocol-provider";
  private static final String LEDGER = "obligations-audit-listener";
  private static final String THEMES = "themes";

  LoadArm {
    modules = List.copyOf(modules);
  }

  /** All of them, the one that the others are compared with first. */
  static List<LoadArm> all() {
    return List.of(
        new LoadArm("A", "load-without", "without our JARs", List.of()),
        new LoadArm("A′", "load-without-again", "without our JARs, another server", List.of()),
        new LoadArm(
            "I", "load-resource-indicators", "the resource indicator JAR alone", List.of(MAPPER)),
        new LoadArm("U", "load-uma", "the UMA JAR alone", List.of(UMA)),
        new LoadArm("L", "load-ledger", "the ledger JAR alone, the ledger on", List.of(LEDGER)),
        new LoadArm(
            "All",
            "load-all",
            "all four JARs, the ledger on",
            List.of(MAPPER, UMA, LEDGER, THEMES)));
  }

  /**
   * Those of some arms that a regular expression picks by their names.
   *
   * @throws IllegalArgumentException when it picks none
   */
  static List<LoadArm> picked(List<LoadArm> arms, String names) {
    List<LoadArm> picked = arms.stream().filter(arm -> arm.name().matches(names)).toList();
    if (picked.isEmpty()) {
      throw new IllegalArgumentException("no arm is called " + names);
    }
    return picked;
  }

  /** Its installation, built and not started yet. */
  KeycloakInstallation prepare(Databases databases, Consumer<String> progress) {
    List<Path> jars = new ArrayList<>();
    modules.forEach(module -> jars.addAll(BenchMain.jar(module)));
    KeycloakInstallation installation =
        KeycloakInstallation.prepare(
            BenchMain.path("keycloak.distribution"),
            databases.home(directory),
            databases.of(directory, H2Database.DEFAULT),
            jars,
            progress);
    progress.accept("Starting Keycloak for " + name + ": " + description);
    return installation;
  }

  /** The realm to import at its first start. */
  Path realmFile() {
    return LedgerRealm.write(
        BenchMain.path("keycloak.realm"),
        BenchMain.path("keycloak.work").resolve(directory + "-realm.json"),
        mapper(),
        ledger());
  }

  /** Whether clients ask for a resource, and the mapper restricts the token to it. */
  boolean mapper() {
    return modules.contains(MAPPER);
  }

  /** Whether resource servers use the UMA JAR's API. */
  boolean uma() {
    return modules.contains(UMA);
  }

  /** Whether the ledger is on. */
  boolean ledger() {
    return modules.contains(LEDGER);
  }

  /**
   * Whether it has owners with many resource sets, too, and its RPTs are compared: the arms with
   * the UMA JAR, and those they are compared with. To the other JARs that makes no difference.
   */
  boolean hasManySets() {
    return uma() || modules.isEmpty();
  }
}
