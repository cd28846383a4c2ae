package io.github.umatrust.obligations.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.admin.ObligationRepresentation.PartyRepresentation;
import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.PartyRole;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Seals;
import io.github.umatrust.obligations.journal.TokenRef;
import io.github.umatrust.obligations.query.EntryType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal in the query API. Times are milliseconds since the epoch. What is not
 * known is left out.
 *
 * @param id id of the entry
 * @param type {@code interaction}, {@code end} or {@code notice}
 * @param interaction what happened
 * @param recordedAt when it was recorded
 * @param occurredAt when it truly happened
 * @param token what it is about
 * @param ticketId id of the permission ticket it followed from or is about
 * @param authorizedBy {@code jti} of the PAT or AAT under which it happened
 * @param parties who took part
 * @param client the client the token was issued to
 * @param resourceServer the resource server
 * @param grant what the token hangs on
 * @param scopes the scopes in the token
 * @param audiences the audiences in the token
 * @param permissions the permissions in the token or of the ticket
 * @param terms terms that were accepted with it or that it rests on
 * @param claims names of the claims that were supplied
 * @param report what a resource server reported
 * @param end what it ended
 * @param notice what the ledger says about itself
 * @param flaws what was wrong with the event that was recorded
 * @param clauses ids of the clauses that it brings into force
 * @param erased names of the parts that were erased; what is in their place names nobody
 * @param log where it stands in the log; absent while it has no place
 * @param obligations what it brought into force or renewed; only for one entry
 * @param followedFrom the entries that it followed from, newest first; only for one entry
 * @param followedBy the entries that followed from it, newest first; only for one entry
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EntryRepresentation(
    String id,
    String type,
    @Nullable String interaction,
    long recordedAt,
    long occurredAt,
    @Nullable Token token,
    @Nullable String ticketId,
    @Nullable String authorizedBy,
    List<PartyRepresentation> parties,
    @Nullable Client client,
    @Nullable Client resourceServer,
    @Nullable Lineage grant,
    List<String> scopes,
    List<String> audiences,
    @Nullable JsonNode permissions,
    @Nullable JsonNode terms,
    List<String> claims,
    @Nullable JsonNode report,
    @Nullable Ended end,
    @Nullable JsonNode notice,
    List<String> flaws,
    List<String> clauses,
    List<String> erased,
    @Nullable Place log,
    List<ObligationRepresentation> obligations,
    @JsonProperty("followed_from") List<Link> followedFrom,
    @JsonProperty("followed_by") List<Link> followedBy) {

  /**
   * A token in the query API.
   *
   * @param kind {@code pat}, {@code aat}, {@code rpt}, {@code permission_ticket} and so on
   * @param id {@code jti}, or the id of a ticket
   * @param expiresAt when it expires
   * @param grantExpiresAt until when the grant can be renewed
   * @param renewal whether a refresh continued an existing grant
   * @param confirmed false when the token was built but nothing confirmed that it was issued
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Token(
      String kind,
      String id,
      @Nullable Long expiresAt,
      @Nullable Long grantExpiresAt,
      boolean renewal,
      boolean confirmed) {}

  /**
   * A client in the query API, as it was when it was recorded.
   *
   * @param id internal id
   * @param clientId OAuth {@code client_id}
   * @param operator name of the legal subject that operates it
   */
  public record Client(String id, String clientId, String operator) {

    static @Nullable Client of(@Nullable ClientRef client) {
      return client == null
          ? null
          : new Client(client.uuid(), client.clientId(), client.operator());
    }
  }

  /**
   * What a token hangs on.
   *
   * @param userId the user it was issued for
   * @param sessionId the session
   * @param offline whether that is an offline session
   * @param refreshTokenId {@code jti} of the refresh token issued beside it
   * @param fromRefreshTokenId {@code jti} of the refresh token it was issued for
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Lineage(
      @Nullable String userId,
      @Nullable String sessionId,
      boolean offline,
      @Nullable String refreshTokenId,
      @Nullable String fromRefreshTokenId) {}

  /**
   * That something came to its end.
   *
   * @param reason why
   * @param kind how far it reaches: {@code token}, {@code session}, {@code user} and so on
   * @param subject the ids that name what it reaches
   * @param issuedBefore only what was issued before this moment
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Ended(String reason, String kind, String subject, @Nullable Long issuedBefore) {}

  /**
   * A place in the log.
   *
   * @param index its index
   * @param published whether a checkpoint covers it
   */
  public record Place(long index, boolean published) {}

  /**
   * An entry that this one followed from, or the other way round.
   *
   * @param id id of the other entry
   * @param type its type
   * @param interaction what happened
   * @param recordedAt when it was recorded
   * @param by what links them: {@code authorization} (PAT or AAT), {@code ticket}, {@code token},
   *     {@code refresh} or {@code end}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Link(
      String id, String type, @Nullable String interaction, long recordedAt, String by) {

    static Link of(JournalEntry entry, String by) {
      Interaction interaction = entry.interaction();
      return new Link(
          entry.id(),
          EntryType.of(entry).id(),
          interaction == null ? null : interaction.id(),
          entry.recordedAt(),
          by);
    }
  }

  /**
   * The representation of an entry by itself.
   *
   * @param publishedSize how many entries of the log are published
   */
  static EntryRepresentation of(JournalEntry entry, long publishedSize) {
    Interaction interaction = entry.interaction();
    EntryDetails details = entry.details();
    TokenRef token = entry.token();
    JournalEntry.Stored stored = entry.stored();
    Long index = stored == null ? null : stored.leafIndex();
    return new EntryRepresentation(
        entry.id(),
        EntryType.of(entry).id(),
        interaction == null ? null : interaction.id(),
        entry.recordedAt(),
        entry.occurredAt(),
        token == null
            ? null
            : new Token(
                token.kind().id(),
                token.id(),
                entry.expiresAt(),
                entry.grantExpiresAt(),
                entry.renewal(),
                entry.confirmed()),
        entry.ticketId(),
        details.authorizedBy(),
        Arrays.stream(PartyRole.values())
            .filter(role -> entry.parties().inRole(role).isPresent())
            .map(role -> PartyRepresentation.of(role, entry.parties().inRole(role)))
            .toList(),
        Client.of(entry.grant().client()),
        Client.of(entry.resourceServer()),
        lineage(entry.grant(), token),
        details.scopes(),
        details.audiences(),
        details.permissions(),
        details.terms(),
        details.claims(),
        details.report(),
        ended(entry.end()),
        details.notice(),
        details.flaws(),
        interaction == null
            ? List.of()
            : Clause.broughtIntoForceBy(interaction).stream().map(Clause::id).toList(),
        stored == null ? List.of() : erased(stored.seals()),
        index == null ? null : new Place(index, index < publishedSize),
        List.of(),
        List.of(),
        List.of());
  }

  /** This entry with what hangs on it. */
  EntryRepresentation with(
      List<ObligationRepresentation> itsObligations, List<Link> from, List<Link> by) {
    return new EntryRepresentation(
        id,
        type,
        interaction,
        recordedAt,
        occurredAt,
        token,
        ticketId,
        authorizedBy,
        parties,
        client,
        resourceServer,
        grant,
        scopes,
        audiences,
        permissions,
        terms,
        claims,
        report,
        end,
        notice,
        flaws,
        clauses,
        erased,
        log,
        itsObligations,
        from,
        by);
  }

  private static @Nullable Lineage lineage(Grant grant, @Nullable TokenRef token) {
    return token == null || (grant.userId() == null && grant.sessionId() == null)
        ? null
        : new Lineage(
            grant.userId(),
            grant.sessionId(),
            grant.offline(),
            token.refreshTokenId(),
            token.fromRefreshTokenId());
  }

  private static @Nullable Ended ended(@Nullable End end) {
    return end == null
        ? null
        : new Ended(
            end.reason().id(),
            end.reach().kind().name().toLowerCase(Locale.ROOT),
            end.reach().subject(),
            end.issuedBefore());
  }

  private static List<String> erased(Seals seals) {
    return Arrays.stream(Seals.Section.values())
        .filter(section -> seals.of(section) instanceof Seals.Digest)
        .map(Seals.Section::id)
        .toList();
  }
}
