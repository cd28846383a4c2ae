package io.github.umatrust.indicator.compatibility;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this module expects of one member of a Keycloak class. The compiler has checked it once;
 * with another release of Keycloak a missing member shows only when it is used, or never where it
 * is one that Keycloak was to call.
 *
 * @param className name of the class, as {@link Class#getName} gives it
 * @param member the member as in Java without modifiers other than {@code static}: {@code String
 *     name(int, java.util.List)}, {@code static String NAME}, a constructor as {@code new(int)};
 *     the types without type parameters, those of {@code java.lang} without the package
 * @param use what it is used for
 * @param value the value that a constant was compiled in with, null for anything else
 */
record Shape(String className, String member, Use use, @Nullable String value) {

  private static final String JAVA_LANG = "java.lang.";

  /** What a member is used for, which decides what it must allow. */
  enum Use {
    /** Called or read: must be public. */
    CALLED,
    /** Called or read in a subclass: must be public or protected. */
    INHERITED,
    /** Overridden: as inherited, and not final. */
    OVERRIDDEN,
    /** Named in the text of a query: may be private. */
    MAPPED
  }

  /** A public member. */
  static Shape calls(String className, String member) {
    return new Shape(className, member, Use.CALLED, null);
  }

  /** A member that a subclass of ours uses. */
  static Shape inherits(String className, String member) {
    return new Shape(className, member, Use.INHERITED, null);
  }

  /** A method that a class of ours overrides or implements. */
  static Shape overrides(String className, String member) {
    return new Shape(className, member, Use.OVERRIDDEN, null);
  }

  /** A field of a JPA entity. */
  static Shape maps(String className, String member) {
    return new Shape(className, member, Use.MAPPED, null);
  }

  /**
   * A constant, whose value the compiler copies.
   *
   * @param value the constant itself
   */
  static Shape constant(String className, String name, String value) {
    return new Shape(className, "static String " + name, Use.CALLED, value);
  }

  /**
   * What is different in a Keycloak.
   *
   * @param loader gives the classes of that Keycloak
   * @return one clause; empty if all is as expected
   */
  Optional<String> difference(ClassLoader loader) {
    try {
      Class<?> type = Class.forName(className, false, loader);
      List<Member> members = members(type).toList();
      Optional<Member> found =
          members.stream().filter(m -> isUsable(m) && text(m).equals(member)).findFirst();
      return found.isPresent()
          ? differentValue(found.get())
          : Optional.of(className + " has no " + describe() + instead(members));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of("there is no usable class " + className);
    }
  }

  private boolean isUsable(Member candidate) {
    int modifiers = candidate.getModifiers();
    return switch (use) {
      case CALLED -> Modifier.isPublic(modifiers);
      case INHERITED -> isInherited(modifiers);
      case OVERRIDDEN -> isInherited(modifiers) && !Modifier.isFinal(modifiers);
      case MAPPED -> true;
    };
  }

  private static boolean isInherited(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private Optional<String> differentValue(Member found) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      Object actual = ((Field) found).get(null);
      return value.equals(actual)
          ? Optional.empty()
          : Optional.of(className + " has \"" + actual + "\" for " + describe());
    } catch (IllegalAccessException e) {
      return Optional.of(className + " hides " + describe());
    }
  }

  private String describe() {
    String needed =
        switch (use) {
          case CALLED -> "public ";
          case INHERITED -> "public or protected ";
          case OVERRIDDEN -> "overridable ";
          case MAPPED -> "";
        };
    return needed + member + (value == null ? "" : " = \"" + value + "\"");
  }

  /** What else has the name, to tell the cause from the message alone. */
  private String instead(List<Member> members) {
    String name = name(member);
    String others =
        members.stream()
            .filter(m -> name(text(m)).equals(name))
            .map(m -> (modifiers(m) + " " + withoutStatic(text(m))).strip())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : " but " + others;
  }

  /** A method's other flags have names of modifiers of fields. */
  private static String modifiers(Member member) {
    int named =
        member instanceof Executable ? Modifier.methodModifiers() : Modifier.fieldModifiers();
    return Modifier.toString(member.getModifiers() & named);
  }

  private static String withoutStatic(String text) {
    return text.startsWith("static ") ? text.substring("static ".length()) : text;
  }

  private static String name(String text) {
    int end = text.indexOf('(');
    String head = end < 0 ? text : text.substring(0, end);
    return head.substring(head.lastIndexOf(' ') + 1);
  }

  private static Stream<Member> members(Class<?> type) {
    List<Member> members = new ArrayList<>(Arrays.asList(type.getDeclaredConstructors()));
    addInherited(type, members);
    return members.stream();
  }

  private static void addInherited(@Nullable Class<?> type, List<Member> members) {
    if (type != null) {
      members.addAll(Arrays.asList(type.getDeclaredMethods()));
      members.addAll(Arrays.asList(type.getDeclaredFields()));
      addInherited(type.getSuperclass(), members);
      for (Class<?> parent : type.getInterfaces()) {
        addInherited(parent, members);
      }
    }
  }

  private static String text(Member member) {
    String modifier = Modifier.isStatic(member.getModifiers()) ? "static " : "";
    if (member instanceof Constructor<?> constructor) {
      return "new" + parameters(constructor);
    }
    if (member instanceof Method method) {
      return modifier + type(method.getReturnType()) + " " + method.getName() + parameters(method);
    }
    return modifier + type(((Field) member).getType()) + " " + member.getName();
  }

  private static String parameters(Executable executable) {
    return Arrays.stream(executable.getParameterTypes())
        .map(Shape::type)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String type(Class<?> type) {
    String name = type.getTypeName();
    return name.startsWith(JAVA_LANG) && name.indexOf('.', JAVA_LANG.length()) < 0
        ? name.substring(JAVA_LANG.length())
        : name;
  }
}
