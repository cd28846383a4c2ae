package io.github.umatrust.uma.rpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Requirements.Missing;
import io.github.umatrust.uma.requirement.Terms;
import io.github.umatrust.uma.requirement.TermsText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** UMA Core 1.0.1 §3.5.4, member by member. */
class NeedInfoDetailsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REALM = "https://kc/realms/r";
  private static final Terms TERMS = new Terms("1", List.of(new TermsText("en", "Be good.", null)));
  private static final RequiredClaim EMAIL =
      new RequiredClaim(
          "email",
          "work mail",
          "urn:mail",
          List.of(),
          List.of("https://idp"),
          List.of("a@example.com"));
  private static final RequiredClaim NAME =
      new RequiredClaim("name", null, null, List.of(), List.of(), List.of());

  private static void says(String json, Missing... missing) throws Exception {
    assertThat(NeedInfoDetails.of(List.of(missing), List.of("f"), REALM, "t1"))
        .isEqualTo(JSON.readTree(json));
  }

  @Test
  void termsSendThePersonToTheClaimsEndpoint() throws Exception {
    says(
        "{\"requesting_party_claims\":{\"redirect_user\":true,\"ticket\":\"t1\"}}",
        new Missing(TERMS, List.of(), List.of(), false));
  }

  @Test
  void aClaimThatOnlyAnotherIssuerAttestsCanOnlyBePushed() throws Exception {
    says(
        """
        {"requesting_party_claims":{"required_claims":[
          {"name":"email","friendly_name":"work mail","claim_type":"urn:mail",
           "claim_token_format":["f"],"issuer":["https://idp"]}]}}""",
        new Missing(null, List.of(EMAIL), List.of(), false));
  }

  @Test
  void aClaimThatAnybodyMaySayCanBeGivenInPersonToo() throws Exception {
    says(
        """
        {"requesting_party_claims":{"required_claims":[{"name":"name","claim_token_format":["f"]}],
         "redirect_user":true,"ticket":"t1"}}""",
        new Missing(null, List.of(NAME), List.of(), false));
  }

  @Test
  void aWayOfLoggingInIsNamedAlone() throws Exception {
    says(
        "{\"authentication_context\":{\"required_acr\":[\"gold\",\"silver\"]}}",
        new Missing(null, List.of(), List.of("gold", "silver"), false));
  }

  @Test
  void severalResourceSetsAreOneAnswerAndNothingTwice() throws Exception {
    says(
        """
        {"authentication_context":{"required_acr":["gold"]},
         "requesting_party_claims":{"required_claims":[{"name":"name","claim_token_format":["f"]}],
         "redirect_user":true,"ticket":"t1"}}""",
        new Missing(null, List.of(NAME), List.of("gold", "silver"), false),
        new Missing(TERMS, List.of(NAME), List.of("gold"), false));
  }
}
