package io.github.umatrust.uma.resourceset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.UmaException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionMembersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}",
        "{\"a\":{\"b\":[1,null,true,\"x\"]},\"c\":\"Grüße 🌄\"}",
        "{\"a\":\"line\\nfeed and \\u0000\"}"
      })
  void comeBackAsTheyWere(String json) throws JsonProcessingException {
    assertThat(ExtensionMembers.ofValues(ExtensionMembers.toValues(members(json))))
        .isEqualTo(members(json));
  }

  @Test
  void fitTheColumnAndNeedNoOrder() throws JsonProcessingException {
    ObjectNode members = members("{\"text\":\"" + "é🌄".repeat(600) + "\"}");
    List<String> values = new ArrayList<>(ExtensionMembers.toValues(members));
    assertThat(values).hasSizeGreaterThan(10).allMatch(v -> v.length() <= 255);
    assertThat(values).allMatch(v -> v.chars().allMatch(c -> c < 0x80));
    Collections.reverse(values);
    assertThat(ExtensionMembers.ofValues(values)).isEqualTo(members);
  }

  @Test
  void areNoValueWhenThereAreNone() throws JsonProcessingException {
    assertThat(ExtensionMembers.toValues(members("{}"))).isEmpty();
    assertThat(ExtensionMembers.ofValues(null)).isEmpty();
    assertThat(ExtensionMembers.ofValues(List.of())).isEmpty();
  }

  @Test
  void haveALimit() throws JsonProcessingException {
    int wrapping = "{\"a\":\"\"}".length();
    String most = "x".repeat(ExtensionMembers.MOST_CHARACTERS - wrapping);
    assertThat(ExtensionMembers.toValues(members("{\"a\":\"" + most + "\"}"))).hasSize(66);
    assertThatExceptionOfType(UmaException.class)
        .isThrownBy(() -> ExtensionMembers.toValues(members("{\"a\":\"" + most + "x\"}")))
        .matches(e -> e.error().equals("invalid_request"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0000", "0000{", "0000[]", "nonsense of an administrator"})
  void areNoneWhereSomebodyChangedTheAttribute(String value) {
    assertThat(ExtensionMembers.ofValues(List.of(value))).isEmpty();
  }

  private static ObjectNode members(String json) throws JsonProcessingException {
    return (ObjectNode) new ObjectMapper().readTree(json);
  }
}
