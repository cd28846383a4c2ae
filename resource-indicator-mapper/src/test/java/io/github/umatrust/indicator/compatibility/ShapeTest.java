package io.github.umatrust.indicator.compatibility;

import static io.github.umatrust.indicator.compatibility.Shape.calls;
import static io.github.umatrust.indicator.compatibility.Shape.constant;
import static io.github.umatrust.indicator.compatibility.Shape.inherits;
import static io.github.umatrust.indicator.compatibility.Shape.maps;
import static io.github.umatrust.indicator.compatibility.Shape.overrides;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeTest {

  private static final String SAMPLE = Sample.class.getName();

  /** Something of every kind. */
  @SuppressWarnings({"unused", "UnusedVariable", "UnusedMethod"})
  abstract static class Sample extends Thread implements Comparable<Sample> {
    public static final String NAME = "sample";
    protected final Map<String, List<String>> map = Map.of();
    private int[] hidden = {};

    protected Sample(String name, byte[]... more) {
      super(name);
    }

    public abstract Map.@Nullable Entry<String, String> entry(Object value);

    protected final void last() {}

    protected static void atClass() {}

    void near() {}
  }

  static Stream<Arguments> fitting() {
    return Stream.of(
        Arguments.of(calls(SAMPLE, "java.util.Map$Entry entry(Object)")),
        Arguments.of(overrides(SAMPLE, "java.util.Map$Entry entry(Object)")),
        Arguments.of(inherits(SAMPLE, "java.util.Map map")),
        Arguments.of(inherits(SAMPLE, "new(String, byte[][])")),
        Arguments.of(inherits(SAMPLE, "void last()")),
        Arguments.of(inherits(SAMPLE, "static void atClass()")),
        Arguments.of(maps(SAMPLE, "int[] hidden")),
        Arguments.of(constant(SAMPLE, "NAME", "sample")),
        // Of a superclass, and of an interface
        Arguments.of(overrides(SAMPLE, "void run()")),
        Arguments.of(calls(SAMPLE, "int compareTo(Object)")));
  }

  @ParameterizedTest
  @MethodSource
  void fitting(Shape shape) {
    assertThat(shape.difference(ShapeTest.class.getClassLoader())).isEmpty();
  }

  static Stream<Arguments> different() {
    return Stream.of(
        Arguments.of(calls("a.B", "void c()"), "there is no usable class a.B"),
        Arguments.of(calls(SAMPLE, "String gone()"), "has no public String gone()"),
        Arguments.of(
            calls(SAMPLE, "String entry(Object)"),
            "has no public String entry(Object) but public abstract java.util.Map$Entry"
                + " entry(Object)"),
        Arguments.of(
            calls(SAMPLE, "void last()"),
            "has no public void last() but protected final void last()"),
        Arguments.of(
            overrides(SAMPLE, "void last()"),
            "has no overridable void last() but protected final void last()"),
        Arguments.of(
            inherits(SAMPLE, "void near()"),
            "has no public or protected void near() but void near()"),
        Arguments.of(
            inherits(SAMPLE, "int[] hidden"),
            "has no public or protected int[] hidden but private int[] hidden"),
        Arguments.of(
            inherits(SAMPLE, "void atClass()"),
            "has no public or protected void atClass() but protected static void atClass()"),
        Arguments.of(
            inherits(SAMPLE, "java.util.List map"),
            "has no public or protected java.util.List map but protected final java.util.Map map"),
        Arguments.of(maps(SAMPLE, "String none"), "has no String none"),
        Arguments.of(
            calls(SAMPLE, "new()"), "has no public new() but protected new(String, byte[][])"),
        Arguments.of(
            constant(SAMPLE, "NAME", "other"),
            "has \"sample\" for public static String NAME = \"other\""));
  }

  @ParameterizedTest
  @MethodSource
  void different(Shape shape, String message) {
    assertThat(shape.difference(ShapeTest.class.getClassLoader()))
        .hasValueSatisfying(d -> assertThat(d).contains(message).doesNotContain("\n"));
  }

  @Test
  void theTableFitsTheKeycloakThatTheBuildIsMadeFor() {
    assertThat(KeycloakShapes.ALL)
        .allSatisfy(s -> assertThat(s.difference(ShapeTest.class.getClassLoader())).isEmpty());
  }
}
