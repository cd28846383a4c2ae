package io.github.umatrust.obligations.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.evidence.RecordFormat;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.Seals;
import io.github.umatrust.obligations.journal.Seals.Section;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A journal entry without one person. Every section that names that person is closed: its digest
 * stays, so that the entry commits to what it did, and its salt and value go. Where the person
 * stood a pseudonym stands now, because rows of one grant must still be found together, and an end
 * must still reach what it ended.
 */
final class ErasedEntry {

  private final Pseudonyms pseudonyms;
  private final Set<String> sessionIds;
  private final Set<String> resourceSetIds;

  /**
   * @param sessionIds the person's sessions
   * @param resourceSetIds the person's resource sets
   */
  ErasedEntry(Pseudonyms pseudonyms, Set<String> sessionIds, Set<String> resourceSetIds) {
    this.pseudonyms = pseudonyms;
    this.sessionIds = sessionIds;
    this.resourceSetIds = resourceSetIds;
  }

  /** The entry without the person, or the same one where the person is not in it. */
  JournalEntry of(JournalEntry entry) {
    JournalEntry.Stored stored = entry.stored();
    if (stored == null) {
      throw new IllegalArgumentException("only what is stored can be erased");
    }
    Set<Section> touched = EnumSet.noneOf(Section.class);
    Grant grant = grant(entry.grant(), touched);
    TokenRef token = entry.token();
    if (token != null && touched.contains(Section.GRANT)) {
      token =
          new TokenRef(
              token.kind(),
              token.id(),
              pseudonym(token.refreshTokenId()),
              pseudonym(token.fromRefreshTokenId()));
    }
    Parties parties =
        new Parties(
            entry.parties().authorizationServerOperator(),
            entry.parties().resourceServerOperator(),
            party(entry.parties().authorizingParty(), Section.AUTHORIZING_PARTY, touched),
            party(entry.parties().requestingParty(), Section.REQUESTING_PARTY, touched));
    if (touched.contains(Section.REQUESTING_PARTY)) {
      touched.add(Section.STATEMENTS);
    }
    EntryDetails details = details(entry, touched);
    End end = end(entry.end(), touched);
    if (touched.isEmpty()) {
      return entry;
    }
    return new JournalEntry(
        entry.id(),
        entry.realmId(),
        entry.recordedAt(),
        entry.occurredAt(),
        entry.interaction(),
        token,
        entry.ticketId(),
        grant,
        parties,
        entry.resourceServer(),
        entry.expiresAt(),
        entry.grantExpiresAt(),
        entry.renewal(),
        entry.confirmed(),
        end,
        details,
        new JournalEntry.Stored(
            close(entry, stored.seals(), touched), stored.leafIndex(), stored.periodId()));
  }

  private static Seals close(JournalEntry entry, Seals seals, Set<Section> touched) {
    Seals closed = seals;
    for (Section section : touched) {
      Optional<Seals.Digest> digest = RecordFormat.closing(entry, section);
      if (digest.isPresent()) {
        closed = closed.closed(section, digest.get());
      }
    }
    return closed;
  }

  private Grant grant(Grant grant, Set<Section> touched) {
    boolean isThePersons =
        pseudonyms.personId().equals(grant.userId())
            || (grant.sessionId() != null && sessionIds.contains(grant.sessionId()));
    if (!isThePersons) {
      return grant;
    }
    touched.add(Section.GRANT);
    return new Grant(
        pseudonym(grant.sessionId()),
        grant.offline(),
        grant.userId() == null ? null : pseudonyms.pseudonym(),
        grant.client());
  }

  private @Nullable Party party(@Nullable Party party, Section section, Set<Section> touched) {
    if (party == null || !party.id().equals(pseudonyms.personId())) {
      return party;
    }
    touched.add(section);
    return new Party(party.kind(), pseudonyms.pseudonym(), pseudonyms.pseudonym());
  }

