package io.github.umatrust.obligations.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.clause.PartyRole;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.Period;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An obligation in the query API. Times are milliseconds since the epoch, as in Keycloak's own
 * events. What is not known is left out.
 *
 * @param id stable id
 * @param clause clause id, for example {@code RSO-AzP-Delegate-Protection}
 * @param title the clause in plain words
 * @param obligated who is obliged
 * @param expecting who may expect it
 * @param since when it came into force
 * @param until when it ended or will end if nothing else happens; absent when no end is known
 * @param state {@code in_force}, {@code ended}, {@code occurred} or {@code not_reported}
 * @param endReason why it ended; only for {@code ended}
 * @param tokenKind {@code pat}, {@code aat}, {@code rpt}, {@code permission_ticket}, {@code
 *     access_report} or {@code approval}
 * @param tokenId the latest token of the grant
 * @param tokenIds the latest of its tokens, oldest first, {@value #MAX_TOKENS} at most
 * @param renewals how often it was renewed
 * @param interaction what brought it into force
 * @param firstEntry id of the journal entry that brought it into force
 * @param lastEntry id of the journal entry that renewed it last, or of the first
 * @param clientId {@code client_id} the token was issued to
 * @param resourceServer {@code client_id} of the resource server
 * @param scopes scopes of the latest token
 * @param audiences audiences of the latest token
 * @param permissions permissions of the latest token
 * @param report what the resource server reported of the access; only for clauses that begin with
 *     such a report
 * @param confirmed false when the token was built but nothing confirmed that it was issued
 * @param flaws what was wrong with the event that was recorded
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ObligationRepresentation(
    String id,
    String clause,
    String title,
    PartyRepresentation obligated,
    PartyRepresentation expecting,
    long since,
    @Nullable Long until,
    String state,
    @Nullable String endReason,
    @Nullable String tokenKind,
    @Nullable String tokenId,
    List<String> tokenIds,
    long renewals,
    String interaction,
    String firstEntry,
    String lastEntry,
    @Nullable String clientId,
    @Nullable String resourceServer,
    List<String> scopes,
    List<String> audiences,
    @Nullable JsonNode permissions,
    @Nullable JsonNode report,
    boolean confirmed,
    List<String> flaws) {

  /** How many of the tokens of a period are shown. */
  public static final int MAX_TOKENS = 20;

  /**
   * A party in the query API.
   *
   * @param role the role it has in the clause
   * @param type {@code user}, {@code organisation} or {@code unknown}; absent where several parties
   *     share one token
   * @param id user id, client's internal id, or realm id
   * @param name the name when it was recorded
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PartyRepresentation(
      String role, @Nullable String type, @Nullable String id, @Nullable String name) {

    static PartyRepresentation of(PartyRole role, Optional<Party> party) {
      return new PartyRepresentation(
          role.id(),
          party.map(value -> value.kind().id()).orElse(null),
          party.map(Party::id).orElse(null),
          party.map(Party::name).orElse(null));
    }
  }

  /**
   * The representation of an obligation.
   *
   * @param latest the latest entry of its period; null where it was pruned
   * @param tokenIds the latest of its tokens
   */
  public static ObligationRepresentation of(
      Obligation obligation, @Nullable JournalEntry latest, List<String> tokenIds) {
    Clause clause = obligation.clause();
    Period period = obligation.period();
    ClientRef client = period.grant().client();
    ClientRef resourceServer = period.resourceServer();
    EntryDetails details = latest == null ? EntryDetails.none() : latest.details();
    return new ObligationRepresentation(
        obligation.id(),
        clause.id(),
        clause.title(),
        PartyRepresentation.of(clause.obligated(), obligation.obligated()),
        PartyRepresentation.of(clause.expecting(), obligation.expecting()),
        period.since(),
        obligation.until(),
        obligation.state().id(),
        obligation.endReason().orElse(null),
        period.tokenKind().id(),
        period.tokenId(),
        tokenIds,
        period.renewals(),
        period.interaction().id(),
        period.id(),
        period.lastEntryId(),
        client == null ? null : client.clientId(),
        resourceServer == null ? null : resourceServer.clientId(),
        details.scopes(),
        details.audiences(),
        details.permissions(),
        details.report(),
        period.confirmed(),
        details.flaws());
  }
}
