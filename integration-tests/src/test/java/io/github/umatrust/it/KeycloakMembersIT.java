package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The list by which a JAR checks Keycloak's classes when a server starts is that of what its class
 * files refer to: it needs a line for whatever a class comes to use.
 */
class KeycloakMembersIT {

  /** The artifacts of Keycloak that are made for others; all classes elsewhere are internal. */
  private static final Pattern PUBLIC =
      Pattern.compile("/keycloak-(core|common|client-common-synced|server-spi)-[0-9]");

  @ParameterizedTest
  @CsvSource({"uma-protocol-provider, uma", "obligations-audit-listener, obligations"})
  void theListHasWhatTheModuleRefersToAndNothingElse(String module, String name)
      throws IOException {
    Path path =
        Keycloak.providers().stream()
            .filter(jar -> jar.getFileName().toString().contains(module))
            .findFirst()
            .orElseThrow();
    try (JarFile jar = new JarFile(path.toFile())) {
      JarEntry list =
          jar.getJarEntry("io/github/umatrust/" + name + "/compatibility/keycloak-members.txt");
      String text = new String(jar.getInputStream(list).readAllBytes(), StandardCharsets.UTF_8);
      List<String> listed =
          text.lines()
              .takeWhile(line -> !line.equals("# Fields that the text of queries names"))
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList();
      Set<String> needed = new Classes(classesOf(jar)).internals();
      assertThat(needed.stream().filter(line -> !listed.contains(line)))
          .as("lines that %s lacks", list)
          .isEmpty();
      assertThat(listed.stream().filter(line -> !needed.contains(line)))
          .as("lines that %s does not need any more", list)
          .isEmpty();
    }
  }

  private static Map<String, ClassFile> classesOf(JarFile jar) throws IOException {
    Map<String, ClassFile> classes = new HashMap<>();
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      if (entry.getName().endsWith(".class")) {
        try (InputStream stream = jar.getInputStream(entry)) {
          ClassFile read = ClassFile.read(stream);
          classes.put(read.name(), read);
        }
      }
    }
    return classes;
  }

  /**
   * The classes of a module.
   *
   * @param classes by their names
   */
  private record Classes(Map<String, ClassFile> classes) {

    /** The internal members that it refers to, and internal classes without a member. */
    Set<String> internals() {
      Set<String> members = new TreeSet<>();
      Set<String> all = new TreeSet<>();
      for (ClassFile type : classes.values()) {
        type.classes().stream().filter(Classes::isInternal).forEach(all::add);
        type.references().stream().flatMap(this::declared).forEach(members::add);
        overridden(type).forEach(members::add);
      }
      all.removeIf(name -> members.stream().anyMatch(m -> m.startsWith(name + ".")));
      all.addAll(members);
      return all;
    }

    /** The member itself, if it is of an internal class; the compiler names what inherits it. */
    private Stream<String> declared(ClassFile.Reference reference) {
      if (isInternal(reference.owner())) {
        return Stream.of(reference.owner() + "." + reference.member());
      }
      ClassFile owner = classes.get(reference.owner());
      if (owner == null || owner.members().contains(reference.member())) {
        return Stream.empty();
      }
      return supertypes(owner)
          .filter(type -> type.members().contains(reference.member()))
          .limit(1)
          .filter(type -> isInternal(type.name()))
          .map(type -> type.name() + "." + reference.member());
    }

    /** What of internal classes Keycloak is to call. */
    private Stream<String> overridden(ClassFile type) {
      return supertypes(type)
          .filter(parent -> isInternal(parent.name()))
          .flatMap(
              parent ->
                  type.overriding().stream()
                      .filter(parent.members()::contains)
                      .map(member -> parent.name() + "." + member));
    }

    private Stream<ClassFile> supertypes(ClassFile type) {
      return type.supertypes().stream()
          .flatMap(name -> find(name).stream())
          .flatMap(parent -> Stream.concat(Stream.of(parent), supertypes(parent)));
    }

    private Optional<ClassFile> find(String name) {
      ClassFile ours = classes.get(name);
      return ours != null ? Optional.of(ours) : Optional.ofNullable(ofKeycloak(name));
    }

    private static @Nullable ClassFile ofKeycloak(String name) {
      URL resource = resource(name);
      if (resource == null || !name.startsWith("org/keycloak/")) {
        return null;
      }
      try (InputStream stream = resource.openStream()) {
        return ClassFile.read(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A class that is not on the class path of these tests is in no public artifact either. */
    private static boolean isInternal(String name) {
      URL resource = resource(name);
      return name.startsWith("org/keycloak/")
          && (resource == null || !PUBLIC.matcher(resource.toString()).find());
    }

    private static @Nullable URL resource(String name) {
      return KeycloakMembersIT.class.getResource("/" + name + ".class");
    }
  }
}