  private EntryDetails details(JournalEntry entry, Set<Section> touched) {
    EntryDetails details = entry.details();
    JsonNode permissions = permissions(entry, touched);
    boolean statements = touched.contains(Section.STATEMENTS);
    return new EntryDetails(
        details.scopes(),
        details.audiences(),
        permissions,
        details.authorizedBy(),
        statements ? null : details.terms(),
        statements ? List.of() : details.claims(),
        statements ? null : details.report(),
        details.notice(),
        statements ? List.of() : details.flaws());
  }

  /** Of the owner's permissions nothing is left but that there were some, each on its own set. */
  private @Nullable JsonNode permissions(JournalEntry entry, Set<Section> touched) {
    JsonNode permissions = entry.details().permissions();
    boolean ownerAlone = touched.contains(Section.AUTHORIZING_PARTY);
    if (permissions == null || !(permissions instanceof ArrayNode)) {
      if (permissions != null && ownerAlone) {
        touched.add(Section.PERMISSIONS);
        return null;
      }
      return permissions;
    }
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    for (JsonNode permission : permissions) {
      if (ownerAlone || isOfThePerson(permission, entry.parties().authorizingParty() == null)) {
        touched.add(Section.PERMISSIONS);
        JsonNode id = permission.path("resource_set_id");
        if (id.isTextual()) {
          left.addObject().put("resource_set_id", pseudonyms.of(id.textValue()));
        }
      } else {
        left.add(permission);
      }
    }
    return touched.contains(Section.PERMISSIONS) ? left : permissions;
  }

  private boolean isOfThePerson(JsonNode permission, boolean severalOwners) {
    return permission.path("owner").asText().equals(pseudonyms.personId())
        || (severalOwners && resourceSetIds.contains(permission.path("resource_set_id").asText()));
  }

  private @Nullable End end(@Nullable End end, Set<Section> touched) {
    if (end == null) {
      return null;
    }
    String subject = subject(end.reach());
    if (subject.equals(end.reach().subject())) {
      return end;
    }
    touched.add(Section.END);
    return new End(new Reach(end.reach().kind(), subject), end.reason(), end.issuedBefore());
  }

  /** What the end reaches, with pseudonyms. */
  private String subject(Reach reach) {
    String subject = reach.subject();
    return switch (reach.kind()) {
      // by key: a long id is not in it as it is
      case USER, PARTY ->
          reach.key().equals(new Reach(reach.kind(), pseudonyms.personId()).key())
              ? pseudonyms.pseudonym()
              : subject;
      case SESSION, OFFLINE_SESSION ->
          sessionIds.contains(subject) ? pseudonyms.of(subject) : subject;
      case GRANT, OFFLINE_GRANT -> {
        int slash = subject.lastIndexOf('/');
        String sessionId = subject.substring(0, Math.max(0, slash));
        yield sessionIds.contains(sessionId)
            ? pseudonyms.of(sessionId) + subject.substring(slash)
            : subject;
      }
      case CONSENT -> {
        int slash = subject.lastIndexOf('/');
        yield subject.substring(0, Math.max(0, slash)).equals(pseudonyms.personId())
            ? pseudonyms.pseudonym() + subject.substring(slash)
            : subject;
      }
      case RESOURCE_SET -> resourceSetIds.contains(subject) ? pseudonyms.of(subject) : subject;
      case PERMISSION -> {
        int slash = subject.indexOf('/');
        String set = subject.substring(0, Math.max(0, slash));
        String requestingParty = subject.substring(slash + 1);
        yield (resourceSetIds.contains(set) ? pseudonyms.of(set) : set)
            + "/"
            + (requestingParty.equals(pseudonyms.personId())
                ? pseudonyms.pseudonym()
                : requestingParty);
      }
      case TOKEN, TICKET, CLIENT, CLIENT_TOKENS, REALM -> subject;
    };
  }

  private @Nullable String pseudonym(@Nullable String id) {
    return id == null ? null : pseudonyms.of(id);
  }
}
