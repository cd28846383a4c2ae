package io.github.umatrust.obligations.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.umatrust.obligations.clause.Interaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryQueryTest {

  private static final String ID = "0197a9c1-0000-7000-8000-000000000000";
  private static final long NOW = Instant.parse("2026-03-18T10:20:30Z").toEpochMilli();

  @Test
  void everythingIsRead() throws InvalidQueryException {
    assertThat(
            EntryQuery.parse(
                Map.ofEntries(
                    Map.entry("interaction", List.of("rpt_issued")),
                    Map.entry("type", List.of("interaction")),
                    Map.entry("party", List.of("alice")),
                    Map.entry("client", List.of("album")),
                    Map.entry("tokenId", List.of("t")),
                    Map.entry("ticketId", List.of("k")),
                    Map.entry("resourceSet", List.of("rs")),
                    Map.entry("from", List.of("1")),
                    Map.entry("to", List.of("2")),
                    Map.entry("after", List.of("1700000000000~" + ID)),
                    Map.entry("max", List.of("5")))))
        .isEqualTo(
            new EntryQuery(
                Interaction.RPT_ISSUED,
                EntryType.INTERACTION,
                "alice",
                "album",
                "t",
                "k",
                "rs",
                1L,
                2L,
                new EntryCursor(1700000000000L, ID),
                5));
  }

  @ParameterizedTest
  @CsvSource({
    "interaction,RPT_ISSUED",
    "type,notices",
    "after,1~2",
    "after,1700000000000~ABC",
    "max,0",
    "state,ended"
  })
  void otherValuesAreRefused(String parameter, String value) {
    assertThatThrownBy(() -> EntryQuery.parse(Map.of(parameter, List.of(value))))
        .isInstanceOf(InvalidQueryException.class);
  }

  @Test
  void cursorsAreReadAsTheyAreWritten() throws InvalidQueryException {
    EntryCursor cursor = new EntryCursor(NOW, ID);
    assertThat(EntryCursor.parse(cursor.toString())).isEqualTo(cursor);
  }

  @ParameterizedTest
  @CsvSource({
    // by, from, to, from in the answer, to in the answer
    "hour,2026-03-18T10:10:00Z,2026-03-18T12:00:00Z,2026-03-18T10:00:00Z,2026-03-18T12:00:00Z",
    "day,2026-03-01,2026-03-02,2026-03-01T00:00:00Z,2026-03-03T00:00:00Z",
    "week,2026-03-18,2026-03-18,2026-03-16T00:00:00Z,2026-03-19T00:00:00Z",
    "month,2026-03-18,2026-03-18,2026-03-01T00:00:00Z,2026-03-19T00:00:00Z",
  })
  void countsAreOfWholeStretches(
      String by, String from, String to, String expectedFrom, String expectedTo)
      throws InvalidQueryException {
    Counts.Query query =
        Counts.Query.parse(
            Map.of("by", List.of(by), "from", List.of(from), "to", List.of(to)), NOW);

    assertThat(Instant.ofEpochMilli(query.from())).isEqualTo(Instant.parse(expectedFrom));
    assertThat(Instant.ofEpochMilli(query.to())).isEqualTo(Instant.parse(expectedTo));
  }

  @Test
  void countsAreOfTheLastThirtyDaysUnlessAskedOtherwise() throws InvalidQueryException {
    Counts.Query query = Counts.Query.parse(Map.of(), NOW);

    assertThat(query.unit()).isEqualTo(Counts.Unit.DAY);
    assertThat(Instant.ofEpochMilli(query.from())).isEqualTo(Instant.parse("2026-02-17T00:00:00Z"));
    assertThat(query.to()).isEqualTo(NOW + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "hour,2026-01-01,2026-03-01",
    "day,2020-01-01,2026-01-01",
    "day,0,9223372036854775807",
    "day,2026-01-02,2026-01-01",
    "day,9223372036854775807,9223372036854775807",
    "year,2026-01-01,2026-01-02"
  })
  void tooManyStretchesAndNoneAtAllAreRefused(String by, String from, String to) {
    assertThatThrownBy(
            () ->
                Counts.Query.parse(
                    Map.of("by", List.of(by), "from", List.of(from), "to", List.of(to)), NOW))
        .isInstanceOf(InvalidQueryException.class);
  }

  @Test
  void aThousandStretchesAreServed() throws InvalidQueryException {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Counts.Query query =
        Counts.Query.parse(
            Map.of(
                "by",
                List.of("hour"),
                "from",
                List.of(from.toString()),
                "to",
                List.of(from.plusSeconds(3_600_000).toString())),
            NOW);
    assertThat(query.to() - query.from()).isEqualTo(3_600_000_000L);
  }
}
