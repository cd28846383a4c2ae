package io.github.umatrust.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a module refers to in a class of Keycloak that is not made for others, as class files name
 * it (JVMS §4.2, §4.3): {@code
 * org/keycloak/services/Urls.realmIssuer:(Ljava/net/URI;Ljava/lang/String;)Ljava/lang/String;}, or
 * a class alone. The compiler has checked it once; with another release of Keycloak a missing
 * member shows only when it is used, or never where it is one that Keycloak was to call.
 *
 * @param owner the class, as {@link Class#getName} gives it
 * @param name the member's name, {@code <init>} of a constructor; empty for the class alone
 * @param descriptor its type; empty for the class alone
 */
record KeycloakMember(String owner, String name, String descriptor) {

  private static final String RESOURCE = "keycloak-members.txt";
  private static final String CONSTRUCTOR = "<init>";

  /** All that the module of a class refers to, as the resource beside that class lists it. */
  static List<KeycloakMember> listedBeside(Class<?> module) {
    InputStream stream = module.getResourceAsStream(RESOURCE);
    if (stream == null) {
      throw new IllegalStateException("The JAR has no " + RESOURCE);
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(KeycloakMember::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one line. */
  static KeycloakMember parse(String line) {
    int type = line.indexOf(':');
    int name = type < 0 ? -1 : line.lastIndexOf('.', type);
    return name < 0
        ? new KeycloakMember(line.replace('/', '.'), "", "")
        : new KeycloakMember(
            line.substring(0, name).replace('/', '.'),
            line.substring(name + 1, type),
            line.substring(type + 1));
  }

  /**
   * What is different in a Keycloak.
   *
   * @param loader gives the classes of that Keycloak
   * @return one clause; empty if the member is there with the same type
   */
  Optional<String> difference(ClassLoader loader) {
    try {
      Class<?> type = Class.forName(owner, false, loader);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      List<String> found = descriptors(type);
      String called = name.equals(CONSTRUCTOR) ? "constructor" : name;
      return found.contains(descriptor)
          ? Optional.empty()
          : Optional.of(
              found.isEmpty()
                  ? owner + " has no " + called
                  : "the " + called + " of " + owner + " has another type");
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of("there is no usable class " + owner);
    }
  }

  /** The types of all members that have the name. */
  private List<String> descriptors(Class<?> type) {
    return name.equals(CONSTRUCTOR)
        ? Arrays.stream(type.getDeclaredConstructors())
            .map(c -> MethodType.methodType(void.class, c.getParameterTypes()).descriptorString())
            .toList()
        : hierarchy(type).flatMap(this::descriptorsOfDeclared).toList();
  }

  private Stream<String> descriptorsOfDeclared(Class<?> type) {
    return Stream.concat(
        Arrays.stream(type.getDeclaredMethods())
            .filter(m -> m.getName().equals(name))
            .map(m -> MethodType.methodType(m.getReturnType(), m.getParameterTypes()))
            .map(MethodType::descriptorString),
        Arrays.stream(type.getDeclaredFields())
            .filter(f -> f.getName().equals(name))
            .map(f -> f.getType().descriptorString()));
  }

  private static Stream<Class<?>> hierarchy(@Nullable Class<?> type) {
    return type == null
        ? Stream.empty()
        : Stream.concat(
            Stream.of(type),
            Stream.concat(
                hierarchy(type.getSuperclass()),
                Arrays.stream(type.getInterfaces()).flatMap(KeycloakMember::hierarchy)));
  }
}
