package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The life of a ticket in sequences that nobody thought of: each step is done to the server and to
 * a model, and both must answer the same. The property {@code ticketLife.seed} chooses other
 * sequences.
 */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class TicketLifeIT {

  private static final int SEQUENCES = 12;
  private static final int STEPS = 20;
  private static final int LONG_LIFE = 300;

  /** So many seconds a ticket lives in every third sequence, where steps wait for its end. */
  private static final int SHORT_LIFE = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who presents tickets. */
  private enum Party {
    BOB("bob", "print-service"),
    AUDITOR("auditor", "print-service"),
    BOB_ELSEWHERE("bob", "other-printer"),
    ALICE("alice", "print-service");

    private final String user;
    private final String client;

    Party(String user, String client) {
      this.user = user;
      this.client = client;
    }
  }

  private enum Action {
    PRESENT,
    PRESENT_TWICE_AT_ONCE,
    SHARE,
    UNSHARE,
    REQUIRE_TERMS,
    DROP_TERMS,
    LET_ASK,
    LET_NOBODY_ASK,
    NEW_TICKET,
    DELETE_SET,
    CREATE_SET,
    AWAIT_EXPIRY
  }

  /** One step; the party does it, or it is done for the party. */
  private record Step(Action action, Party party) {}

  /** What becomes of a ticket, by the documentation; knows nothing of HTTP. */
  private static final class Model {
    private boolean setThere = true;
    private int set;
    private final Set<String> sharedWith = new TreeSet<>();
    private boolean terms;
    private boolean maySomebodyAsk = true;
    private int setOfTicket;
    private @Nullable Party holder;
    private boolean granted;
    private boolean expired;
    private boolean revoked;

    /** What whoever presents the ticket is answered; presenting it can change it. */
    String present(Party party) {
      if (granted) {
        revoked |= holder != null && !holder.client.equals(party.client);
        return "invalid_ticket";
      }
      if (expired) {
        return "expired_ticket";
      }
      if (holder == null) {
        holder = party;
      }
      if (holder != party || !isForWhatIsThere()) {
        return "invalid_ticket";
      }
      String answer = assess(party.user);
      granted = answer.equals("granted");
      return answer;
    }

    private String assess(String user) {
      boolean owner = user.equals("alice");
      boolean shared = sharedWith.contains(user);
      boolean undecided = !shared && !owner && maySomebodyAsk;
      if (terms && !owner && (shared || undecided)) {
        return "need_info";
      }
      if (shared) {
        return "granted";
      }
      return undecided ? "request_submitted" : "not_authorized";
    }

    boolean isForWhatIsThere() {
      return setThere && set == setOfTicket;
    }

    void newTicket() {
      setOfTicket = set;
      holder = null;
      granted = false;
      expired = false;
      revoked = false;
    }

    void deleteSet() {
      setThere = false;
      sharedWith.clear();
      terms = false;
      maySomebodyAsk = true;
    }

    void createSet() {
      setThere = true;
      set++;
    }

    /** What can happen now; presenting a ticket more often than the rest. */
    List<Action> possible(boolean shortLife) {
      List<Action> actions = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        actions.add(Action.PRESENT);
      }
      actions.add(Action.PRESENT_TWICE_AT_ONCE);
      if (!setThere) {
        actions.add(Action.CREATE_SET);
        actions.add(Action.CREATE_SET);
        return actions;
      }
      actions.addAll(
          List.of(Action.SHARE, Action.SHARE, Action.SHARE, Action.UNSHARE, Action.DELETE_SET));
      actions.add(terms ? Action.DROP_TERMS : Action.REQUIRE_TERMS);
      if (terms) {
        actions.add(Action.DROP_TERMS);
      }
      actions.add(maySomebodyAsk ? Action.LET_NOBODY_ASK : Action.LET_ASK);
      if (granted || expired || !isForWhatIsThere() || holder != null) {
        actions.add(Action.NEW_TICKET);
        actions.add(Action.NEW_TICKET);
      }
      if (shortLife && !granted && !expired) {
        actions.add(Action.AWAIT_EXPIRY);
        actions.add(Action.AWAIT_EXPIRY);
      }
      return actions;
    }
  }

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final String pat;
  private final String account;
  private final String resources;
  private final Map<Party, String> aats = new EnumMap<>(Party.class);
  private final Set<String> answers = new TreeSet<>();

  private String administrator = "";
  private String set = "";
  private String ticket = "";
  private String rpt = "";
  private int lifespan = LONG_LIFE;
  private long issuedAfter;
  private long issuedBefore;

  TicketLifeIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    this.account = realm.accountAuthorization(realm.browser("alice"));
    this.resources = realm.adminUrl(realm.authorizationPath("photo-album") + "/resource/");
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "other-printer",
            "secret",
            "other-printer-secret",
            "redirectUris",
            List.of(OAuthClient.CALLBACK),
            "optionalClientScopes",
            List.of("uma_authorization")));
    for (Party party : Party.values()) {
      aats.put(
          party, realm.grant(party.client, party.user, "uma_authorization").text("access_token"));
    }
  }

  @AfterAll
  void longLife() {
    lifespan(LONG_LIFE);
  }

  @Test
  void everyStepIsAnsweredAsTheModelSays() throws InterruptedException {
    long seed = Long.getLong("ticketLife.seed", 20_151_228L);
    Random random = new Random(seed);
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      run("seed " + seed + ", sequence " + sequence, random, sequence % 3 == 2);
    }
    // Else the sequences would show little.
    assertThat(answers)
        .containsExactly(
            "expired_ticket",
            "granted",
            "invalid_ticket",
            "need_info",
            "not_authorized",
            "request_submitted",
            "revoked");
  }

  private void run(String name, Random random, boolean shortLife) throws InterruptedException {
    administrator = realm.administrator();
    lifespan(shortLife ? SHORT_LIFE : LONG_LIFE);
    Model model = new Model();
    create();
    newTicket(model);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      List<Action> possible = model.possible(shortLife);
      Step step = new Step(possible.get(random.nextInt(possible.size())), party(random));
      steps.add(step);
      String told = name + ": " + steps;
      perform(step, model, told);
      JsonNode introspection =
          rpt.isEmpty() ? JSON.createObjectNode() : uma.introspect(pat, rpt).json();
      assertThat(introspection.path("active").asBoolean())
          .as("the RPT is active; " + told)
          .isEqualTo(model.granted && !model.revoked);
      assertThat(introspection.path("permissions").size())
          .as("permissions; " + told)
          .isEqualTo(model.granted && !model.revoked && model.isForWhatIsThere() ? 1 : 0);
      if (model.revoked) {
        answers.add("revoked");
      }
    }
    if (model.setThere) {
      delete();
    }
  }

  /** Bob more often than the others. */
  private static Party party(Random random) {
    return random.nextInt(10) < 5
        ? Party.BOB
        : Party.values()[random.nextInt(Party.values().length)];
  }

  private void perform(Step step, Model model, String told) throws InterruptedException {
    switch (step.action()) {
      case PRESENT -> present(step.party(), 1, model, told);
      case PRESENT_TWICE_AT_ONCE -> present(step.party(), 2, model, told);
      case SHARE -> {
        if (!step.party().user.equals("alice")) {
          model.sharedWith.add(step.party().user);
          share(step.party().user, List.of("view"));
        }
      }
      case UNSHARE -> {
        if (!step.party().user.equals("alice")) {
          model.sharedWith.remove(step.party().user);
          share(step.party().user, List.of());
        }
      }
      case REQUIRE_TERMS, DROP_TERMS -> {
        model.terms = step.action() == Action.REQUIRE_TERMS;
        require(model);
      }
      case LET_ASK, LET_NOBODY_ASK -> {
        model.maySomebodyAsk = step.action() == Action.LET_ASK;
        require(model);
      }
      case NEW_TICKET -> newTicket(model);
      case DELETE_SET -> {
        model.deleteSet();
        delete();
      }
      case CREATE_SET -> {
        model.createSet();
        create();
      }
      case AWAIT_EXPIRY -> {
        while (Instant.now().getEpochSecond() < issuedBefore + lifespan) {
          Thread.sleep(50);
        }
        model.expired = true;
      }
    }
  }

  /** Where a ticket may just have ended, or not, the server says which, and the model follows. */
  private void present(Party party, int times, Model model, String told)
      throws InterruptedException {
    long before = Instant.now().getEpochSecond();
    List<Reply> replies =
        times == 1
            ? List.of(uma.requestRpt(aat(party), ticket))
            : AtOnce.send(times, times, i -> uma.requestRpt(aat(party), ticket));
    long after = Instant.now().getEpochSecond();
    List<String> answered = new ArrayList<>();
    for (Reply reply : replies) {
      assertThat(reply.status()).as(reply.body() + "; " + told).isIn(200, 400, 403, 503);
      if (reply.status() == 200) {
        rpt = reply.text("rpt");
        answered.add("granted");
      } else {
        answered.add(reply.text("error"));
      }
    }
    if (before >= issuedBefore + lifespan
        || (after >= issuedAfter + lifespan && answered.contains("expired_ticket"))) {
      model.expired = true;
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      expected.add(model.present(party));
    }
    answers.addAll(answered);
    if (times > 1 && expected.contains("request_submitted")) {
      // Both ask the owner; one of them may be told to come back.
      answered.replaceAll(a -> a.equals("temporarily_unavailable") ? "request_submitted" : a);
    }
    assertThat(answered).as(told).containsExactlyInAnyOrderElementsOf(expected);
  }

  private String aat(Party party) {
    return aats.getOrDefault(party, "");
  }

  private void newTicket(Model model) {
    issuedAfter = Instant.now().getEpochSecond();
    ticket = uma.registerPermission(pat, set, "view").text("ticket");
    issuedBefore = Instant.now().getEpochSecond();
    rpt = "";
    model.newTicket();
  }

  private void create() {
    set = uma.registerResourceSet(pat, "Life", "view").text("_id");
    assertThat(set).isNotEmpty();
  }

  private void delete() {
    assertThat(Http.delete(uma.resourceSets(set), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(204);
  }

  /** As alice does in the account console. */
  private void share(String user, List<String> scopes) {
    assertThat(
            Http.putJson(
                    realm.issuer() + "/account/resources/" + set + "/permissions",
                    List.of(Map.of("username", user, "scopes", scopes)),
                    Http.AUTHORIZATION,
                    account)
                .status())
        .isEqualTo(204);
  }

  /** As an administrator does in the admin console. */
  private void require(Model model) {
    ObjectNode resource =
        (ObjectNode) Http.get(resources + set, Http.AUTHORIZATION, administrator).json();
    ObjectNode attributes = resource.putObject("attributes");
    if (model.terms) {
      attributes.putArray("uma_terms_version").add("1");
      attributes.putArray("uma_terms_text_en").add("Print nothing.");
    }
    attributes.putArray("uma_access_requests").add(Boolean.toString(model.maySomebodyAsk));
    assertThat(Http.putJson(resources + set, resource, Http.AUTHORIZATION, administrator).status())
        .isEqualTo(204);
  }

  private void lifespan(int seconds) {
    lifespan = seconds;
    realm.changeRealm(
        Map.of("attributes", Map.of("uma.permission-ticket.lifespan", Integer.toString(seconds))));
  }
}
