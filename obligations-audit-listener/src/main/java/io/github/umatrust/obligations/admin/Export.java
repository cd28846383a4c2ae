package io.github.umatrust.obligations.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.admin.ObligationRepresentation.PartyRepresentation;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.query.Cursor;
import io.github.umatrust.obligations.query.EntryQuery;
import io.github.umatrust.obligations.query.ObligationQuery;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.JsonSerialization;

/**
 * All that a query finds, as a file that is written while it is read: page by page, each in a
 * transaction that is over before a byte of it is sent, so that a slow client holds no database
 * connection. The last line is a trailer; a file without it is not complete.
 *
 * @param <T> what a line is about
 */
final class Export<T> implements StreamingOutput {

  private static final int PAGE = 500;
  private static final String TRAILER = "#trailer";

  /** How lines are written. */
  enum Format {
    /** A JSON document in each line; the trailer has the one member {@code trailer}. */
    NDJSON("application/x-ndjson"),
    /**
     * Comma-separated values with a header (RFC 4180); the trailer begins with {@value #TRAILER},
     * then count, name, size and root of the log.
     */
    CSV("text/csv;charset=utf-8");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    String mediaType() {
      return mediaType;
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Format> byId(String id) {
      return List.of(values()).stream().filter(format -> format.id().equals(id)).findFirst();
    }
  }

  /** A column of the table. */
  private record Column<T>(String name, Function<T, @Nullable Object> value) {}

  /** Gives one page after the other; any of them can be empty. */
  private interface Pages<T> {

    boolean hasNext();

    List<T> next(KeycloakSession session, RealmModel realm);
  }

  private final KeycloakSessionFactory factory;
  private final String realmId;
  private final Format format;
  private final List<Column<T>> columns;
  private final Pages<T> pages;

  private Export(
      KeycloakSessionFactory factory,
      String realmId,
      Format format,
      List<Column<T>> columns,
      Pages<T> pages) {
    this.factory = factory;
    this.realmId = realmId;
    this.format = format;
    this.columns = columns;
    this.pages = pages;
  }

  /**
   * Obligations, as they all are at one moment.
   *
   * @param now milliseconds since the epoch
   */
  static Export<ObligationRepresentation> ofObligations(
      KeycloakSessionFactory factory,
      String realmId,
      Format format,
      ObligationQuery query,
      long now) {
    return new Export<>(
        factory,
        realmId,
        format,
        obligationColumns(),
        new Pages<>() {
          private @Nullable ObligationQuery next = query.after(query.after(), PAGE);

          @Override
          public boolean hasNext() {
            return next != null;
          }

          @Override
          public List<ObligationRepresentation> next(KeycloakSession session, RealmModel realm) {
            if (next == null) {
              throw new NoSuchElementException();
            }
            ObligationPages.Page page = new ObligationPages(session, realm).page(next, now);
            Cursor cursor = page.next();
            next = cursor == null ? null : next.after(cursor, PAGE);
            return page.obligations();
          }
        });
  }

  /** Entries of the journal. */
  static Export<EntryRepresentation> ofEntries(
      KeycloakSessionFactory factory, String realmId, Format format, EntryQuery query) {
    return new Export<>(
        factory,
        realmId,
        format,
        entryColumns(),
        new Pages<>() {
          private @Nullable EntryQuery next = query.after(query.after(), PAGE);

          @Override
          public boolean hasNext() {
            return next != null;
          }

          @Override
          public List<EntryRepresentation> next(KeycloakSession session, RealmModel realm) {
            if (next == null) {
              throw new NoSuchElementException();
            }
            EntryPages.Page page = new EntryPages(session, realm).page(next);
            next = page.next() == null ? null : next.after(page.next(), PAGE);
            return page.entries();
          }
        });
  }

  @Override
  public void write(OutputStream output) throws IOException {
    if (format == Format.CSV) {
      output.write(bytes(Csv.row(columns.stream().map(Column::name).toList())));
    }
    long count = 0;
    while (pages.hasNext()) {
      List<T> page = inTransaction(pages::next);
      StringBuilder lines = new StringBuilder();
      for (T row : page) {
        lines.append(line(row));
      }
      output.write(bytes(lines.toString()));
      count += page.size();
    }
    output.write(bytes(trailer(count)));
  }

