package io.github.umatrust.uma.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRequestTest {

  @Test
  void readsTextsInTheOrderSentAndEachOnce() {
    JsonRequest request = parse("{\"scopes\":[\"b\",\"a\",\"b\"]}");
    assertThat(request.requiredTexts("scopes", 3)).containsExactly("b", "a");
  }

  @Test
  void aMissingOptionalMemberIsNull() {
    assertThat(parse("{}").optionalText("uri")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"text\"",
        "[]",
        "{",
        "{}{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":NaN}",
        "{\"a\":1e7442183647}",
        "{\"a\":[-1E-7442183647]}"
      })
  void whatIsNotOneObjectIsRefused(String body) {
    assertThatExceptionOfType(UmaException.class)
        .isThrownBy(() -> parse(body))
        .matches(e -> e.status() == 400 && e.error().equals("invalid_request"));
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] latin1 = "{\"name\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatExceptionOfType(UmaException.class).isThrownBy(() -> JsonRequest.parse(latin1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[1]", "[{},null]", "[{},{},{}]", "1", "[[{}]]"})
  void whatIsNeitherAnObjectNorAFewIsRefused(String body) {
    assertThatExceptionOfType(UmaException.class).isThrownBy(() -> several(body));
  }

  @Test
  void oneObjectIsAListOfOne() {
    assertThat(several("{\"a\":1}")).hasSize(1);
    assertThat(several("[{\"a\":1},{}]")).hasSize(2);
  }

  @Test
  void nestingHasAnEnd() {
    String deep = "[".repeat(30) + "]".repeat(30);
    assertThatExceptionOfType(UmaException.class).isThrownBy(() -> parse("{\"a\":" + deep + "}"));
  }

  @Test
  void numbersStayAsTheyWereSent() {
    String numbers = "{\"a\":[1.10,12345678901234567890123,0.1E-7]}";
    assertThat(parse(numbers).object().path("a").path(0).decimalValue().toString())
        .isEqualTo("1.10");
    assertThat(parse(numbers).object().path("a").path(1).bigIntegerValue().toString())
        .isEqualTo("12345678901234567890123");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | name is missing",
        "{\"name\":null} | name must be text",
        "{\"name\":true} | name must be text",
        "{\"name\":{}} | name must be text",
        "{\"name\":\"\"} | name is empty",
        "{\"name\":\"\\u2003\"} | name is empty",
        "{\"name\":\"a\\nb\"} | name has a character that is not allowed",
        "{\"name\":\"a\\ud83db\"} | name has a character that is not allowed"
      })
  void aBadTextIsRefusedByName(String body, String description) {
    assertThatExceptionOfType(UmaException.class)
        .isThrownBy(() -> parse(body).requiredText("name"))
        .withMessage(description);
  }

  @Test
  void theLimitsAreIncluded() {
    String longest = "x".repeat(JsonRequest.MAX_TEXT);
    assertThat(parse("{\"name\":\"" + longest + "\"}").requiredText("name")).isEqualTo(longest);
    assertThatExceptionOfType(UmaException.class)
        .isThrownBy(() -> parse("{\"name\":\"" + longest + "x\"}").requiredText("name"));
    assertThat(parse("{\"s\":[\"a\",\"b\"]}").requiredTexts("s", 2)).hasSize(2);
    assertThatExceptionOfType(UmaException.class)
        .isThrownBy(() -> parse("{\"s\":[\"a\",\"b\",\"c\"]}").requiredTexts("s", 2));
  }

  private static JsonRequest parse(String body) {
    return JsonRequest.of(body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<JsonRequest> several(String body) {
    return JsonRequest.oneOrMore(JsonRequest.parse(body.getBytes(StandardCharsets.UTF_8)), 2);
  }
}
