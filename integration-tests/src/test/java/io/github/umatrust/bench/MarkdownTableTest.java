package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    MarkdownTable table = new MarkdownTable("operation", "A");
    table.row(List.of("refresh", "12.5 (12–13)"));
    assertThat(table)
        .hasToString(
            """
            | operation | A            |
            | --------- | ------------ |
            | refresh   | 12.5 (12–13) |
            """);
  }

  @Test
  void aRowHasACellForEachColumn() {
    assertThatThrownBy(() -> new MarkdownTable("operation", "A").row(List.of("refresh")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
