package io.github.umatrust.obligations.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;

/**
 * Events of a UMA 1.0.1 authorization server as journal entries. An event that lacks a detail or
 * carries an ill-formed one is recorded with what is there, and the entry says what was wrong.
 */
final class UmaEvents {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final LedgerRecorder recorder;
  private final PartyDirectory directory;

  UmaEvents(KeycloakSession session, RealmModel realm, LedgerRecorder recorder) {
    this.session = session;
    this.realm = realm;
    this.recorder = recorder;
    this.directory = new PartyDirectory(session, realm);
  }

  /** Whether this event is one of ours. */
  static boolean isUma(Event event) {
    Map<String, String> details = event.getDetails();
    return details != null && details.containsKey(UmaEventDetails.INTERACTION);
  }

  /** Stages the entry of an event for which {@link #isUma(Event)} holds. */
  void stage(Event event) {
    Reader reader = new Reader(event.getDetails());
    String name = reader.text(UmaEventDetails.INTERACTION);
    Interaction interaction = Interaction.byId(name == null ? "" : name).orElse(null);
    if (interaction == null) {
      reader.flaw("unknown " + UmaEventDetails.INTERACTION + ": " + name);
    }
    boolean report =
        interaction == Interaction.ACCESS_REPORTED || interaction == Interaction.ACCESS_ANSWERED;
    boolean byResourceServer =
        report
            || interaction == Interaction.PERMISSION_REGISTERED
            || interaction == Interaction.RPT_INTROSPECTED;
    // a request may come without a token, and then nobody knows who asks
    boolean anonymous =
        interaction == Interaction.ACCESS_ANSWERED
            && reader.optional(Details.TOKEN_ID, null) == null;
    ClientRef resourceServer =
        client(
            reader, UmaEventDetails.RESOURCE_SERVER, byResourceServer ? event.getClientId() : null);
    ClientRef client = null;
    if (interaction == Interaction.PERMISSION_REGISTERED) {
      client = resourceServer;
    } else if (!anonymous) {
      client =
          client(reader, UmaEventDetails.CLIENT, byResourceServer ? null : event.getClientId());
    }
    String owner =
        reader.textOr(
            UmaEventDetails.AUTHORIZING_PARTY, byResourceServer ? event.getUserId() : null);
    Party authorizingParty = owner == null ? null : directory.owner(owner, resourceServer);
    String requestingPartyId =
        reader.optional(
            UmaEventDetails.REQUESTING_PARTY, byResourceServer ? null : event.getUserId());
    Party requestingParty = requestingPartyId == null ? null : directory.ofId(requestingPartyId);
    if (requestingParty == null && interaction != Interaction.PERMISSION_REGISTERED && !anonymous) {
      reader.flaw("no requesting party");
    }
    TokenRef token =
        anonymous
            ? TokenRef.of(TokenKind.ACCESS_REPORT, own(event))
            : token(reader, interaction, event);
    String ticketId = reader.optional(UmaEventDetails.TICKET_ID, null);
    // a ticket is nobody's session's; an RPT ends with its own, whoever holds it at the moment
    String grantSession =
        byResourceServer
            ? reader.optional(UmaEventDetails.TOKEN_SESSION, null)
            : event.getSessionId();
    LedgerRecorder.Stamp stamp = recorder.nextStamp();
    Long expiresAt = anonymous ? null : reader.epochMillis(UmaEventDetails.EXPIRES_AT);
    JsonNode permissions = reader.json(UmaEventDetails.PERMISSIONS);
    recorder.stage(
        JournalEntry.ofInteraction(
            stamp.id(),
            realm.getId(),
            stamp.time(),
            interaction,
            token,
            ticketId,
            new Grant(
                grantSession,
                grantSession != null
                    && token.kind() == TokenKind.RPT
                    && TokenIds.isOffline(session, token.id()),
                requestingPartyId,
                client),
            new Parties(
                PartyDirectory.authorizationServerOperator(realm),
                resourceServer == null ? null : PartyDirectory.operator(resourceServer),
                authorizingParty,
                requestingParty),
            resourceServer,
            expiresAt,
            interaction == Interaction.AUTHORIZATION_GRANTED && ticketId != null
                ? new End(Reach.ticket(ticketId), EndReason.GRANTED)
                : null,
            new EntryDetails(
                List.of(),
                resourceServer == null ? List.of() : List.of(resourceServer.clientId()),
                permissions,
                reader.optional(UmaEventDetails.AUTHORIZED_BY, null),
                reader.optionalJson(UmaEventDetails.TERMS),
                reader.names(UmaEventDetails.CLAIMS),
                report ? reader.report() : null,
                null,
                reader.flaws)));
  }

