package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeDocumentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"name\":\"Print the photo\"} | Print the photo | -",
        "{\"name\":\"Print\",\"icon_uri\":\"https://photos.test/p.png\"} | Print |"
            + " https://photos.test/p.png",
        "{\"name\":\"Print\",\"icon_uri\":\"http://photos.test/p.png\"} | Print |"
            + " http://photos.test/p.png",
        "{\"name\":\"Print\",\"icon_uri\":\"javascript:alert(1)\"} | Print | -",
        "{\"name\":\"Print\",\"icon_uri\":\"p.png\"} | Print | -",
        "{\"name\":\"Print\",\"other\":{\"a\":[1]}} | Print | -",
        "{\"name\":\"\\ud83d\\udda8 \u5370\u5237\"} | \ud83d\udda8 \u5370\u5237 | -"
      })
  void hasANameAndMaybeAPicture(String json, String name, @Nullable String iconUri)
      throws ScopeDocumentException {
    assertThat(ScopeDocument.parse(json.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ScopeDocument(name, iconUri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Print",
        "null",
        "[]",
        "[{\"name\":\"Print\"}]",
        "{}",
        "{\"name\":null}",
        "{\"name\":1}",
        "{\"name\":[\"Print\"]}",
        "{\"name\":\"\"}",
        "{\"name\":\" \"}",
        "{\"name\":\"Print\",\"name\":\"Delete\"}",
        "{\"name\":\"Print\",\"x\":1,\"x\":1}",
        "{\"name\":\"Print\"}{}",
        "{\"name\":\"Print\"",
        "{\"name\":\"a\\u0000b\"}",
        "{\"name\":\"a\\nb\"}",
        "{\"name\":\"a\\u0085b\"}",
        "{\"name\":\"a\\ud800b\"}",
        "{\"name\":\"a\\udc00b\"}",
        "{\"name\":\"Print\",\"icon_uri\":null}",
        "{\"name\":\"Print\",\"icon_uri\":7}",
        "{\"name\":\"Print\",\"icon_uri\":\"https://photos.test/\\u0007\"}"
      })
  void isNoGoodOtherwise(String json) {
    assertRefused(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void textsAreBounded() throws ScopeDocumentException {
    assertThat(ScopeDocument.parse(named("n".repeat(255))).name()).hasSize(255);
    assertRefused(named("n".repeat(256)));
    assertRefused(
        ("{\"name\":\"a\",\"icon_uri\":\"https://photos.test/" + "i".repeat(240) + "\"}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isUtf8AndNotNestedDeeply() {
    assertRefused("{\"name\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("{\"name\":\"Print\"}".getBytes(StandardCharsets.UTF_16));
    assertRefused(
        ("{\"name\":\"Print\",\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsWrongIsSaidWithoutTheContent() {
    assertThatExceptionOfType(ScopeDocumentException.class)
        .isThrownBy(() -> ScopeDocument.parse(named("sec\\u0007ret")))
        .withMessageContaining("name")
        .withMessageNotContaining("ret\"");
  }

  private static byte[] named(String name) {
    return ("{\"name\":\"" + name + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(byte[] json) {
    assertThatExceptionOfType(ScopeDocumentException.class)
        .isThrownBy(() -> ScopeDocument.parse(json));
  }
}
