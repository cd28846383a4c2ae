package io.github.umatrust.uma.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.umatrust.uma.protocol.UmaException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {

  @ParameterizedTest
  @CsvSource({", , 0, 100", "5, , 5, 100", ", 1, 0, 1", "1000000, 1000, 1000000, 1000"})
  void isWhatIsAskedFor(@Nullable String first, @Nullable String max, int from, int most) {
    assertThat(Page.of(query(first, max))).isEqualTo(new Page(from, most));
  }

  @ParameterizedTest
  @CsvSource({"-1, ", "1000001, ", "x, ", "'', ", ", 0", ", 1001", ", 99999999999", ", ٣"})
  void isNothingElse(@Nullable String first, @Nullable String max) {
    assertThatThrownBy(() -> Page.of(query(first, max))).isInstanceOf(UmaException.class);
  }

  @Test
  void isAskedForOnce() {
    MultivaluedMap<String, String> query = query("1", null);
    query.add("first", "2");
    assertThatThrownBy(() -> Page.of(query)).hasMessageContaining("first");
  }

  private static MultivaluedMap<String, String> query(
      @Nullable String first, @Nullable String max) {
    MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
    if (first != null) {
      query.add("first", first);
    }
    if (max != null) {
      query.add("max", max);
    }
    return query;
  }
}
