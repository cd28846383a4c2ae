package io.github.umatrust.uma.claimsgathering.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsRedirectUriMetadataTest {

  private static final String REDIRECT_URIS = "'redirect_uris':['https://app.test/cb']";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{%s,'claims_redirect_uri':'https://app.test/c'} | https://app.test/c",
        "{%s,'claims_redirect_uri':['https://app.test/c']} | https://app.test/c",
        "{'claims_redirect_uris':['https://app.test/c','https://app.test/d','https://app.test/c']}"
            + " | https://app.test/c https://app.test/d",
        "{'claims_redirect_uri':'https://app.test/c','claims_redirect_uris':['https://app.test/c']}"
            + " | https://app.test/c",
        "{%s,'claims_redirect_uri':null} | ''",
        "{%s,'claims_redirect_uri':[]} | ''",
      })
  void theMemberIsTakenOut(String body, String uris) throws Exception {
    ClaimsRedirectUriMetadata read = read(body).orElseThrow();
    assertThat(String.join(" ", read.uris())).isEqualTo(uris);
    assertThat(new ObjectMapper().readTree(read.rest()).fieldNames())
        .toIterable()
        .doesNotContain("claims_redirect_uri", "claims_redirect_uris");
  }

  @Test
  void aRequestWithoutItStaysAsItIs() throws Exception {
    assertThat(read("{'a':1.0}")).contains(new ClaimsRedirectUriMetadata(List.of(), null));
    assertThat(read("[1]")).isEmpty();
    assertThat(read("{'a':")).isEmpty();
    assertThat(read("{'a':1,'a':2}")).isEmpty();
    assertThat(read("{'a':1e7442183647}")).isEmpty();
    assertThat(read("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'claims_redirect_uri':7}",
        "{'claims_redirect_uri':{}}",
        "{'claims_redirect_uri':[['https://app.test/c']]}",
        "{'claims_redirect_uri':'https://app.test/c','claims_redirect_uri':'https://app.test/d'}",
        "{'claims_redirect_uri':'https://app.test/c','claims_redirect_uris':'https://app.test/d'}",
        "{'claims_redirect_uri':'https://app.test/c','a':1e7442183647}",
      })
  void otherFormsAreRefused(String body) {
    assertThat(refused(body).error()).isEqualTo("invalid_client_metadata");
  }

  @Test
  void thereIsALimit() {
    StringBuilder many = new StringBuilder("{'claims_redirect_uri':[");
    for (int i = 0; i < 21; i++) {
      many.append(i == 0 ? "" : ",").append("'https://app.test/").append(i).append("'");
    }
    assertThat(refused(many + "]}").error()).isEqualTo("invalid_client_metadata");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'claims_redirect_uri':'javascript:alert(1)'}",
        "{'claims_redirect_uri':'/c'}",
        "{'claims_redirect_uri':''}",
        "{'claims_redirect_uri':'https://app.test/c#f'}",
        "{%s,'claims_redirect_uri':'https://evil.test/c'}",
        "{%s,'claims_redirect_uri':['https://app.test/c','https://evil.test/c']}",
        "{'redirect_uris':[],'claims_redirect_uri':'https://app.test/c'}",
      })
  void addressesThatWillNotDoAreRefused(String body) {
    assertThat(refused(body).error()).isEqualTo("invalid_redirect_uri");
  }

  @Test
  void theAnswerHasATextOrAnArray() {
    assertThat(ClaimsRedirectUriMetadata.write(List.of())).isNull();
    assertThat(ClaimsRedirectUriMetadata.write(List.of("a"))).hasToString("\"a\"");
    assertThat(ClaimsRedirectUriMetadata.write(List.of("a", "b"))).hasToString("[\"a\",\"b\"]");
  }

  private static InvalidMetadataException refused(String body) {
    return catchThrowableOfType(InvalidMetadataException.class, () -> read(body));
  }

  private static Optional<ClaimsRedirectUriMetadata> read(String body)
      throws InvalidMetadataException {
    return ClaimsRedirectUriMetadata.read(
        body.replace("%s", REDIRECT_URIS).replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
