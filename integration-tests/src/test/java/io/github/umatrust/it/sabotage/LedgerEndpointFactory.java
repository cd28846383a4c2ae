package io.github.umatrust.it.sabotage;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.persistence.TupleElement;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.Reader;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Shows and changes the ledger's tables as they are in the database, below {@code
 * /realms/{realm}/test-ledger}.
 */
public class LedgerEndpointFactory extends EndpointFactory {

  public LedgerEndpointFactory() {
    super("test-ledger", LedgerEndpoint::new);
  }

  /** The endpoint. */
  public static class LedgerEndpoint {

    private final KeycloakSession session;

    public LedgerEndpoint(KeycloakSession session) {
      this.session = session;
    }

    /** All rows of the realm, or of one by its id, in each of the ledger's tables, as text. */
    @GET
    @Path("rows")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, List<String>> rows(@QueryParam("realm") @Nullable String realmId) {
      Map<String, List<String>> tables = new LinkedHashMap<>();
      for (String table :
          List.of("JOURNAL", "PERIOD", "RESOURCE_SET", "LOG", "CHECKPOINT", "ERASURE")) {
        List<String> rows = new ArrayList<>();
        for (Object found :
            entityManager()
                .createNativeQuery(
                    "select * from UT_OBLIGATION_" + table + " where REALM_ID = ?1", Tuple.class)
                .setParameter(1, realmId == null ? realmId() : realmId)
                .getResultList()) {
          Tuple tuple = (Tuple) found;
          StringBuilder row = new StringBuilder();
          for (TupleElement<?> column : tuple.getElements()) {
            row.append(column.getAlias())
                .append('=')
                .append(value(tuple.get(column.getAlias())))
                .append('\n');
          }
          rows.add(row.toString());
        }
        tables.put(table, rows);
      }
      return tables;
    }

    /** Makes the journal of a realm by its id older by so many milliseconds. */
    @POST
    @Path("age")
    public Response age(@QueryParam("realm") String realmId, @QueryParam("by") long by) {
      entityManager()
          .createNativeQuery(
              "update UT_OBLIGATION_JOURNAL set RECORDED_AT = RECORDED_AT - ?1 where REALM_ID = ?2")
          .setParameter(1, by)
          .setParameter(2, realmId)
          .executeUpdate();
      return Response.noContent().build();
    }

    /** Changes a column of a journal row. */
    @POST
    @Path("change")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response change(JsonNode change) {
      String column = change.path("column").asText();
      String value = change.path("value").asText();
      entityManager()
          .createNativeQuery("update UT_OBLIGATION_JOURNAL set " + column + " = ?1 where ID = ?2")
          .setParameter(1, column.equals("LEAF_INDEX") ? Long.valueOf(value) : value)
          .setParameter(2, change.path("id").asText())
          .executeUpdate();
      return Response.noContent().build();
    }

    /**
     * Adds PATs of alice under a name of the past, recorded in the past, and not sequenced yet.
     * User and client are there: the reconciler would end what is in force of others.
     */
    @POST
    @Path("pats")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response addPats(JsonNode pats) {
      long at = pats.path("at").asLong();
      Long expiry = pats.path("lasting").asBoolean() ? null : Long.valueOf(at + 300_000);
      for (int i = 0; i < pats.path("count").asInt(); i++) {
        add("pat_issued", "pat", at + i, expiry, null);
      }
      return Response.noContent().build();
    }

    /** Adds grants of alice to so many people that Keycloak does not know, one for each. */
    @POST
    @Path("grants-to-strangers")
    public Response addGrants(@QueryParam("count") int count, @QueryParam("at") long at) {
      for (int i = 0; i < count; i++) {
        add("authorization_granted", "rpt", at + i, null, UUID.randomUUID().toString());
      }
      return Response.noContent().build();
    }

    private void add(
        String interaction,
        String kind,
        long at,
        @Nullable Long expiry,
        @Nullable String requestingParty) {
      RealmModel realm = session.getContext().getRealm();
      String user = session.users().getUserByUsername(realm, "alice").getId();
      String client = realm.getClientByClientId("photo-album").getId();
      String token = UUID.randomUUID().toString();
      entityManager()
          .createNativeQuery(
              "insert into UT_OBLIGATION_JOURNAL (ID, REALM_ID, RECORDED_AT, OCCURRED_AT,"
                  + " INTERACTION, TOKEN_KIND, TOKEN_ID, OFFLINE_SESSION, USER_ID,"
                  + " CLIENT_UUID, CLIENT_ID, CLIENT_OPERATOR, RS_UUID, RS_CLIENT_ID,"
                  + " RS_OPERATOR, AS_OPERATOR, AZP_KIND, AZP_ID, AZP_NAME, RQP_KIND, RQP_ID,"
                  + " RQP_NAME, EXPIRES_AT, GRANT_EXPIRES_AT, RENEWAL, CONFIRMED, DETAILS, SEALS,"
                  + " LEAF_INDEX) values (?1, ?2, ?3, ?3, ?9, ?5, ?4, false, ?7, ?8,"
                  + " 'album', 'Album', ?8, 'album', 'Album', 'Operator', 'user', ?7, 'gone', "
                  + (requestingParty == null
                      ? "null, null, null, "
                      : "'user', '" + requestingParty + "', 'stranger', ")
                  + (expiry + ", " + expiry)
                  + ", false, true, '{}', ?6, -1)")
          .setParameter(1, UUID.randomUUID().toString())
          .setParameter(2, realmId())
          .setParameter(3, at)
          .setParameter(4, token)
          .setParameter(5, kind)
          .setParameter(6, seals())
          .setParameter(7, user)
          .setParameter(8, client)
          .setParameter(9, interaction)
          .executeUpdate();
    }

    private static String seals() {
      StringBuilder seals = new StringBuilder();
      for (String section : List.of("r", "g", "a", "q", "p", "s", "e")) {
        String salt = UUID.randomUUID().toString().replace("-", "").substring(10);
        seals.append(seals.isEmpty() ? "" : " ").append(section).append(':').append(salt);
      }
      return seals.toString();
    }

    private EntityManager entityManager() {
      return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    private String realmId() {
      return session.getContext().getRealm().getId();
    }

    private static @Nullable Object value(@Nullable Object value) {
      if (!(value instanceof Clob clob)) {
        return value;
      }
      try (Reader text = clob.getCharacterStream()) {
        StringBuilder all = new StringBuilder();
        char[] some = new char[4096];
        for (int read = text.read(some); read >= 0; read = text.read(some)) {
          all.append(some, 0, read);
        }
        return all.toString();
      } catch (IOException | SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
