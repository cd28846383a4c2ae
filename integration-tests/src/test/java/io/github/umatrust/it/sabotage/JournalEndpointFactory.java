package io.github.umatrust.it.sabotage;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.persistence.TupleElement;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.Reader;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Shows the ledger's journal as it is in the database, below {@code /realms/{realm}/test-journal}.
 */
public class JournalEndpointFactory extends EndpointFactory {

  public JournalEndpointFactory() {
    super("test-journal", JournalEndpoint::new);
  }

  /** The endpoint. */
  public static class JournalEndpoint {

    private final KeycloakSession session;

    public JournalEndpoint(KeycloakSession session) {
      this.session = session;
    }

    /** All rows of the realm in their order, by column. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Map<String, @Nullable Object>> rows() {
      EntityManager entityManager =
          session.getProvider(JpaConnectionProvider.class).getEntityManager();
      List<Map<String, @Nullable Object>> rows = new ArrayList<>();
      for (Object found :
          entityManager
              .createNativeQuery(
                  "select * from UT_OBLIGATION_JOURNAL where REALM_ID = ?1 order by RECORDED_AT, ID",
                  Tuple.class)
              .setParameter(1, session.getContext().getRealm().getId())
              .getResultList()) {
        Tuple tuple = (Tuple) found;
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (TupleElement<?> column : tuple.getElements()) {
          String name = column.getAlias();
          row.put(name.toLowerCase(Locale.ROOT), value(tuple.get(name)));
        }
        rows.add(row);
      }
      return rows;
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
