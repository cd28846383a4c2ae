package io.github.umatrust.obligations.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.admin.ObligationRepresentation;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.projection.Obligation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An obligation as it is shown to one of its parties. Times are milliseconds since the epoch. What
 * is not known, and what is none of this party's business, is left out: of the other party the name
 * is shown, of a token that is not its own nothing but the kind.
 *
 * @param id stable id
 * @param clause clause id
 * @param title the clause in plain words
 * @param direction {@code owed}: it is obliged; {@code expected}: it may expect it; {@code both}
 *     where one is bound to oneself
 * @param obligated who is obliged
 * @param expecting who may expect it
 * @param since when it came into force
 * @param until when it ended or will end if nothing else happens
 * @param state {@code in_force}, {@code ended}, {@code occurred} or {@code not_reported}
 * @param endReason why it ended
 * @param tokenKind what it hangs on
 * @param tokenId the latest token, if it is its own
 * @param renewals how often it was renewed
 * @param interaction what brought it into force
 * @param clientId {@code client_id} the token was issued to, if that is its own
 * @param resourceServer {@code client_id} of the resource server
 * @param scopes scopes of the latest token, if that is its own
 * @param permissions the permissions it is about
 * @param report what the resource server reported of the access
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OwnObligation(
    String id,
    String clause,
    String title,
    String direction,
    Side obligated,
    Side expecting,
    long since,
    @Nullable Long until,
    String state,
    @Nullable String endReason,
    @Nullable String tokenKind,
    @Nullable String tokenId,
    long renewals,
    String interaction,
    @Nullable String clientId,
    @Nullable String resourceServer,
    List<String> scopes,
    @Nullable JsonNode permissions,
    @Nullable JsonNode report) {

  /**
   * A party.
   *
   * @param role the role it has in the clause
   * @param type {@code user}, {@code organisation} or {@code unknown}
   * @param name the name when it was recorded
   * @param self whether it is who asks
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Side(String role, @Nullable String type, @Nullable String name, boolean self) {}

  static OwnObligation of(Subject subject, Obligation obligation, ObligationRepresentation shown) {
    boolean owns = subject.owns(obligation.period());
    Side obligated = side(subject, shown.obligated(), obligation.obligated());
    Side expecting = side(subject, shown.expecting(), obligation.expecting());
    return new OwnObligation(
        shown.id(),
        shown.clause(),
        shown.title(),
        obligated.self() ? expecting.self() ? "both" : "owed" : "expected",
        obligated,
        expecting,
        shown.since(),
        shown.until(),
        shown.state(),
        shown.endReason(),
        shown.tokenKind(),
        owns ? shown.tokenId() : null,
        shown.renewals(),
        shown.interaction(),
        owns ? shown.clientId() : null,
        shown.resourceServer(),
        owns ? shown.scopes() : List.of(),
        permissions(subject, owns, shown.permissions()),
        shown.report());
  }

  /** Permissions name their owner by id, and the ticket that was asked for them. */
  private static @Nullable JsonNode permissions(
      Subject subject, boolean owns, @Nullable JsonNode permissions) {
    if (permissions == null) {
      return null;
    }
    JsonNode copy = permissions.deepCopy();
    for (JsonNode permission : copy) {
      if (permission instanceof ObjectNode json) {
        if (!json.path("owner").asText().equals(subject.partyId())) {
          json.remove("owner");
        }
        if (!owns) {
          json.remove("ticket_id");
        }
      }
    }
    return copy;
  }

  private static Side side(
      Subject subject, ObligationRepresentation.PartyRepresentation shown, Optional<Party> party) {
    return new Side(
        shown.role(), shown.type(), shown.name(), party.filter(subject::is).isPresent());
  }
}