  private <R> R inTransaction(java.util.function.BiFunction<KeycloakSession, RealmModel, R> work) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(realmId);
          if (realm == null) {
            throw new IllegalStateException("the realm is gone");
          }
          session.getContext().setRealm(realm);
          return work.apply(session, realm);
        });
  }

  private String line(T row) {
    return format == Format.CSV
        ? Csv.row(columns.stream().map(column -> column.value().apply(row)).toList())
        : json(row) + "\n";
  }

  private String trailer(long count) {
    Optional<Checkpoint> checkpoint =
        inTransaction(
            (session, realm) ->
                RealmLog.read(
                        session.getProvider(JpaConnectionProvider.class).getEntityManager(),
                        realmId)
                    .map(log -> log.checkpoint().checkpoint()));
    String root =
        checkpoint
            .map(found -> Base64.getEncoder().encodeToString(found.root().bytes()))
            .orElse(null);
    if (format == Format.CSV) {
      List<@Nullable Object> values = new ArrayList<>(Collections.nCopies(columns.size(), null));
      values.set(0, TRAILER);
      values.set(1, count);
      values.set(2, checkpoint.map(Checkpoint::origin).orElse(null));
      values.set(3, checkpoint.map(Checkpoint::size).orElse(null));
      values.set(4, root);
      return Csv.row(values);
    }
    ObjectNode json = JsonSerialization.createObjectNode();
    ObjectNode trailer = json.putObject("trailer");
    trailer.put("count", count);
    checkpoint.ifPresent(
        found ->
            trailer
                .putObject("log")
                .put("origin", found.origin())
                .put("size", found.size())
                .put("root", root));
    return json + "\n";
  }

  private static String json(Object row) {
    try {
      return JsonSerialization.mapper.writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a representation is always JSON", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Column<ObligationRepresentation>> obligationColumns() {
    List<Column<ObligationRepresentation>> columns = new ArrayList<>();
    columns.add(new Column<>("id", ObligationRepresentation::id));
    columns.add(new Column<>("clause", ObligationRepresentation::clause));
    columns.add(new Column<>("title", ObligationRepresentation::title));
    columns.add(new Column<>("state", ObligationRepresentation::state));
    columns.add(new Column<>("end_reason", ObligationRepresentation::endReason));
    columns.add(new Column<>("since", row -> time(row.since())));
    columns.add(new Column<>("until", row -> time(row.until())));
    addParty(columns, "obligated", ObligationRepresentation::obligated);
    addParty(columns, "expecting", ObligationRepresentation::expecting);
    columns.add(new Column<>("interaction", ObligationRepresentation::interaction));
    columns.add(new Column<>("token_kind", ObligationRepresentation::tokenKind));
    columns.add(new Column<>("token_id", ObligationRepresentation::tokenId));
    columns.add(new Column<>("renewals", ObligationRepresentation::renewals));
    columns.add(new Column<>("client_id", ObligationRepresentation::clientId));
    columns.add(new Column<>("resource_server", ObligationRepresentation::resourceServer));
    columns.add(new Column<>("scopes", row -> String.join(" ", row.scopes())));
    columns.add(new Column<>("audiences", row -> String.join(" ", row.audiences())));
    columns.add(new Column<>("permissions", row -> text(row.permissions())));
    columns.add(new Column<>("report", row -> text(row.report())));
    columns.add(new Column<>("confirmed", ObligationRepresentation::confirmed));
    columns.add(new Column<>("first_entry", ObligationRepresentation::firstEntry));
    columns.add(new Column<>("last_entry", ObligationRepresentation::lastEntry));
    return columns;
  }

  private static void addParty(
      List<Column<ObligationRepresentation>> columns,
      String name,
      Function<ObligationRepresentation, PartyRepresentation> party) {
    columns.add(new Column<>(name + "_role", row -> party.apply(row).role()));
    columns.add(new Column<>(name + "_type", row -> party.apply(row).type()));
    columns.add(new Column<>(name + "_id", row -> party.apply(row).id()));
    columns.add(new Column<>(name + "_name", row -> party.apply(row).name()));
  }

  private static List<Column<EntryRepresentation>> entryColumns() {
    List<Column<EntryRepresentation>> columns = new ArrayList<>();
    columns.add(new Column<>("id", EntryRepresentation::id));
    columns.add(new Column<>("type", EntryRepresentation::type));
    columns.add(new Column<>("interaction", EntryRepresentation::interaction));
    columns.add(new Column<>("recorded_at", row -> time(row.recordedAt())));
    columns.add(new Column<>("occurred_at", row -> time(row.occurredAt())));
    columns.add(of("token_kind", EntryRepresentation::token, EntryRepresentation.Token::kind));
    columns.add(of("token_id", EntryRepresentation::token, EntryRepresentation.Token::id));
    columns.add(of("expires_at", EntryRepresentation::token, token -> time(token.expiresAt())));
    columns.add(of("renewal", EntryRepresentation::token, EntryRepresentation.Token::renewal));
    columns.add(new Column<>("ticket_id", EntryRepresentation::ticketId));
    columns.add(new Column<>("authorized_by", EntryRepresentation::authorizedBy));
    for (String role :
        List.of(
            "authorization_server_operator",
            "resource_server_operator",
            "authorizing_party",
            "requesting_party")) {
      Function<EntryRepresentation, @Nullable PartyRepresentation> party =
          row ->
              row.parties().stream().filter(one -> one.role().equals(role)).findAny().orElse(null);
      columns.add(of(role + "_id", party, PartyRepresentation::id));
      columns.add(of(role + "_name", party, PartyRepresentation::name));
    }
    columns.add(of("client_id", EntryRepresentation::client, EntryRepresentation.Client::clientId));
    columns.add(
        of(
            "resource_server",
            EntryRepresentation::resourceServer,
            EntryRepresentation.Client::clientId));
    columns.add(new Column<>("scopes", row -> String.join(" ", row.scopes())));
    columns.add(new Column<>("audiences", row -> String.join(" ", row.audiences())));
    columns.add(new Column<>("permissions", row -> text(row.permissions())));
    columns.add(new Column<>("terms", row -> text(row.terms())));
    columns.add(new Column<>("claims", row -> String.join(" ", row.claims())));
    columns.add(new Column<>("report", row -> text(row.report())));
    columns.add(of("end_reason", EntryRepresentation::end, EntryRepresentation.Ended::reason));
    columns.add(of("end_kind", EntryRepresentation::end, EntryRepresentation.Ended::kind));
    columns.add(new Column<>("notice", row -> text(row.notice())));
    columns.add(new Column<>("flaws", row -> String.join("; ", row.flaws())));
    columns.add(of("log_index", EntryRepresentation::log, EntryRepresentation.Place::index));
    return columns;
  }

  private static <P> Column<EntryRepresentation> of(
      String name,
      Function<EntryRepresentation, @Nullable P> part,
      Function<P, @Nullable Object> value) {
    return new Column<>(
        name,
        row -> {
          P found = part.apply(row);
          return found == null ? null : value.apply(found);
        });
  }

  private static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }

  private static @Nullable String text(@Nullable JsonNode json) {
    return json == null ? null : json.toString();
  }
}
