package io.github.umatrust.obligations.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.ShortNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The example of RFC 8785 §3.2.2 without its numbers that are no integers; §3.2.4 has bytes. */
  @Test
  void exampleOfTheSpecification() throws JsonProcessingException {
    String input =
        """
        {
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;

    assertThat(canonical(input))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    assertThat(HexFormat.of().formatHex(CanonicalJson.of(JSON.readTree(input))))
        .isEqualTo(
            "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c"
                + "22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d");
  }

  /** RFC 8785 §3.2.3: code units decide, so that a surrogate comes before U+FB33. */
  @Test
  void membersAreSortedByCodeUnits() throws JsonProcessingException {
    String input =
        """
        {
          "\\u20ac": "Euro Sign",
          "\\r": "Carriage Return",
          "\\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\\ud83d\\ude00": "Emoji: Grinning Face",
          "\\u0080": "Control",
          "\\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """;

    assertThat(canonical(input))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @Test
  void everyControlCharacterIsEscapedAsTheSpecificationSays() {
    String[] own = new String[32];
    own['\b'] = "\\b";
    own['\t'] = "\\t";
    own['\n'] = "\\n";
    own['\f'] = "\\f";
    own['\r'] = "\\r";
    for (char c = 0; c < 32; c++) {
      String expected = own[c] == null ? "\\u%04x".formatted((int) c) : own[c];
      assertThat(text(TextNode.valueOf("" + c))).isEqualTo('"' + expected + '"');
    }
    assertThat(text(TextNode.valueOf("\u007f\u2028/<>"))).isEqualTo("\"\u007f\u2028/<>\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "-0|0",
        "-1|-1",
        "9007199254740991|9007199254740991",
        "-9007199254740991|-9007199254740991",
        "[ 1 , [ ] , { } ]|[1,[],{}]",
        "{\"b\":{\"d\":1,\"c\":2},\"a\":[{\"z\":1,\"y\":2}]}|{\"a\":[{\"y\":2,\"z\":1}],\"b\":{\"c\":2,\"d\":1}}",
        "{\"a\":1,\"\":2,\"A\":3}|{\"\":2,\"A\":3,\"a\":1}"
      })
  void valuesHaveOneForm(String input, String expected) throws JsonProcessingException {
    assertThat(canonical(input)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "1.5",
        "1e3",
        "9007199254740992",
        "-9007199254740992",
        "123456789012345678901234567890",
        "[{\"a\":0.1}]"
      })
  void otherNumbersAreRefused(String input) {
    assertThatIllegalArgumentException().isThrownBy(() -> canonical(input));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void halfASurrogatePairIsRefused(int which) {
    String text = new String[] {"\ud83d", "\ude00\ud83d", "a\ud83dz"}[which];
    assertThatIllegalArgumentException().isThrownBy(() -> text(TextNode.valueOf(text)));
    JsonNode asName = JSON.createObjectNode().put(text, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> text(asName));
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> text(MissingNode.getInstance()));
    assertThatIllegalArgumentException().isThrownBy(() -> text(new POJONode(new Object())));
    assertThatIllegalArgumentException().isThrownBy(() -> text(BinaryNode.valueOf(new byte[3])));
  }

  @Test
  void howAnIntegerIsHeldMakesNoDifference() {
    assertThat(text(ShortNode.valueOf((short) 7))).isEqualTo("7");
    assertThat(text(BigIntegerNode.valueOf(BigInteger.valueOf(7)))).isEqualTo("7");
  }

  private static String canonical(String json) throws JsonProcessingException {
    return text(JSON.readTree(json));
  }

  private static String text(JsonNode value) {
    return new String(CanonicalJson.of(value), StandardCharsets.UTF_8);
  }
}
