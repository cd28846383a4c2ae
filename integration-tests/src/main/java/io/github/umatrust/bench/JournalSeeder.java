package io.github.umatrust.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a year of exchanges would have left in the journal, as requests do: rows without a
 * place in the log. Ten rows tell one story, from the PAT to what the resource server reported.
 */
final class JournalSeeder {

  private static final String COLUMNS =
      "ID, REALM_ID, RECORDED_AT, OCCURRED_AT, INTERACTION, TOKEN_KIND, TOKEN_ID,"
          + " TOKEN_HASH, REFRESH_TOKEN_ID, REFRESH_TOKEN_HASH, FROM_REFRESH_TOKEN_ID, TICKET_ID,"
          + " TICKET_HASH, SESSION_ID, OFFLINE_SESSION, USER_ID, CLIENT_UUID, CLIENT_ID,"
          + " CLIENT_OPERATOR, RS_UUID, RS_CLIENT_ID, RS_OPERATOR, AS_OPERATOR, AZP_KIND, AZP_ID,"
          + " AZP_NAME, RQP_KIND, RQP_ID, RQP_NAME, EXPIRES_AT, GRANT_EXPIRES_AT, RENEWAL,"
          + " CONFIRMED, END_KEY, END_REASON, DETAILS, SEALS, LEAF_INDEX";

  private static final int COUNT = COLUMNS.split(",").length;
  private static final int STORY = 10;
  private static final int BATCH = 1000;
  private static final long YEAR = 365L * 24 * 3600 * 1000;
  private static final long HOUR = 3600 * 1000L;
  private static final List<String> SECTIONS = List.of("r", "g", "a", "q", "p", "s", "e");

  private final String realmId;
  private final int rows;
  private final long now;
  private final Random random;

  /**
   * @param realmId whose journal it is
   * @param rows how many rows, a multiple of ten
   * @param now until when they go, milliseconds since the epoch
   */
  JournalSeeder(String realmId, int rows, long now) {
    this.realmId = realmId;
    this.rows = rows;
    this.now = now;
    this.random = new Random(rows);
  }

  /** The users, clients and resource sets that stories are about grow with their number. */
  int people() {
    return Math.max(10, rows / 100);
  }

  String userId(int person) {
    return new UUID(realmId.hashCode(), person).toString();
  }

  static String userName(int person) {
    return "person-" + person;
  }

  String resourceSet(int number) {
    return new UUID(realmId.hashCode() + 1L, number).toString();
  }

  static String tokenId(int story) {
    return "pat-" + story;
  }

  int stories() {
    return rows / STORY;
  }

  /** Writes them all, some in each transaction. */
  void write(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    String marks = "?, ".repeat(COUNT - 1) + "?";
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into UT_OBLIGATION_JOURNAL (" + COLUMNS + ") values (" + marks + ")")) {
      int pending = 0;
      for (int story = 0; story < stories(); story++) {
        long begins = now - YEAR + (long) ((double) YEAR * story / stories());
        for (Row row : story(story, begins)) {
          bind(insert, row);
          insert.addBatch();
          if (++pending % BATCH == 0) {
            insert.executeBatch();
            connection.commit();
          }
        }
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  /** What differs from row to row; the rest follows from the story's number. */
  private record Row(
      int story,
      int number,
      long time,
      @Nullable String interaction,
      @Nullable String kind,
      @Nullable String tokenId,
      @Nullable String refresh,
      @Nullable String fromRefresh,
      @Nullable String ticket,
      boolean ofOwner,
      @Nullable Long expiresAt,
      @Nullable Long grantExpiresAt,
      @Nullable String endKey,
      @Nullable String endReason) {}

  private List<Row> story(int story, long begins) {
    String pat = tokenId(story);
    String ticket = "ticket-" + story;
    String rpt = "rpt-" + story;
    long soon = begins + HOUR;
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            story,
            0,
            begins,
            "pat_issued",
            "pat",
            pat,
            "r" + pat,
            null,
            null,
            true,
            begins + 300_000,
            soon));
    rows.add(
        row(
            story,
            1,
            begins + 250_000,
            "pat_issued",
            "pat",
            pat + "b",
            "r" + pat + "b",
            "r" + pat,
            null,
            true,
            begins + 550_000,
            soon));
    rows.add(
        row(
            story,
            2,
            begins + 251_000,
            "aat_issued",
            "aat",
            "aat-" + story,
            "raat-" + story,
            null,
            null,
            false,
            begins + 551_000,
            soon));
    rows.add(
        row(
            story,
            3,
            begins + 252_000,
            "permission_registered",
            "permission_ticket",
            ticket,
            null,
            null,
            ticket,
            true,
            begins + 552_000,
            begins + 552_000));
    rows.add(
        new Row(
            story,
            4,
            begins + 253_000,
            "authorization_granted",
            "rpt",
            rpt,
            null,
            null,
            ticket,
            false,
            soon,
            soon,
            "ticket:" + ticket,
            "granted"));
    rows.add(
        row(
            story,
            5,
            begins + 253_001,
            "rpt_issued",
            "rpt",
            rpt,
            null,
            null,
            ticket,
            false,
            soon,
            soon));
    rows.add(
        row(
            story,
            6,
            begins + 254_000,
            "rpt_introspected",
            "rpt",
            rpt,
            null,
            null,
            null,
            false,
            soon,
            soon));
    rows.add(
        row(
            story,
            7,
            begins + 255_000,
            "rpt_introspected",
            "rpt",
            rpt,
            null,
            null,
            null,
            false,
            soon,
            soon));
    rows.add(
        row(
            story,
            8,
            begins + 256_000,
            "access_answered",
            "rpt",
            rpt,
            null,
            null,
            null,
            false,
            soon,
            soon));
    rows.add(
        story % 2 == 0
            ? row(
                story,
                9,
                begins + 256_001,
                "access_reported",
                "rpt",
                rpt,
                null,
                null,
                null,
                false,
                soon,
                soon)
            : new Row(
                story,
                9,
                begins + 300_000,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                "token:" + rpt,
                "revoked"));
    return rows;
  }