  private static TokenRef token(Reader reader, @Nullable Interaction interaction, Event event) {
    // what claims are supplied for is not granted yet
    boolean ticket =
        interaction == Interaction.PERMISSION_REGISTERED
            || interaction == Interaction.CLAIMS_SUPPLIED;
    String id = reader.text(ticket ? UmaEventDetails.TICKET_ID : Details.TOKEN_ID);
    TokenKind kind = ticket ? TokenKind.PERMISSION_TICKET : TokenKind.RPT;
    return TokenRef.of(kind, id == null ? own(event) : id);
  }

  /** Without an id the entry stands for itself: the event's id is as unique. */
  private static String own(Event event) {
    return "event:" + event.getId();
  }

  private @Nullable ClientRef client(Reader reader, String key, @Nullable String otherwise) {
    String clientId = reader.textOr(key, otherwise);
    if (clientId == null) {
      return null;
    }
    return directory
        .client(clientId)
        .orElseGet(
            () -> {
              reader.flaw(key + " names no client");
              return new ClientRef(clientId, clientId, clientId);
            });
  }

  /** Reads details and remembers what was wrong with them. */
  private static final class Reader {

    private final Map<String, String> details;
    private final List<String> flaws = new ArrayList<>();

    Reader(Map<String, String> details) {
      this.details = details;
    }

    void flaw(String text) {
      flaws.add(text);
    }

    @Nullable String optional(String key, @Nullable String otherwise) {
      String value = details.get(key);
      return value == null || value.isBlank() ? otherwise : value;
    }

    @Nullable String textOr(String key, @Nullable String otherwise) {
      String value = optional(key, otherwise);
      if (value == null) {
        flaw("no " + key);
      }
      return value;
    }

    @Nullable String text(String key) {
      return textOr(key, null);
    }

    @Nullable Long epochMillis(String key) {
      String value = text(key);
      if (value == null) {
        return null;
      }
      try {
        return Math.multiplyExact(Long.parseLong(value), 1000L);
      } catch (NumberFormatException | ArithmeticException e) {
        flaw(key + " is not a number of seconds: " + value);
        return null;
      }
    }

    /** What a resource server reported, under the names that it used itself. */
    JsonNode report() {
      ObjectNode report = JsonSerialization.createObjectNode();
      report.put("report_id", text(UmaEventDetails.REPORT_ID));
      report.put("decision", text(UmaEventDetails.DECISION));
      number(report, "occurred_at", text(UmaEventDetails.OCCURRED_AT));
      number(report, "http_status", optional(UmaEventDetails.HTTP_STATUS, null));
      report.put("reason", optional(UmaEventDetails.REASON, null));
      mark(report, "contradiction", UmaEventDetails.CONTRADICTION);
      mark(report, "unverified", UmaEventDetails.UNVERIFIED);
      report.properties().removeIf(member -> member.getValue().isNull());
      return report;
    }

    private void mark(ObjectNode report, String member, String key) {
      if (Boolean.parseBoolean(optional(key, null))) {
        report.put(member, true);
      }
    }

    private void number(ObjectNode report, String member, @Nullable String value) {
      if (value == null) {
        return;
      }
      try {
        report.put(member, Long.parseLong(value));
      } catch (NumberFormatException e) {
        flaw(member + " of the report is not a number: " + value);
      }
    }

    @Nullable JsonNode json(String key) {
      return text(key) == null ? null : optionalJson(key);
    }

    /** Names in a JSON array; anything else among them is a flaw. */
    List<String> names(String key) {
      JsonNode array = optionalJson(key);
      List<String> names = new ArrayList<>();
      if (array != null && !array.isArray()) {
        flaw(key + " is not an array");
      } else if (array != null) {
        for (JsonNode name : array) {
          if (name.isTextual()) {
            names.add(name.textValue());
          } else {
            flaw(key + " has something in it that is no name");
          }
        }
      }
      return names;
    }

    @Nullable JsonNode optionalJson(String key) {
      String value = optional(key, null);
      if (value == null) {
        return null;
      }
      try {
        return JsonSerialization.mapper.readTree(value);
      } catch (JsonProcessingException e) {
        flaw(key + " is not JSON");
        return TextNode.valueOf(value);
      }
    }
  }
}
