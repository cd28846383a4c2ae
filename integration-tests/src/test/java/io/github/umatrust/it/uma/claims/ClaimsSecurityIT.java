package io.github.umatrust.it.uma.claims;

import static io.github.umatrust.it.uma.claims.ClaimsStory.TERMS;
import static io.github.umatrust.it.uma.claims.ClaimsStory.terms;
import static io.github.umatrust.testkit.uma.ClaimsForm.action;
import static io.github.umatrust.testkit.uma.ClaimsForm.answer;
import static io.github.umatrust.testkit.uma.ClaimsForm.everything;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The extension {@code claims-sec-1.0}: whoever comes back from the page brings another ticket, so
 * that whoever knows the old one gains nothing from what the person did.
 */
@ExtendWith(Keycloak.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsSecurityIT {

  private static final String SETTING = "uma.claims.security-enhanced";

  private final TestRealm realm;
  private final ClaimsStory story;

  ClaimsSecurityIT(TestRealm realm) {
    this.realm = realm;
    this.story = new ClaimsStory(realm);
  }

  @BeforeAll
  void switchOn() {
    realm.changeRealm(Map.of("attributes", Map.of(SETTING, "true")));
  }

  @AfterAll
  void switchOff() {
    realm.changeRealm(Map.of("attributes", Map.of(SETTING, "false")));
  }

  @Test
  @DisplayName(
      "§1.4 security_enhanced_claims_endpoint: in place of requesting_party_claims_endpoint")
  void theConfigurationNamesTheOneEndpointOrTheOther() {
    JsonNode on = story.uma().configuration();
    switchOff();
    JsonNode off = story.uma().configuration();
    switchOn();
    assertThat(on.has("requesting_party_claims_endpoint")).isFalse();
    assertThat(on.path("security_enhanced_claims_endpoint").asText())
        .isEqualTo(realm.issuer() + "/uma/claims");
    assertThat(on.path("uma_profiles_supported").toString())
        .isEqualTo("[\"https://docs.kantarainitiative.org/uma/extensions/claims-sec-1.0\"]");
    assertThat(off.has("security_enhanced_claims_endpoint")).isFalse();
    assertThat(off.has("uma_profiles_supported")).isFalse();
    assertThat(off.path("requesting_party_claims_endpoint").asText())
        .isEqualTo(realm.issuer() + "/uma/claims");
  }

  @Test
  @DisplayName(
      "claims-sec: the ticket is rotated at a return with claims_submitted, and the old one is invalid")
  void whoGaveEverythingComesBackWithANewTicketAndTheOldOneIsDead() {
    String set = story.shared("Rotated", terms("1", TERMS));
    String old = story.ticket(set);
    String aat = story.aat("bob");
    assertThat(story.uma().requestRpt(aat, old).text("error")).isEqualTo("need_info");
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, old);

    Map<String, String> back = Browser.parameters(bob.post(action(page), everything(page)));

    assertThat(back).containsEntry("authorization_state", "claims_submitted");
    assertThat(back.get("ticket")).isNotEqualTo(old).hasSize(43);
    assertThat(story.uma().requestRpt(aat, old).text("error")).isEqualTo("invalid_ticket");
    assertThat(Browser.parameters(story.visit(bob, old))).containsEntry("error", "invalid_request");
    assertThat(story.uma().requestRpt(aat, back.getOrDefault("ticket", "")).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName(
      "claims-sec: the ticket is rotated at a return with need_info, and the old one is invalid")
  void whoStillMissesSomethingHasANewTicketToo() {
    String set =
        story.shared(
            "Rotated with need_info",
            ClaimsStory.claims("[{\"name\":\"age\",\"issuer\":[\"https://idp.test\"]}]"));
    String old = story.ticket(set);
    Map<String, String> back =
        Browser.parameters(story.visit(realm.browser("bob"), old, "state", "s"));
    assertThat(back).containsEntry("authorization_state", "need_info").containsEntry("state", "s");
    assertThat(back.get("ticket")).isNotEqualTo(old);
    String aat = story.aat("bob");
    assertThat(story.uma().requestRpt(aat, old).text("error")).isEqualTo("invalid_ticket");
    assertThat(story.uma().requestRpt(aat, back.getOrDefault("ticket", "")).text("error"))
        .isEqualTo("need_info");
  }

  @Test
  @DisplayName("claims-sec: a rotated ticket is bound as the old one was")
  void aNewTicketStillBelongsToThePersonAndTheClient() {
    String set = story.shared("Rotated and bound", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    String ticket =
        Browser.parameters(bob.post(action(page), everything(page))).getOrDefault("ticket", "");
    assertThat(story.uma().requestRpt(story.aat("auditor"), ticket).text("error"))
        .isEqualTo("invalid_ticket");
    assertThat(story.visit(realm.browser("auditor"), ticket).status()).isEqualTo(403);
    assertThat(story.uma().requestRpt(story.aat("bob"), ticket).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("claims-sec: a return without a ticket rotates none")
  void whoRefusesBringsNoTicketAndTheOldOneLives() {
    String set = story.shared("Refused", terms("1", TERMS));
    String ticket = story.ticket(set);
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, ticket);
    assertThat(Browser.parameters(bob.post(action(page), answer(page, "refuse"))))
        .containsEntry("authorization_state", "not_authorized")
        .doesNotContainKey("ticket");
    assertThat(story.visit(bob, ticket).status()).isEqualTo(200);
  }
}