  private static Row row(
      int story,
      int number,
      long time,
      String interaction,
      String kind,
      String tokenId,
      @Nullable String refresh,
      @Nullable String fromRefresh,
      @Nullable String ticket,
      boolean ofOwner,
      long expiresAt,
      long grantExpiresAt) {
    return new Row(
        story,
        number,
        time,
        interaction,
        kind,
        tokenId,
        refresh,
        fromRefresh,
        ticket,
        ofOwner,
        expiresAt,
        grantExpiresAt,
        null,
        null);
  }

  private static String server(int story) {
    return "server-uuid-" + story % 10;
  }

  private static String client(int story) {
    return "client-uuid-" + story % 20;
  }

  private void bind(PreparedStatement insert, Row row) throws SQLException {
    int story = row.story();
    int owner = story % people();
    int asks = (story * 7 + 1) % people();
    boolean end = row.interaction() == null;
    boolean pat = "pat".equals(row.kind());
    boolean aat = "aat".equals(row.kind());
    String client = row.ofOwner() ? server(story) : client(story);
    int at = 1;
    insert.setString(at++, id(row));
    insert.setString(at++, realmId);
    insert.setLong(at++, row.time());
    insert.setLong(at++, row.time());
    insert.setString(at++, row.interaction());
    insert.setString(at++, row.kind());
    insert.setString(at++, row.tokenId());
    insert.setObject(at++, hash(row.tokenId()));
    insert.setString(at++, row.refresh());
    insert.setObject(at++, hash(row.refresh()));
    insert.setString(at++, row.fromRefresh());
    insert.setString(at++, row.ticket());
    insert.setObject(at++, hash(row.ticket()));
    insert.setString(at++, end ? null : (pat ? "session-" : "login-") + story);
    insert.setBoolean(at++, false);
    insert.setString(at++, end ? null : userId(row.ofOwner() ? owner : asks));
    insert.setString(at++, end ? null : client);
    insert.setString(at++, end ? null : client.replace("-uuid", ""));
    insert.setString(at++, end ? null : "Operator of " + client);
    insert.setString(at++, end || aat ? null : server(story));
    insert.setString(at++, end || aat ? null : server(story).replace("-uuid", ""));
    insert.setString(at++, end || aat ? null : "Operator of " + server(story));
    insert.setString(at++, "Benchmark");
    insert.setString(at++, end || aat ? null : "user");
    insert.setString(at++, end || aat ? null : userId(owner));
    insert.setString(at++, end || aat ? null : userName(owner));
    insert.setString(at++, end || row.ofOwner() ? null : "user");
    insert.setString(at++, end || row.ofOwner() ? null : userId(asks));
    insert.setString(at++, end || row.ofOwner() ? null : userName(asks));
    insert.setObject(at++, row.expiresAt());
    insert.setObject(at++, row.grantExpiresAt());
    insert.setBoolean(at++, row.fromRefresh() != null);
    insert.setBoolean(at++, true);
    insert.setString(at++, row.endKey());
    insert.setString(at++, row.endReason());
    insert.setString(at++, end || pat || aat ? "{\"scopes\":[\"openid\"]}" : permissions(story));
    insert.setString(at++, seals());
    insert.setLong(at, -1);
  }

  /** What the ledger has in its indexes for an id. */
  private static @Nullable Long hash(@Nullable String id) {
    if (id == null) {
      return null;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private String permissions(int story) {
    return "{\"permissions\":[{\"resource_set_id\":\""
        + resourceSet(story % (people() * 5))
        + "\",\"resource_set_name\":\"Album "
        + story
        + "\",\"scopes\":[\"view\",\"print\"]}]}";
  }

  private String id(Row row) {
    return new UUID((row.time() << 16) | 0x7000L | row.number(), random.nextLong() | Long.MIN_VALUE)
        .toString();
  }

  private String seals() {
    List<String> seals = new ArrayList<>();
    byte[] salt = new byte[16];
    for (String section : SECTIONS) {
      random.nextBytes(salt);
      seals.add(section + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(salt));
    }
    return String.join(" ", seals);
  }
}
