package io.github.umatrust.obligations.clause;

import static io.github.umatrust.obligations.clause.Interaction.AAT_ISSUED;
import static io.github.umatrust.obligations.clause.Interaction.ACCESS_ANSWERED;
import static io.github.umatrust.obligations.clause.Interaction.ACCESS_REPORTED;
import static io.github.umatrust.obligations.clause.Interaction.AUTHORIZATION_GRANTED;
import static io.github.umatrust.obligations.clause.Interaction.CLAIMS_SUPPLIED;
import static io.github.umatrust.obligations.clause.Interaction.PAT_ISSUED;
import static io.github.umatrust.obligations.clause.Interaction.PERMISSION_REGISTERED;
import static io.github.umatrust.obligations.clause.Interaction.RPT_INTROSPECTED;
import static io.github.umatrust.obligations.clause.Interaction.RPT_ISSUED;
import static io.github.umatrust.obligations.clause.ObligationDuration.OPEN_ENDED;
import static io.github.umatrust.obligations.clause.ObligationDuration.POINT_IN_TIME;
import static io.github.umatrust.obligations.clause.ObligationDuration.UNTIL_EXPIRY;
import static io.github.umatrust.obligations.clause.ObligationDuration.WHILE_AGREED;
import static io.github.umatrust.obligations.clause.ObligationDuration.WHILE_TOKEN_VALID;
import static io.github.umatrust.obligations.clause.PartyRole.AUTHORIZATION_SERVER_OPERATOR;
import static io.github.umatrust.obligations.clause.PartyRole.AUTHORIZING_PARTY;
import static io.github.umatrust.obligations.clause.PartyRole.REQUESTING_PARTY;
import static io.github.umatrust.obligations.clause.PartyRole.RESOURCE_SERVER_OPERATOR;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fourteen clauses of draft-maler-uma-trust-00 §2: who is obliged, who may expect it, which
 * interaction brings the clause into force, and for how long. Two keywords occur twice, so only the
 * full {@link #id()} identifies a clause.
 */
public enum Clause {
  RQP_AZP_ADHERE_TO_TERMS(
      REQUESTING_PARTY, AUTHORIZING_PARTY, "Adhere-to-Terms", ACCESS_REPORTED, OPEN_ENDED, "2.2.1"),
  RQP_AZP_MAKE_FACTUAL_REPRESENTATIONS(
      REQUESTING_PARTY,
      AUTHORIZING_PARTY,
      "Make-Factual-Representations",
      CLAIMS_SUPPLIED,
      POINT_IN_TIME,
      "2.2.2"),
  RQP_ASO_SUPPLY_TRUTHFUL_CLAIMS(
      REQUESTING_PARTY,
      AUTHORIZATION_SERVER_OPERATOR,
      "Supply-Truthful-Claims",
      AAT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.2.3"),
  RQP_RSO_IS_LEGITIMATE_BEARER(
      REQUESTING_PARTY,
      RESOURCE_SERVER_OPERATOR,
      "Is-Legitimate-Bearer",
      RPT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.2.4"),
  RSO_AZP_DELEGATE_PROTECTION(
      RESOURCE_SERVER_OPERATOR,
      AUTHORIZING_PARTY,
      "Delegate-Protection",
      PAT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.3.1"),
  RSO_ASO_REGISTER_ACCURATELY_AND_TIMELY(
      RESOURCE_SERVER_OPERATOR,
      AUTHORIZATION_SERVER_OPERATOR,
      "Register-Accurately-and-Timely",
      PAT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.3.2"),
  RSO_ASO_RESPECT_PERMISSIONS(
      RESOURCE_SERVER_OPERATOR,
      AUTHORIZATION_SERVER_OPERATOR,
      "Respect-Permissions",
      RPT_INTROSPECTED,
      UNTIL_EXPIRY,
      "2.3.3"),
  RSO_RQP_GIVE_ACCURATE_ACCESS(
      RESOURCE_SERVER_OPERATOR,
      REQUESTING_PARTY,
      "Give-Accurate-Access",
      ACCESS_ANSWERED,
      POINT_IN_TIME,
      "2.3.4"),
  ASO_AZP_FOLLOW_POLICIES_ACCURATELY_AND_TIMELY(
      AUTHORIZATION_SERVER_OPERATOR,
      AUTHORIZING_PARTY,
      "Follow-Policies-Accurately-and-Timely",
      PAT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.4.1"),
  ASO_RSO_FOLLOW_POLICIES_ACCURATELY_AND_TIMELY(
      AUTHORIZATION_SERVER_OPERATOR,
      RESOURCE_SERVER_OPERATOR,
      "Follow-Policies-Accurately-and-Timely",
      PERMISSION_REGISTERED,
      UNTIL_EXPIRY,
      "2.4.2"),
  ASO_RQP_REQUEST_LIMITED_CLAIMS(
      AUTHORIZATION_SERVER_OPERATOR,
      REQUESTING_PARTY,
      "Request-Limited-Claims",
      AAT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.4.3"),
  AZP_RQP_ADHERE_TO_TERMS(
      AUTHORIZING_PARTY,
      REQUESTING_PARTY,
      "Adhere-to-Terms",
      AUTHORIZATION_GRANTED,
      WHILE_AGREED,
      "2.5.1"),
  AZP_ASO_INTRODUCE_RESOURCE_SERVER(
      AUTHORIZING_PARTY,
      AUTHORIZATION_SERVER_OPERATOR,
      "Introduce-Resource-Server",
      PAT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.5.2"),
  AZP_RSO_INTRODUCE_AUTHORIZATION_SERVER(
      AUTHORIZING_PARTY,
      RESOURCE_SERVER_OPERATOR,
      "Introduce-Authorization-Server",
      PAT_ISSUED,
      WHILE_TOKEN_VALID,
      "2.5.3");

  private final PartyRole obligated;
  private final PartyRole expecting;
  private final String keyword;
  private final Interaction trigger;
  private final ObligationDuration duration;
  private final String section;

  Clause(
      PartyRole obligated,
      PartyRole expecting,
      String keyword,
      Interaction trigger,
      ObligationDuration duration,
      String section) {
    this.obligated = obligated;
    this.expecting = expecting;
    this.keyword = keyword;
    this.trigger = trigger;
    this.duration = duration;
    this.section = section;
  }

  /** {@code [obligated]-[expecting]-[keyword]}, for example {@code RSO-AzP-Delegate-Protection}. */
  public String id() {
    return obligated.abbreviation() + "-" + expecting.abbreviation() + "-" + keyword;
  }

  /** The keyword in plain words, for example {@code Delegate protection}. */
  public String title() {
    String words = keyword.replace('-', ' ').toLowerCase(Locale.ROOT);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** Who is obliged. */
  public PartyRole obligated() {
    return obligated;
  }

  /** Who may expect it. */
  public PartyRole expecting() {
    return expecting;
  }

  /** The interaction that brings the clause into force. */
  public Interaction trigger() {
    return trigger;
  }

  /** How long the clause binds. */
  public ObligationDuration duration() {
    return duration;
  }

  /** The section of draft-maler-uma-trust-00 that states the clause. */
  public String section() {
    return section;
  }

  /** The clauses that this interaction brings into force, in the draft's order. */
  public static List<Clause> broughtIntoForceBy(Interaction interaction) {
    return Arrays.stream(values()).filter(clause -> clause.trigger == interaction).toList();
  }

  /** How long the clauses bind that this interaction brings into force: all of them alike. */
  public static ObligationDuration durationAfter(Interaction interaction) {
    return broughtIntoForceBy(interaction).get(0).duration();
  }

  /** The clause with this {@link #id()} (exact case), or empty when there is none. */
  public static Optional<Clause> byId(String id) {
    return Arrays.stream(values()).filter(clause -> clause.id().equals(id)).findFirst();
  }
}
