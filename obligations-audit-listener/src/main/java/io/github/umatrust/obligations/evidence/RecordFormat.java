package io.github.umatrust.obligations.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.canonical.CanonicalJson;
import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Seals;
import io.github.umatrust.obligations.journal.Seals.Section;
import io.github.umatrust.obligations.journal.TokenRef;
import io.github.umatrust.obligations.merkle.Hash;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A journal row as the record that the log commits to, version 1.
 *
 * <p>The record names what happened, with the clauses it touches, the token by its id, clients and
 * resource servers. What can name a person stands in it as a digest over salt, name and value of a
 * {@link Section}; erasing a person drops salt and value and leaves the digest, so the record, its
 * entry in the log and every proof stay as they were. Times are milliseconds since the epoch.
 */
public final class RecordFormat {

  private static final int VERSION = 1;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RecordFormat() {}

  /**
   * The opening of a row.
   *
   * @throws IllegalArgumentException for an entry that is not stored
   */
  public static Opening open(JournalEntry entry) {
    JournalEntry.Stored stored = entry.stored();
    if (stored == null) {
      throw new IllegalArgumentException("only what is stored can be opened");
    }
    Seals seals = stored.seals();
    if (!(seals.of(Section.RECORD) instanceof Seals.Salt salt)) {
      throw new IllegalArgumentException("the salt of a record is never dropped");
    }
    ObjectNode record = record(entry);
    Map<Section, Opening.Disclosure> disclosures = new EnumMap<>(Section.class);
    ObjectNode sealed = JSON.objectNode();
    for (Section section : Section.values()) {
      JsonNode value = section == Section.RECORD ? null : value(entry, section);
      Seals.Seal seal = seals.of(section);
      if (seal instanceof Seals.Digest digest) {
        sealed.put(section.id(), digest.value());
      } else if (seal instanceof Seals.Salt open && value != null) {
        sealed.put(section.id(), digest(open.value(), section, value));
        disclosures.put(section, new Opening.Disclosure(open.value(), value));
      }
    }
    record.set("sealed", sealed);
    return new Opening(record, salt.value(), disclosures);
  }

  /**
   * What is left of a section when it is erased, or empty when the entry has none or it was erased
   * before.
   */
  public static Optional<Seals.Digest> closing(JournalEntry entry, Section section) {
    Opening.Disclosure disclosure = open(entry).disclosures().get(section);
    return Optional.ofNullable(disclosure)
        .map(open -> new Seals.Digest(digest(open.salt(), section, open.value())));
  }

  private static String digest(String salt, Section section, JsonNode value) {
    ArrayNode sealed = JSON.arrayNode().add(salt).add(section.id()).add(value);
    return BASE64.encodeToString(Hash.sha256(CanonicalJson.of(sealed)).bytes());
  }

  private static ObjectNode record(JournalEntry entry) {
    EntryDetails details = entry.details();
    ObjectNode record = JSON.objectNode();
    record.put("v", VERSION);
    record.put("id", entry.id());
    record.put("realm", entry.realmId());
    record.put("recorded_at", entry.recordedAt());
    record.put("occurred_at", entry.occurredAt());
    Interaction interaction = entry.interaction();
    if (interaction != null) {
      record.put("interaction", interaction.id());
      set(
          record,
          "clauses",
          Clause.broughtIntoForceBy(interaction).stream().map(Clause::id).toList());
    }
    TokenRef token = entry.token();
    if (token != null) {
      ObjectNode json = record.putObject("token");
      json.put("kind", token.kind().id());
      put(json, "id", token.id());
      put(json, "expires_at", entry.expiresAt());
      put(json, "grant_expires_at", entry.grantExpiresAt());
      json.put("renewal", entry.renewal());
      json.put("confirmed", entry.confirmed());
    }
    put(record, "ticket_id", entry.ticketId());
    put(record, "authorized_by", details.authorizedBy());
    client(record, "client", entry.grant().client());
    client(record, "resource_server", entry.resourceServer());
    put(
        record,
        "authorization_server_operator",
        entry.parties().authorizationServerOperator().name());
    set(record, "scopes", details.scopes());
    set(record, "audiences", details.audiences());
    End end = entry.end();
    if (end != null) {
      ObjectNode json = record.putObject("end");
      json.put("reason", end.reason().id());
      json.put("kind", end.reach().kind().name().toLowerCase(Locale.ROOT));
      put(json, "issued_before", end.issuedBefore());
    }
    if (details.notice() != null) {
      record.set("notice", clean(details.notice()));
    }
    return record;
  }

  private static @Nullable JsonNode value(JournalEntry entry, Section section) {
    EntryDetails details = entry.details();
    return switch (section) {
      case RECORD -> null;
      case GRANT -> entry.token() == null ? null : grant(entry.grant(), entry.token());
      case AUTHORIZING_PARTY -> party(entry.parties().authorizingParty());
      case REQUESTING_PARTY -> party(entry.parties().requestingParty());
      case PERMISSIONS -> details.permissions() == null ? null : clean(details.permissions());
      case STATEMENTS -> statements(details);
      case END -> entry.end() == null ? null : text(entry.end().reach().key());
    };
  }

  private static JsonNode grant(Grant grant, TokenRef token) {
    ObjectNode json = JSON.objectNode();
    put(json, "session_id", grant.sessionId());
    json.put("offline", grant.offline());
    put(json, "user_id", grant.userId());
    put(json, "refresh_token_id", token.refreshTokenId());
    put(json, "from_refresh_token_id", token.fromRefreshTokenId());
    return json;
  }

  private static @Nullable JsonNode party(@Nullable Party party) {
    if (party == null) {
      return null;
    }
    ObjectNode json = JSON.objectNode();
    json.put("kind", party.kind().id());
    put(json, "id", party.id());
    put(json, "name", party.name());
    return json;
  }

  private static @Nullable JsonNode statements(EntryDetails details) {
    ObjectNode json = JSON.objectNode();
    if (details.terms() != null) {
      json.set("terms", clean(details.terms()));
    }
    set(json, "claims", details.claims());
    if (details.report() != null) {
      json.set("report", clean(details.report()));
    }
    set(json, "flaws", details.flaws());
    return json.isEmpty() ? null : json;
  }

  private static void client(ObjectNode record, String name, @Nullable ClientRef client) {
    if (client != null) {
      ObjectNode json = record.putObject(name);
      put(json, "id", client.uuid());
      put(json, "client_id", client.clientId());
      put(json, "operator", client.operator());
    }
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.set(name, text(value));
    }
  }

  private static void put(ObjectNode json, String name, @Nullable Long value) {
    if (value != null) {
      json.set(name, clean(JSON.numberNode(value)));
    }
  }

  private static void set(ObjectNode json, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = json.putArray(name);
      values.forEach(value -> array.add(text(value)));
    }
  }

  private static JsonNode text(String value) {
    return JSON.textNode(WellFormed.text(value));
  }

  /**
   * What has one spelling only: events of others may carry numbers that are no integers, and text
   * that is no Unicode.
   */
  private static JsonNode clean(JsonNode node) {
    return WellFormed.json(node);
  }
}
