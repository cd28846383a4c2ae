package io.github.umatrust.it.uma.claims;

import static io.github.umatrust.it.uma.claims.ClaimsStory.CALLBACK;
import static io.github.umatrust.it.uma.claims.ClaimsStory.TERMS;
import static io.github.umatrust.it.uma.claims.ClaimsStory.both;
import static io.github.umatrust.it.uma.claims.ClaimsStory.claims;
import static io.github.umatrust.it.uma.claims.ClaimsStory.terms;
import static io.github.umatrust.testkit.uma.ClaimsForm.action;
import static io.github.umatrust.testkit.uma.ClaimsForm.answer;
import static io.github.umatrust.testkit.uma.ClaimsForm.boxes;
import static io.github.umatrust.testkit.uma.ClaimsForm.checker;
import static io.github.umatrust.testkit.uma.ClaimsForm.everything;
import static io.github.umatrust.testkit.uma.ClaimsForm.inputs;
import static io.github.umatrust.testkit.uma.ClaimsForm.prefilled;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A person is sent to the page by a client, sees who asks for what, gives it or refuses, and comes
 * back (UMA Core 1.0.1 §3.6.3); and nobody else does.
 */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsPageIT {

  private static final String EMPLOYER =
      "[{\"name\":\"employer\",\"friendly_name\":\"Your employer\"}]";

  private final TestRealm realm;
  private final ClaimsStory story;

  ClaimsPageIT(TestRealm realm) {
    this.realm = realm;
    this.story = new ClaimsStory(realm);
  }

  @Test
  void aPersonLogsInReadsGivesAndComesBack() {
    String set = story.shared("Holiday album", both(terms("2.1", TERMS), claims(EMPLOYER)));
    String ticket = story.ticket(set);
    Browser bob = realm.browser("bob");

    Reply page = story.visit(bob, ticket, "state", "s/1 ä");

    assertThat(page.status()).isEqualTo(200);
    assertThat(text(page, "uma-client")).isEqualTo("Print Service");
    assertThat(text(page, "uma-person")).isEqualTo("Bob Brown (bob)");
    assertThat(text(page, "uma-owner")).isEqualTo("Alice Adams");
    assertThat(text(page, "uma-resource-server")).isEqualTo("Photo Album");
    assertThat(page.body()).contains("<strong>Holiday album</strong>: view</dd>");
    assertThat(page.body()).contains(">2.1</span>").contains(TERMS).contains("Your employer");
    assertThat(page.body()).doesNotContain(ticket).doesNotContain("s/1");

    Reply back = bob.post(action(page), everything(page, "Brown & Sons"));

    assertThat(back.status()).isEqualTo(303);
    assertThat(back.header("Location").orElseThrow())
        .startsWith(CALLBACK + "&authorization_state=");
    assertThat(Browser.parameters(back))
        .isEqualTo(Map.of("tab", "2", "authorization_state", "claims_submitted", "state", "s/1 ä"));
  }

  @Test
  void whatIsGivenOpensTheWayToTheRpt() {
    String set = story.shared("Exchange", both(terms("1", TERMS), claims(EMPLOYER)));
    String ticket = story.ticket(set);
    String aat = story.aat("bob");
    Reply needInfo = story.uma().requestRpt(aat, ticket);
    JsonNode party = needInfo.json().path("error_details").path("requesting_party_claims");
    assertThat(party.path("redirect_user").asBoolean()).isTrue();
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, party.path("ticket").asText());

    bob.post(action(page), everything(page, "Sons"));

    assertThat(story.uma().requestRpt(aat, ticket).status()).isEqualTo(200);
  }

  @Test
  void whatIsGivenIsNotAskedForAgain() {
    String set = story.shared("Twice", both(terms("1", TERMS), claims(EMPLOYER)));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    bob.post(action(page), everything(page, "Sons"));

    Reply again = story.visit(bob, story.ticket(set));

    assertThat(again.status()).isEqualTo(303);
    assertThat(Browser.parameters(again)).containsEntry("authorization_state", "claims_submitted");
    assertThat(Browser.parameters(again)).doesNotContainKeys("state", "ticket");
  }

  @Test
  void newTermsAreAskedForAgain() {
    String set = story.shared("Changing", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply first = story.visit(bob, story.ticket(set));
    bob.post(action(first), everything(first));
    story.require(set, terms("2", TERMS));

    Reply second = story.visit(bob, story.ticket(set));

    assertThat(second.status()).isEqualTo(200);
    assertThat(boxes(second)).hasSize(1).isNotEqualTo(boxes(first));
  }

  @Test
  void termsThatChangeWhileThePersonReadsAreNotAccepted() {
    String set = story.shared("Moving target", terms("1", "Be kind."));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    story.require(set, terms("1", "Pay a thousand euros."));

    Reply again = bob.post(action(page), everything(page));

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).contains("Pay a thousand euros.").contains("aria-invalid=\"true\"");
    assertThat(again.body()).doesNotContain(" checked");
    assertThat(bob.post(action(again), everything(again)).status()).isEqualTo(303);
  }

  @Test
  void whoIsLoggedInAlreadyIsNotAskedForThePassword() {
    String set = story.shared("Single sign-on", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    realm.client("planner").authorize(bob, "scope", "openid");

    Reply page = bob.open(story.address(story.ticket(set)));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains(TERMS).doesNotContain("name=\"password\"");
  }

  @Test
  void whoRefusesComesBackAndHasGivenNothing() {
    String set = story.shared("Refused", both(terms("1", TERMS), claims(EMPLOYER)));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set), "state", "x");
    Map<String, List<String>> form = new LinkedHashMap<>(everything(page, "Sons"));
    form.put("answer", List.of("refuse"));

    Reply back = bob.post(action(page), form);

    assertThat(back.status()).isEqualTo(303);
    assertThat(Browser.parameters(back))
        .isEqualTo(Map.of("tab", "2", "authorization_state", "not_authorized", "state", "x"));
    Reply again = story.visit(bob, story.ticket(set));
    assertThat(boxes(again)).hasSize(1);
    assertThat(inputs(again)).hasSize(1);
  }

  @Test
  void whatIsMissingIsSaidAndWhatWasTypedStays() {
    String set =
        story.shared(
            "Incomplete",
            both(
                terms("1", TERMS),
                claims("[{\"name\":\"website\"},{\"name\":\"birthdate\"},{\"name\":\"email\"}]")));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    assertThat(page.body())
        .contains("type=\"url\"")
        .contains("type=\"date\"")
        .contains("autocomplete=\"bday\"")
        .contains("type=\"email\"");
    assertThat(prefilled(page, 2)).isEqualTo("bob@example.com");
    Map<String, List<String>> form =
        new LinkedHashMap<>(everything(page, "javascript:alert(1)", "31.12.2001", "bob"));
    form.remove(boxes(page).get(0));

    Reply again = bob.post(action(page), form);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).contains("role=\"alert\"");
    for (String field : List.of(boxes(page).get(0), inputs(page).get(0), inputs(page).get(2))) {
      assertThat(again.body())
          .contains("<a href=\"#" + field + "\">")
          .contains("id=\"" + field + "-fault\"");
    }
    assertThat(again.body().split("aria-invalid=\"true\"", -1)).hasSize(5);
    assertThat(prefilled(again, 0)).isEqualTo("javascript:alert(1)");
    assertThat(prefilled(again, 1)).isEqualTo("31.12.2001");
    Reply back =
        bob.post(action(again), everything(again, "https://bob.test", "2001-12-31", "b@x.test"));
    assertThat(Browser.parameters(back)).containsEntry("authorization_state", "claims_submitted");
  }

  @Test
  void whatTheRealmAttestsIsPassedOnOnlyIfThePersonAgrees() {
    String set =
        story.shared(
            "Attested", claims("[{\"name\":\"email\",\"issuer\":[\"" + realm.issuer() + "\"]}]"));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    assertThat(inputs(page)).isEmpty();
    assertThat(page.body()).contains(">bob@example.com</output>");

    Reply disagreed = bob.post(action(page), answer(page, "give"));

    assertThat(disagreed.status()).isEqualTo(200);
    assertThat(disagreed.body()).contains("aria-invalid=\"true\"");
    Map<String, List<String>> forged = new LinkedHashMap<>(everything(page));
    forged.put(boxes(page).get(0), List.of("alice@example.com"));
    assertThat(bob.post(action(page), forged).status()).isEqualTo(200);
    assertThat(Browser.parameters(bob.post(action(page), everything(page))))
        .containsEntry("authorization_state", "claims_submitted");
  }

  @Test
  void anAddressThatWasNotVerifiedTheRealmDoesNotAttest() {
    String set =
        story.shared(
            "Not verified",
            both(
                terms("1", TERMS),
                claims("[{\"name\":\"email\",\"issuer\":[\"" + realm.issuer() + "\"]}]")));
    String path = "users/" + realm.userId("bob");
    JsonNode before = realm.adminGet(path);
    realm.adminPut(path, Map.of("emailVerified", false));
    try {
      Browser bob = realm.browser("bob");
      String ticket = story.ticket(set);
      Reply page = story.visit(bob, ticket);
      assertThat(page.body()).contains("You cannot give this here.").contains(realm.issuer());
      assertThat(page.body()).doesNotContain("bob@example.com");
      assertThat(boxes(page)).hasSize(1);

      Reply back = bob.post(action(page), everything(page));

      assertThat(Browser.parameters(back))
          .isEqualTo(Map.of("tab", "2", "authorization_state", "need_info", "ticket", ticket));
    } finally {
      realm.adminPut(path, before);
    }
  }

  @Test
  void whoCanGiveNothingHereIsSentBackAtOnce() {
    String set =
        story.shared("Elsewhere", claims("[{\"name\":\"age\",\"issuer\":[\"https://idp.test\"]}]"));
    String ticket = story.ticket(set);

    Reply back = story.visit(realm.browser("bob"), ticket, "state", "s");

    assertThat(back.status()).isEqualTo(303);
    assertThat(Browser.parameters(back))
        .isEqualTo(
            Map.of("tab", "2", "authorization_state", "need_info", "ticket", ticket, "state", "s"));
  }

  @Test
  void aClaimThatIsNotTheRightOneIsRefusedWithoutSayingWhich() {
    String set =
        story.shared("Members", claims("[{\"name\":\"club\",\"values\":[\"Chess Club\"]}]"));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    assertThat(page.body()).doesNotContain("Chess Club");
    assertThat(Browser.parameters(bob.post(action(page), everything(page, "Golf Club"))))
        .containsEntry("authorization_state", "not_authorized");
  }

  @Test
  void theOwnerIsAskedWhereNobodyHasDecidedYet() {
    String set = story.resourceSet("Undecided");
    story.require(set, terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));

    Reply back = bob.post(action(page), everything(page));

    assertThat(Browser.parameters(back))
        .isEqualTo(Map.of("tab", "2", "authorization_state", "request_submitted"));
    JsonNode requests =
        Http.get(
                realm.issuer() + "/account/resources/" + set + "/permissions/requests",
                "Accept",
                "application/json",
                Http.AUTHORIZATION,
                realm.accountAuthorization(realm.browser("alice")))
            .json();
    assertThat(requests).hasSize(1);
    assertThat(requests.path(0).path("username").asText()).isEqualTo("bob");
  }

  @Test
  void nobodyIsAskedForWhatWouldNotHelp() {
    String set = story.resourceSet("Hopeless");
    story.require(set, both(terms("1", TERMS), Map.of("uma_access_requests", List.of("false"))));
    assertThat(Browser.parameters(story.visit(realm.browser("bob"), story.ticket(set))))
        .containsEntry("authorization_state", "not_authorized");
  }

  @Test
  void theSameForSeveralResourceSetsIsAskedForOnce() {
    Map<String, List<String>> same = both(terms("1", TERMS), claims(EMPLOYER));
    String one = story.shared("First", same);
    String two = story.shared("Second", same);
    String ticket =
        Http.postJson(
                story.uma().permissionEndpoint(),
                List.of(
                    Map.of("resource_set_id", one, "scopes", List.of("view")),
                    Map.of("resource_set_id", two, "scopes", List.of("view"))),
                Http.AUTHORIZATION,
                Http.bearer(story.pat()))
            .text("ticket");
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, ticket);
    assertThat(boxes(page)).hasSize(1);
    assertThat(inputs(page)).hasSize(1);
    assertThat(page.body()).contains("First").contains("Second");

    bob.post(action(page), everything(page, "Sons"));

    for (String set : List.of(one, two)) {
      assertThat(story.visit(bob, story.ticket(set)).status()).isEqualTo(303);
    }
  }

  @Test
  void anotherPersonSeesNothingOfTheRequestAndCanMakeWay() {
    String set = story.shared("Only for bob", terms("1", TERMS));
    String ticket = story.ticket(set);
    story.uma().requestRpt(story.aat("bob"), ticket);
    Browser browser = realm.browser("auditor");

    Reply page = story.visit(browser, ticket, "state", "s");

    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body()).contains("This is for somebody else").contains(">auditor<");
    assertThat(page.body())
        .doesNotContain("Only for bob")
        .doesNotContain(TERMS)
        .doesNotContain("Alice")
        .doesNotContain("Bob");
    Reply gives = browser.post(action(page), answer(page, "give"));
    assertThat(gives.status()).isEqualTo(403);
    Map<String, List<String>> forged =
        Map.of("state_checker", List.of("x"), "answer", List.of("switch"));
    assertThat(browser.post(action(page), forged).status()).isEqualTo(403);

    Reply out = browser.post(action(page), answer(page, "switch"));

    assertThat(out.status()).isEqualTo(303);
    Browser bob = browser.handedTo("bob", "bob");
    Reply own = bob.visit(out.header("Location").orElseThrow(), CALLBACK);
    assertThat(own.body()).contains("Only for bob").contains(TERMS);
    assertThat(Browser.parameters(bob.post(action(own), everything(own))))
        .containsEntry("state", "s");
  }

  @Test
  void aTicketThatNobodyPresentedBelongsToWhoVisitsWithIt() {
    String set = story.shared("Late bound", terms("1", TERMS));
    String ticket = story.ticket(set);
    assertThat(story.visit(realm.browser("auditor"), ticket).status()).isNotEqualTo(403);
    assertThat(story.visit(realm.browser("bob"), ticket).status()).isEqualTo(403);
    assertThat(story.uma().requestRpt(story.aat("bob"), ticket).text("error"))
        .isEqualTo("invalid_ticket");
  }

  @Test
  void aTicketOfAnotherClientIsNoTicket() {
    String set = story.shared("Of another client", terms("1", TERMS));
    String ticket = story.ticket(set);
    realm.grantOptionalScope("planner", "uma_authorization");
    String aat = realm.grant("planner", "bob", "uma_authorization").text("access_token");
    story.uma().requestRpt(aat, ticket);
    assertThat(Browser.parameters(story.visit(realm.browser("bob"), ticket, "state", "s")))
        .isEqualTo(Map.of("tab", "2", "error", "invalid_request", "state", "s"));
  }

  @Test
  void aFormOfAnotherSessionIsRefused() {
    String set = story.shared("Forged", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    Browser elsewhere = realm.browser("bob");
    Reply other = story.visit(elsewhere, story.ticket(set));

    for (String checker : List.of("", "x", checker(other))) {
      Map<String, List<String>> form = new LinkedHashMap<>(everything(page));
      form.put("state_checker", List.of(checker));
      Reply refused = bob.post(action(page), form);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.header("Location")).isEmpty();
    }
    Map<String, List<String>> twice = new LinkedHashMap<>(everything(page));
    twice.put("state_checker", List.of(checker(page), checker(page)));
    assertThat(bob.post(action(page), twice).status()).isEqualTo(400);
    assertThat(bob.post(action(page), everything(page)).status()).isEqualTo(303);
  }

  /** What another page can have a browser send: an address, or a form of its own making. */
  @Test
  void nothingIsGivenOrRefusedForAnotherPage() {
    String set = story.shared("Tricked", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    String forged = action(page) + "?" + Http.form(everything(page));

    assertThat(bob.get(forged).body()).contains(TERMS);
    assertThat(bob.get(action(page) + "?answer=refuse").body()).contains(TERMS);
    for (String answer : List.of("give", "refuse", "switch", "")) {
      Map<String, List<String>> form = new LinkedHashMap<>(everything(page));
      form.remove("state_checker");
      form.put("answer", List.of(answer));
      Reply refused = bob.post(action(page), form);
      assertThat(refused.status()).as(answer).isEqualTo(400);
      assertThat(refused.header("Location")).isEmpty();
    }
    assertThat(bob.post(forged, Map.of()).status()).isEqualTo(400);

    assertThat(bob.get(action(page)).body()).as("nothing was given").contains(TERMS);
    assertThat(Browser.parameters(bob.post(action(page), everything(page))))
        .containsEntry("authorization_state", "claims_submitted");
  }

  @Test
  void aFormCountsOnce() {
    String set = story.shared("Once", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    assertThat(bob.post(action(page), everything(page)).status()).isEqualTo(303);

    Reply again = bob.post(action(page), everything(page));

    assertThat(again.status()).isEqualTo(400);
    assertThat(again.body()).contains("has been answered already");
    assertThat(bob.get(action(page)).status()).isEqualTo(400);
  }

  @Test
  void whoIsNotLoggedInAnyMoreLogsInAgain() {
    String set = story.shared("Session gone", terms("1", TERMS));
    Reply page = story.visit(realm.browser("bob"), story.ticket(set));
    Browser fresh = realm.browser("bob");
    Reply reply = fresh.post(action(page), everything(page));
    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("Location").orElseThrow()).contains("/login-actions/authenticate");
    assertThat(fresh.visit(action(page), CALLBACK).body()).contains(TERMS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client_id=nobody&claims_redirect_uri=URI",
        "client_id=calendar-api&claims_redirect_uri=URI",
        "client_id=account-console&claims_redirect_uri=URI",
        "claims_redirect_uri=URI",
        "client_id=print-service&client_id=print-service&claims_redirect_uri=URI",
        "client_id=print-service&claims_redirect_uri=URI&claims_redirect_uri=URI",
        "client_id=print-service&claims_redirect_uri=",
        "client_id=print-service&claims_redirect_uri=http://127.0.0.1:1/callback",
        "client_id=print-service&claims_redirect_uri=http://127.0.0.1:1/claims",
        "client_id=print-service&claims_redirect_uri=http://127.0.0.1:1/claims?tab=2%26x=1",
        "client_id=print-service&claims_redirect_uri=http://127.0.0.1:1/claims?tab=2%23f",
        "client_id=print-service&claims_redirect_uri=HTTP://127.0.0.1:1/claims?tab=2",
        "client_id=print-service&claims_redirect_uri=http://127.0.0.1:1@evil.test/claims?tab=2",
        "client_id=print-service&claims_redirect_uri=//evil.test/",
        "client_id=print-service&claims_redirect_uri=javascript:alert(1)",
        "client_id=print-service&redirect_uri=http://127.0.0.1:1/callback",
        "client_id=print-service&claims_redirect_uri=http://evil.test&redirect_uri=URI",
        "client_id=%0d%ff&claims_redirect_uri=URI",
      })
  void nobodyIsSentToAnAddressThatIsNotProven(String query) {
    Reply page =
        Http.get(
            story.uma().claimsEndpoint()
                + "?ticket=x&state=s&"
                + query.replace("URI", Http.encode(CALLBACK)));
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.header("Location")).isEmpty();
    assertThat(page.header("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.header("Cache-Control")).contains("no-store");
    assertThat(page.body()).contains("Please tell its operator").doesNotContain("evil");
  }

  @Test
  void aDisabledClientSendsNobody() {
    realm.changeClient("print-service", Map.of("enabled", false));
    try {
      assertThat(Http.get(story.address("x")).status()).isEqualTo(400);
    } finally {
      realm.changeClient("print-service", Map.of("enabled", true));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ticket=",
        "ticket=unknown",
        "ticket=%0d%0a%ff",
        "ticket=a&ticket=a",
      })
  void whatElseIsWrongTheClientLearns(String ticket) {
    Reply back =
        Http.get(
            story.uma().claimsEndpoint()
                + "?client_id=print-service&state=%26%0d%0aX:y&claims_redirect_uri="
                + Http.encode(CALLBACK)
                + "&"
                + ticket);
    assertThat(back.status()).isEqualTo(303);
    assertThat(back.header("Location"))
        .contains(CALLBACK + "&error=invalid_request&state=%26%0D%0AX%3Ay");
    assertThat(back.header("X")).isEmpty();
  }

  @Test
  void aStateThatIsThereTwiceIsNotEchoed() {
    String set = story.shared("Two states", terms("1", TERMS));
    Reply back = Http.get(story.address(story.ticket(set), "state", "a") + "&state=b");
    assertThat(back.header("Location")).contains(CALLBACK + "&error=invalid_request");
  }

  @Test
  void theOnlyRegisteredAddressNeedNotBeNamed() {
    String set = story.shared("Only one", terms("1", TERMS));
    String address =
        story.uma().claimsEndpoint() + "?client_id=print-service&ticket=" + story.ticket(set);
    assertThat(realm.browser("bob").visit(address, CALLBACK).body()).contains(TERMS);
    story.registerRedirectUris(CALLBACK, "http://127.0.0.1:1/other");
    try {
      assertThat(Http.get(address).status()).isEqualTo(400);
    } finally {
      story.registerRedirectUris(CALLBACK);
    }
  }

  @Test
  void theParameterMayHaveItsOldName() {
    String set = story.shared("Old name", terms("1", TERMS));
    String address =
        story.address(story.ticket(set)).replace("claims_redirect_uri=", "redirect_uri=");
    assertThat(realm.browser("bob").visit(address, CALLBACK).body()).contains(TERMS);
  }

  @Test
  void anExpiredTicketIsTheClientsToHandle() throws InterruptedException {
    String set = story.shared("Expired", terms("1", TERMS));
    realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "1")));
    try {
      String ticket = story.ticket(set);
      Thread.sleep(2100);
      assertThat(Browser.parameters(Http.get(story.address(ticket))))
          .containsEntry("error", "invalid_request");
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "300")));
    }
  }

  @Test
  void aResourceSetThatIsGoneEndsTheVisit() {
    String set = story.shared("Gone soon", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set), "state", "s");
    Http.delete(story.uma().resourceSets(set), Http.AUTHORIZATION, Http.bearer(story.pat()));
    assertThat(Browser.parameters(bob.post(action(page), everything(page))))
        .isEqualTo(Map.of("tab", "2", "error", "invalid_request", "state", "s"));
  }

  @Test
  void anAddressThatIsTakenBackIsNotUsed() {
    String set = story.shared("Taken back", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    story.registerRedirectUris("http://127.0.0.1:1/other");
    try {
      Reply refused = bob.post(action(page), everything(page));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.header("Location")).isEmpty();
    } finally {
      story.registerRedirectUris(CALLBACK);
    }
  }

  @Test
  void whatOthersWroteIsTextAndNothingElse() {
    String script = "<script>alert('x')</script>";
    String tricks = script + "\"'>{0}${realm.name}<img src=x onerror=alert(1)>";
    String set =
        story.shared(
            "Set " + tricks,
            both(
                terms("1 " + script, "</div>" + tricks),
                claims(
                    "[{\"name\":\"c1\",\"friendly_name\":\"<b onclick=x>${msg}{0\"},"
                        + "{\"name\":\"${requiredFields}\"}]")));
    realm.changeClient("print-service", Map.of("name", "${x{" + script));
    try {
      Browser bob = realm.browser("bob");
      Reply page = story.visit(bob, story.ticket(set), "state", tricks);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body())
          .doesNotContain(script)
          .doesNotContain("<img src=x")
          .doesNotContain("<b onclick")
          .contains("&lt;script&gt;")
          .contains("{0}${realm.name}")
          .contains("${msg}{0");
      Reply again =
          bob.post(action(page), everything(page, tricks, "\"><script>alert(2)</script>"));
      assertThat(again.status()).isEqualTo(303);
      assertThat(Browser.parameters(again)).containsEntry("state", tricks);
    } finally {
      realm.changeClient("print-service", Map.of("name", "Print Service"));
    }
  }

  /**
   * Keycloak's own rules for names would refuse these, but an administrator can drop them, and the
   * accounts of a user federation never met them.
   */
  @Test
  void namesOfPeopleScopesAndServersAreTextToo() {
    ObjectNode profile = (ObjectNode) realm.adminGet("users/profile");
    ObjectNode lax = profile.deepCopy();
    lax.path("attributes").forEach(attribute -> ((ObjectNode) attribute).remove("validations"));
    realm.adminPut("users/profile", lax);
    rename("alice", "Alice", script(1));
    rename("bob", script(2), "Brown");
    rename("auditor", "Ada", script(3));
    realm.changeClient("photo-album", Map.of("name", script(4)));
    String scope = "print " + script(5);
    try {
      String set = story.uma().registerResourceSet(story.pat(), "Names", "view", scope).text("_id");
      realm.share(set, "alice", "bob", "view", scope);
      String attested = "https://idp.test/" + script(6);
      story.require(
          set,
          both(
              terms("1", TERMS),
              claims("[{\"name\":\"badge\",\"issuer\":[\"" + attested + "\"]}]")));
      String ticket = story.uma().registerPermission(story.pat(), set, scope).text("ticket");

      String page = story.visit(realm.browser("bob"), ticket).body();

      assertThat(page).contains(TERMS).doesNotContain("<script>alert(");
      for (int i : List.of(1, 2, 4, 5, 6)) {
        assertThat(page).contains("&lt;script&gt;alert(" + i + ")");
      }
      Reply other = story.visit(realm.browser("auditor"), ticket);
      assertThat(other.status()).isEqualTo(403);
      assertThat(other.body()).doesNotContain("<script>alert(");
    } finally {
      realm.changeClient("photo-album", Map.of("name", "Photo Album"));
      rename("alice", "Alice", "Adams");
      rename("bob", "Bob", "Brown");
      rename("auditor", "Ada", "Auditor");
      realm.adminPut("users/profile", profile);
    }
  }

  /** The page for somebody else has the name that this person logs in by. */
  @Test
  void aUsernameIsTextToo() {
    ObjectNode profile = (ObjectNode) realm.adminGet("users/profile");
    ObjectNode lax = profile.deepCopy();
    lax.path("attributes").forEach(attribute -> ((ObjectNode) attribute).remove("validations"));
    realm.adminPut("users/profile", lax);
    String username = script(7);
    try {
      realm.adminPost(
          "users",
          Map.of(
              "username",
              username,
              "firstName",
              "Mallory",
              "lastName",
              "M",
              "email",
              "mallory@example.com",
              "enabled",
              true,
              "credentials",
              List.of(Map.of("type", "password", "value", "mallory"))));
      String set = story.shared("Not for mallory", terms("1", TERMS));
      String ticket = story.ticket(set);
      story.uma().requestRpt(story.aat("bob"), ticket);

      Reply other = story.visit(new Browser(username, "mallory"), ticket);

      assertThat(other.status()).isEqualTo(403);
      assertThat(other.body())
          .contains("&lt;script&gt;alert(7)")
          .doesNotContain("<script>alert(7)");
    } finally {
      realm.adminDelete("users/" + realm.userId(username));
      realm.adminPut("users/profile", profile);
    }
  }

  /** Neither the pages nor the errors have anything of the address in them that could be markup. */
  @Test
  void whatIsInTheAddressIsNotOnThePage() {
    String markup = Http.encode("\"'><script>alert(8)</script>");
    String set = story.shared("Address", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    for (String parameter : List.of("kc_locale", "ui_locales", "answer", "x")) {
      Reply again = bob.get(action(page) + "?" + parameter + "=" + markup);
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.body()).contains(TERMS).doesNotContain("<script>alert(8)");
    }
    String endpoint = story.uma().claimsEndpoint();
    for (String address :
        List.of(
            endpoint + "?client_id=" + markup,
            endpoint + "?client_id=print-service&claims_redirect_uri=" + markup,
            endpoint + "?client_id=print-service&claims_redirect_uri=x&state=" + markup,
            endpoint + "?client_id=nobody&kc_locale=" + markup + "&" + markup + "=" + markup,
            endpoint + "/" + markup,
            action(page) + markup + "?kc_locale=" + markup)) {
      Reply error = bob.get(address);
      assertThat(error.status()).as(address).isBetween(400, 404);
      assertThat(error.body()).as(address).doesNotContain("<script>alert(8)");
    }
  }

  @Test
  void whatWasTypedComesBackAsText() {
    String set = story.shared("Typed", both(terms("1", TERMS), claims(EMPLOYER)));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    Map<String, List<String>> form =
        new LinkedHashMap<>(everything(page, "\"><script>alert(2)</script>"));
    form.remove(boxes(page).get(0));
    Reply again = bob.post(action(page), form);
    assertThat(again.body()).doesNotContain("<script>alert(2)").contains("&lt;script&gt;alert(2)");
    form.put(inputs(page).get(0), List.of("x".repeat(256)));
    assertThat(bob.post(action(page), form).body()).contains("at most 255 characters");
    form.put(inputs(page).get(0), List.of("a\u0000b"));
    assertThat(bob.post(action(page), form).body()).contains("a character that cannot be kept");
  }

  @Test
  void aFormThatIsTooLongOrBrokenIsRefused() {
    String set = story.shared("Broken", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    Map<String, List<String>> form = new LinkedHashMap<>(everything(page));
    form.put("more", List.of("x".repeat(70_000)));
    assertThat(bob.post(action(page), form).status()).isEqualTo(400);
    assertThat(bob.post(action(page), everything(page)).status()).isEqualTo(303);
  }

  @Test
  void thePageIsNeitherKeptNorFramed() {
    String set = story.shared("Headers", terms("1", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    assertThat(page.header("Cache-Control")).contains("no-store");
    assertThat(page.header("X-Frame-Options")).contains("SAMEORIGIN");
    assertThat(page.header("Content-Security-Policy").orElseThrow())
        .contains("frame-ancestors 'self'");
    assertThat(page.header("Referrer-Policy")).contains("no-referrer");
    assertThat(bob.post(action(page), everything(page)).header("Cache-Control"))
        .contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uma-trust", "keycloak.v2", "keycloak", "base"})
  void thePageSpeaksGermanInAnyTheme(String theme) {
    Map<String, List<String>> bilingual =
        Map.of(
            "uma_terms_version", List.of("1"),
            "uma_terms_text_en", List.of(TERMS),
            "uma_terms_uri_de", List.of("https://alice.test/bedingungen"));
    String set = story.shared("Deutsch " + theme, bilingual);
    realm.changeRealm(Map.of("loginTheme", theme));
    try {
      Browser bob = realm.browser("bob");
      Reply english = story.visit(bob, story.ticket(set));
      assertThat(english.body()).contains(TERMS).contains("What the owner wants to know of you");

      Reply german = bob.get(action(english) + "?kc_locale=de");

      assertThat(german.body())
          .contains("lang=\"de\"")
          .contains("Was der Eigentümer von Ihnen wissen möchte")
          .contains("href=\"https://alice.test/bedingungen\"")
          .contains("rel=\"noopener noreferrer\"")
          .doesNotContain(TERMS);
      assertThat(german.body()).contains("/css/uma-claims.css");
      assertThat(bob.post(action(german), everything(german)).status()).isEqualTo(303);
    } finally {
      realm.changeRealm(Map.of("loginTheme", "uma-trust"));
    }
  }

  @Test
  void eventsTellNamesAndNeverValues() {
    String set = story.shared("Told", both(terms("7", TERMS), claims(EMPLOYER)));
    Browser bob = realm.browser("bob");
    String ticket = story.ticket(set);
    Reply page = story.visit(bob, ticket);
    bob.post(action(page), everything(page, "Secret Service"));

    JsonNode event = story.event("UPDATE_CONSENT");

    JsonNode details = event.path("details");
    assertThat(event.path("clientId").asText()).isEqualTo("print-service");
    assertThat(event.path("userId").asText()).isEqualTo(realm.userId("bob"));
    assertThat(details.path("uma_interaction").asText()).isEqualTo("claims_supplied");
    assertThat(details.path("uma_action").asText()).isEqualTo("terms_accepted");
    assertThat(details.path("uma_claims").asText()).isEqualTo("[\"employer\"]");
    assertThat(details.path("uma_terms").asText())
        .contains(set)
        .contains("\"version\":\"7\"")
        .contains("\"language\":\"en\"")
        .containsPattern("\"hash\":\"[0-9a-f]{64}\"");
    assertThat(details.path("uma_resource_server").asText()).isEqualTo("photo-album");
    assertThat(details.path("uma_authorizing_party").asText()).isEqualTo(realm.userId("alice"));
    assertThat(event.toString()).doesNotContain("Secret Service").doesNotContain(ticket);
  }

  /** Accepting terms is no statement about oneself. */
  @Test
  void whoOnlyAcceptsTermsHasSuppliedNoClaims() {
    String set = story.shared("Told less", terms("8", TERMS));
    Browser bob = realm.browser("bob");
    Reply page = story.visit(bob, story.ticket(set));
    bob.post(action(page), everything(page));
    JsonNode details = story.event("UPDATE_CONSENT").path("details");
    assertThat(details.path("uma_action").asText()).isEqualTo("terms_accepted");
    assertThat(details.has("uma_interaction")).isFalse();
  }

  @Test
  void methodsThatThePageDoesNotHaveAreRefused() {
    assertThat(Http.postForm(story.uma().claimsEndpoint(), Map.of()).status()).isEqualTo(405);
    Reply put = Http.putJson(story.uma().claimsEndpoint() + "/x", Map.of());
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).contains("GET, POST");
  }

  @Test
  void aRequestThatNobodyMadeHasNoPage() {
    for (String handle : List.of("x", "A".repeat(43), "%0d", "..%2f..")) {
      Reply page = Http.get(story.uma().claimsEndpoint() + "/" + handle);
      assertThat(page.status()).isBetween(400, 404);
    }
  }

  private static String script(int number) {
    return "<script>alert(" + number + ")</script>";
  }

  private void rename(String username, String firstName, String lastName) {
    String path = "users/" + realm.userId(username);
    ObjectNode user = (ObjectNode) realm.adminGet(path);
    realm.adminPut(path, user.put("firstName", firstName).put("lastName", lastName));
  }

  private static String text(Reply page, String id) {
    String from =
        page.body().substring(page.body().indexOf("id=\"" + id + "\">") + id.length() + 6);
    return from.substring(0, from.indexOf('<')).strip();
  }
}
