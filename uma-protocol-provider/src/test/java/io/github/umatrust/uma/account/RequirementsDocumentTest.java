package io.github.umatrust.uma.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Requirements;
import io.github.umatrust.uma.requirement.Terms;
import io.github.umatrust.uma.requirement.TermsText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsDocumentTest {

  private static final Requirements FULL =
      new Requirements(
          new Terms(
              "2",
              List.of(
                  new TermsText("en", "For print only.\n\tNot for the web.", null),
                  new TermsText("de-AT", null, "https://example.com/bedingungen"))),
          List.of(
              new RequiredClaim(
                  "email",
                  "e-mail address",
                  "urn:oid:0.9.2342.19200300.100.1.3",
                  List.of("http://openid.net/specs/openid-connect-core-1_0.html#IDToken"),
                  List.of("https://sso.example.com"),
                  List.of("bob@example.com")),
              new RequiredClaim("age", null, null, List.of(), List.of(), List.of())),
          List.of("gold", "silver"),
          true);

  @Test
  void whatIsWrittenIsReadBack() {
    assertThat(read(RequirementsDocument.write(FULL).toString())).isEqualTo(FULL);
    assertThat(read(RequirementsDocument.write(Requirements.NONE).toString()))
        .isEqualTo(Requirements.NONE);
  }

  @Test
  void whatItIsOfMayBeSentBackToo() {
    assertThat(read("{'resource_set_id':'s','name':'Holidays'}")).isEqualTo(Requirements.NONE);
  }

  @Test
  void emptyListsAskForNothing() {
    assertThat(read("{'required_claims':[],'required_acr':[]}")).isEqualTo(Requirements.NONE);
  }

  @Test
  void languagesAreWrittenTheOneWay() {
    assertThat(read("{'terms':{'version':'1','texts':[{'language':'de-at','text':'x'}]}}").terms())
        .isEqualTo(new Terms("1", List.of(new TermsText("de-AT", "x", null))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'required_claim':[]} | required_claim is not known",
        "{'terms':'x'} | terms must be an object",
        "{'terms':null} | terms must be an object",
        "{'terms':{'version':'1'}} | terms must have at least one of texts",
        "{'terms':{'version':'1','texts':[]}} | terms must have at least one of texts",
        "{'terms':{'version':'1','texts':'x'}} | texts must be an array",
        "{'terms':{'version':'1','texts':['x']}} | texts must be an array of objects",
        "{'terms':{'texts':[{'language':'en','text':'x'}]}} | version is missing",
        "{'terms':{'version':'','texts':[{'language':'en','text':'x'}]}} | version is empty",
        "{'terms':{'version':'1','text':'x','texts':[]}} | terms.text is not known",
        "{'terms':{'version':'1','texts':[{'text':'x'}]}} | language is missing",
        "{'terms':{'version':'1','texts':[{'language':'en'}]}} | texts must have either",
        "{'terms':{'version':'1','texts':[{'language':'en','text':'x','uri':'y'}]}} | texts must have either",
        "{'terms':{'version':'1','texts':[{'language':'en','text':' '}]}} | text must be text",
        "{'terms':{'version':'1','texts':[{'language':'en','text':7}]}} | text must be text",
        "{'terms':{'version':'1','texts':[{'language':'en','lang':'en'}]}} | texts.lang is not known",
        "{'terms':{'version':'1','texts':[{'language':'english!','text':'x'}]}} | language is not",
        "{'terms':{'version':'1','texts':[{'language':'und','text':'x'}]}} | language is not",
        "{'terms':{'version':'1','texts':[{'language':'en','uri':'ftp://e.org/'}]}} | uri is not",
        "{'terms':{'version':'1','texts':[{'language':'en','uri':'/terms'}]}} | uri is not",
        "{'terms':{'version':'1','texts':[{'language':'en','uri':'javascript:x'}]}} | uri is not",
        "{'terms':{'version':'1','texts':[{'language':'en','text':'a'},{'language':'EN','text':'b'}]}} | texts has the language en twice",
        "{'required_claims':{}} | required_claims must be an array",
        "{'required_claims':['email']} | required_claims must be an array of objects",
        "{'required_claims':[{}]} | name is missing",
        "{'required_claims':[{'name':'email','value':['x']}]} | required_claims.value is not known",
        "{'required_claims':[{'name':'email','values':'x'}]} | values must be an array",
        "{'required_acr':'gold'} | required_acr must be an array",
        "{'required_acr':[7]} | required_acr must be text",
        "{'access_requests':'yes'} | access_requests must be true or false",
        "{'access_requests':null} | access_requests must be true or false",
      })
  void saysWhatIsWrong(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UmaException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void nothingIsEndless() {
    String text = "x".repeat(TermsText.MOST_CHARACTERS);
    String terms = "{'terms':{'version':'1','texts':[{'language':'en','text':'%s'}]}}";
    assertThat(read(terms.formatted(text)).terms()).isNotNull();
    assertThatThrownBy(() -> read(terms.formatted(text + "x"))).hasMessageContaining("longer");
    assertThatThrownBy(() -> read("{'required_claims':[" + many(21, "{'name':'a'}") + "]}"))
        .hasMessageContaining("at most 20");
    assertThatThrownBy(() -> read("{'required_acr':[" + many(21, "'a'") + "]}"))
        .hasMessageContaining("more than 20");
    assertThatThrownBy(() -> read("{'terms':{'version':'1','texts':[" + many(21, "{}") + "]}}"))
        .hasMessageContaining("at most 20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "a\\u0007b", "a\\ud800b"})
  void aTextIsForPeople(String text) {
    assertThatThrownBy(
            () ->
                read("{'terms':{'version':'1','texts':[{'language':'en','text':'" + text + "'}]}}"))
        .hasMessageContaining("not allowed");
  }

  private static String many(int times, String element) {
    return IntStream.range(0, times).mapToObj(i -> element).collect(Collectors.joining(","));
  }

  private static Requirements read(String json) {
    return RequirementsDocument.read(
        JsonRequest.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }
}
