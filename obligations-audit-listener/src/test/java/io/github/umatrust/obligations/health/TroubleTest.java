package io.github.umatrust.obligations.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TroubleTest {

  @Test
  void classesAndTheStateOfSqlAreToldAndNoValues() {
    Exception exception =
        new IllegalStateException(
            "could not insert alice",
            new SQLException("Failing row contains (alice@example.org)", "23514"));

    assertThat(Trouble.of(exception)).isEqualTo("IllegalStateException, SQLException (23514)");
  }

  @Test
  void causesInACircleAreToldOnce() {
    Exception one = new IllegalStateException();
    Exception other = new IllegalArgumentException(one);
    one.initCause(other);

    assertThat(Trouble.of(one)).isEqualTo("IllegalStateException, IllegalArgumentException");
  }
}
