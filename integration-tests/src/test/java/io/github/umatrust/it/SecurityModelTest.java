package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/SECURITY-MODEL.md} names a test for each attack, and each of them is there. */
class SecurityModelTest {

  private static final Path DOCS = Path.of("..", "docs");

  private static final String COMPARISONS = "Where secrets are compared";

  private static final List<String> GROUPS =
      List.of(
          "Cross-realm",
          "Cross-owner",
          "Cross-resource-server",
          "Cross-client",
          "Wrong token kind",
          "Replay",
          "Parallel use",
          "Parameter pollution",
          "Oversized and malformed input",
          "Open redirect",
          "CSRF",
          "XSS",
          "SSRF in the scope fetch",
          "JSON and URI fuzzing",
          "Timing of secret comparison",
          "Log injection",
          "Secrets in logs and events",
          "Tampering with the ledger");

  private static final String GOOD =
      """
      ## Attacks

      ### Replay

      | attack | what must happen | tests |
      |---|---|---|
      | a ticket again | refused | [`AIT.once`](../a/AIT.java), [`AIT.twice`](../a/AIT.java) |

      ## Where secrets are compared

      | what | where | how | why |
      |---|---|---|---|
      | a form's secret | [`Form`](../a/Form.java) | `MessageDigest.isEqual(` | always as long |
      """;

  private static final Map<String, String> FILES =
      Map.of(
          "../a/AIT.java",
          """
          class AIT {

            @Test
            void once() {}

            /** Said of it. */
            @ParameterizedTest
            @ValueSource(strings = {"a", "b"})
            void twice(String what) {}

            private static void helper() {}

            @Test
            @Disabled
            void never() {}
          }
          """,
          "../a/Form.java",
          "return MessageDigest.isEqual(one, other);");

  @Test
  void everyAttackNamesTestsThatAreThere() throws IOException {
    assertThat(model().faultsOfAttacks(GROUPS, SecurityModelTest::fileOfLink)).isEmpty();
  }

  @Test
  void everyTableOfAttacksIsOneOfTheGroups() throws IOException {
    String document = document();
    String attacks =
        document.substring(
            document.indexOf("\n## Attacks"), document.indexOf("\n## " + COMPARISONS));
    assertThat(SecurityModel.read(attacks).tables().keySet())
        .filteredOn(heading -> !heading.equals("Attacks"))
        .containsExactlyElementsOf(GROUPS);
  }

  @Test
  void secretsAreComparedAsTheModelSays() throws IOException {
    assertThat(model().faultsOfCode(COMPARISONS, SecurityModelTest::fileOfLink)).isEmpty();
  }

  @Test
  void aGoodDocumentHasNoFaults() {
    assertThat(attacks(GOOD)).isEmpty();
    assertThat(SecurityModel.read(GOOD).faultsOfCode(COMPARISONS, SecurityModelTest::file))
        .isEmpty();
  }

  /** A document that says something that is not so would not go unnoticed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "`AIT.once`; `AIT.thrice`; no test AIT.thrice",
        "`AIT.once`; `AIT.helper`; no test AIT.helper",
        "`AIT.once`; `AIT.never`; no test AIT.never",
        "`AIT.once`; `BIT.once`; no test BIT.once",
        "(../a/AIT.java),; (../b/AIT.java),; no test AIT.once in ../b/AIT.java",
        "[`AIT.once`](../a/AIT.java),; AIT.once,; not a list of tests",
        "| refused |; | |; not attack, result and tests",
        "### Replay; ### Replays; Replay: no attack",
        "| a ticket again |; a ticket again |; Replay: no attack",
      })
  void aFaultIsNoticed(String text, String instead, String fault) {
    assertThat(GOOD).contains(text);
    assertThat(attacks(GOOD.replace(text, instead))).anyMatch(f -> f.contains(fault));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "`MessageDigest.isEqual(`; `Arrays.equals(`; Form has no Arrays.equals(",
        "`MessageDigest.isEqual(`; equal; no class and no piece of its code",
        "(../a/Form.java); (../b/Form.java); Form has no MessageDigest.isEqual(",
        "## Where secrets; ## Where nothing; no row",
      })
  void aComparisonThatIsNotThereIsNoticed(String text, String instead, String fault) {
    assertThat(GOOD).contains(text);
    assertThat(
            SecurityModel.read(GOOD.replace(text, instead))
                .faultsOfCode(COMPARISONS, SecurityModelTest::file))
        .anyMatch(f -> f.contains(fault));
  }

  private static List<String> attacks(String document) {
    return SecurityModel.read(document).faultsOfAttacks(List.of("Replay"), SecurityModelTest::file);
  }

  private static Optional<String> file(String path) {
    return Optional.ofNullable(FILES.get(path));
  }

  private static SecurityModel model() throws IOException {
    return SecurityModel.read(document());
  }

  private static String document() throws IOException {
    return Files.readString(DOCS.resolve("SECURITY-MODEL.md"));
  }

  private static Optional<String> fileOfLink(String path) {
    Path file = DOCS.resolve(path);
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
