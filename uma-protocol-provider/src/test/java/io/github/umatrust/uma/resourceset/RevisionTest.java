package io.github.umatrust.uma.resourceset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionTest {

  private static final Revision REVISION = new Revision("abc");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"abc\" | true",
        "abc | true",
        "* | true",
        "\"x\", \"abc\" | true",
        "W/\"abc\" | false",
        "\"x\" | false",
        "\"ab\" | false",
        "`` | false"
      })
  void isMatchedByItsTag(String line, boolean matches) {
    assertThat(REVISION.matches(List.of(line))).isEqualTo(matches);
  }

  @Test
  void isMatchedByOneOfSeveralLines() {
    assertThat(REVISION.matches(List.of("\"x\"", "\"abc\""))).isTrue();
  }

  @Test
  void changesWithEveryMember() {
    ResourceSetDescription first = description("a", "u", "t", "s", "i", 1);
    assertThat(
            List.of(
                description("b", "u", "t", "s", "i", 1),
                description("a", "v", "t", "s", "i", 1),
                description("a", "u", "v", "s", "i", 1),
                description("a", "u", "t", "v", "i", 1),
                description("a", "u", "t", "s", "v", 1),
                description("a", "u", "t", "s", "i", 2)))
        .allMatch(other -> !Revision.of(other).equals(Revision.of(first)));
    assertThat(Revision.of(description("a", "u", "t", "s", "i", 1))).isEqualTo(Revision.of(first));
  }

  private static ResourceSetDescription description(
      String name, String uri, String type, String scope, String icon, int extension) {
    return new ResourceSetDescription(
        name,
        uri,
        type,
        List.of(scope),
        icon,
        JsonNodeFactory.instance.objectNode().put("x", extension));
  }
}
