package io.github.umatrust.obligations.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.ObligationsEntityProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.command.CommandScope;
import liquibase.exception.CommandExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Liquibase makes of the changelog for the databases that Keycloak runs on. */
class ChangelogTest {

  private static final Pattern INDEX =
      Pattern.compile(
          "(?:CREATE (?:UNIQUE )?INDEX \\w+ ON (?<indexed>\\w+)"
              + "|ALTER TABLE (?<keyed>\\w+) ADD (?:CONSTRAINT \\w+ )?PRIMARY KEY)"
              + " ?\\((?<columns>[^)]*)\\)");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h2|VARBINARY(8192)|VARBINARY(255)",
        "postgresql|BYTEA|BYTEA",
        "mysql|VARBINARY(8192)|VARBINARY(255)",
        "mariadb|VARBINARY(8192)|VARBINARY(255)",
        "oracle|BLOB|RAW(255)",
        "mssql|varbinary(MAX)|varbinary(255)"
      })
  void bytesHaveATypeThatHoldsThem(String name, String hashes, String key, @TempDir Path directory)
      throws CommandExecutionException {
    String sql = sql(name, directory);

    assertThat(type(sql, "HASHES")).isEqualTo(hashes);
    assertThat(type(sql, "PRIVATE_KEY")).isEqualTo(key);
    assertThat(sql).doesNotContainIgnoringCase(" oid");
  }

  /** Of any script: what MySQL and MariaDB call national has no characters of four bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h2|NVARCHAR(255)|CLOB",
        "postgresql|VARCHAR(255)|TEXT",
        "mysql|VARCHAR(255)|LONGTEXT",
        "mariadb|VARCHAR(255)|LONGTEXT",
        "oracle|NVARCHAR2(255)|NCLOB",
        "mssql|nvarchar(255)|nvarchar(MAX)"
      })
  void namesHaveATypeThatHoldsThem(String name, String names, String texts, @TempDir Path directory)
      throws CommandExecutionException {
    String sql = sql(name, directory);

    assertThat(type(sql, "AZP_NAME")).isEqualTo(names);
    assertThat(type(sql, "DETAILS")).isEqualTo(texts);
    assertThat(sql).doesNotContain("CHARACTER SET");
  }

  /**
   * Keycloak has Liquibase make TEXT of longer VARCHARs there, which no index takes; and an index
   * takes 3072 bytes, of which a character of utf8mb4 counts for four.
   */
  @ParameterizedTest
  @ValueSource(strings = {"mysql", "mariadb"})
  void indexedColumnsFitAnIndexOfMysql(String name, @TempDir Path directory)
      throws CommandExecutionException {
    String sql = sql(name, directory);
    Matcher index = INDEX.matcher(sql);
    int indexes = 0;
    while (index.find()) {
      String table = index.group("indexed") == null ? index.group("keyed") : index.group("indexed");
      String create = sql.substring(sql.indexOf("CREATE TABLE " + table + " ("));
      int bytes = 0;
      for (String column : index.group("columns").split(", ", -1)) {
        String type = type(create, column);
        assertThat(type).as("%s.%s", table, column).doesNotContain("TEXT", "BLOB");
        bytes += type.contains("VARCHAR") ? 4 * Integer.parseInt(type.replaceAll("\\D", "")) : 8;
      }
      assertThat(bytes).as(index.group()).isLessThanOrEqualTo(3072);
      indexes++;
    }
    assertThat(indexes).isGreaterThan(20);
  }

  /**
   * Of indexes that are as good while a table is new, PostgreSQL takes the one that was created
   * last. One that has the key's columns, but not in the first place, must not be it.
   */
  @Test
  void newTablesAreSearchedByTheirPrimaryKeys(@TempDir Path directory)
      throws CommandExecutionException {
    Matcher index = INDEX.matcher(sql("postgresql", directory));
    Map<String, List<String>> keys = new HashMap<>();
    while (index.find()) {
      List<String> columns = Arrays.asList(index.group("columns").split(", ", -1));
      if (index.group("keyed") != null) {
        keys.put(index.group("keyed"), columns);
      } else if (keys.containsKey(index.group("indexed"))) {
        assertThat(columns)
            .as(index.group())
            .doesNotContainAnyElementsOf(keys.get(index.group("indexed")));
      }
    }
    assertThat(keys).hasSizeGreaterThan(5);
  }

  private static String type(String sql, String column) {
    Matcher matcher =
        Pattern.compile("\\W" + column + "\\W? ([A-Za-z]\\w*(?:\\s*\\([0-9A-Z]+\\))?)")
            .matcher(sql);
    assertThat(matcher.find()).as("%s in %s", column, sql).isTrue();
    return matcher.group(1).replace(" ", "");
  }

  private static String sql(String database, Path directory) throws CommandExecutionException {
    ByteArrayOutputStream sql = new ByteArrayOutputStream();
    new CommandScope("updateSql")
        .addArgumentValue(
            "url", "offline:" + database + "?changeLogFile=" + directory.resolve("history.csv"))
        .addArgumentValue("changelogFile", new ObligationsEntityProvider().getChangelogLocation())
        .setOutput(sql)
        .execute();
    return sql.toString(StandardCharsets.UTF_8);
  }
}
