package io.github.umatrust.it.sabotage;

import io.github.umatrust.obligations.evidence.RecordFormat;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.sequencing.Sequencer;
import io.github.umatrust.obligations.sequencing.SequencingMonitor;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Shows a realm's log as it is in the database, below {@code /realms/{realm}/test-log}, and has it
 * sequenced by several at once.
 */
public class LogEndpointFactory extends EndpointFactory {

  public LogEndpointFactory() {
    super("test-log", LogEndpoint::new);
  }

  /** The endpoint. */
  public static class LogEndpoint {

    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final KeycloakSession session;

    public LogEndpoint(KeycloakSession session) {
      this.session = session;
    }

    /** Sequenced rows from a place in the log on, in its order, with what they commit to. */
    @GET
    @Path("rows")
    @Produces(MediaType.APPLICATION_JSON)
    public List<Map<String, @Nullable Object>> rows(
        @QueryParam("from") long from, @QueryParam("max") int max) {
      List<Map<String, @Nullable Object>> rows = new ArrayList<>();
      for (Object found :
          of("select j from JournalEntity j where j.realmId = :realm and j.leafIndex >= "
                  + from
                  + " order by j.leafIndex, j.id")
              .setMaxResults(max)
              .getResultList()) {
        JournalEntry entry = ((JournalEntity) found).toEntry();
        JournalEntry.Stored stored = entry.stored();
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", entry.id());
        row.put("interaction", entry.interaction() == null ? null : entry.interaction().id());
        row.put("token", entry.token() == null ? null : entry.token().id());
        row.put("index", stored == null ? null : stored.leafIndex());
        row.put("period", stored == null ? null : stored.periodId());
        row.put("committed", BASE64.encodeToString(RecordFormat.open(entry).committed()));
        rows.add(row);
      }
      return rows;
    }

    /** Numbers of what there is, and of what there should be none of. */
    @GET
    @Path("state")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> state() {
      return Map.of(
          "rows",
          single("select count(j) from JournalEntity j where j.realmId = :realm"),
          "unsequenced",
          single(
              "select count(j) from JournalEntity j where j.realmId = :realm"
                  + " and (j.leafIndex is null or j.leafIndex < 0)"),
          "size",
          single("select max(h.treeSize) from RealmLogEntity h where h.realmId = :realm"),
          "published",
          single("select max(h.publishedSize) from RealmLogEntity h where h.realmId = :realm"),
          "interactionsWithoutPeriod",
          single(
              "select count(j) from JournalEntity j where j.realmId = :realm"
                  + " and j.interaction is not null and not exists (select p.id from PeriodEntity p"
                  + " where p.realmId = j.realmId and p.id = j.periodId"
                  + " and p.interaction = j.interaction)"),
          "periodsWithoutRow",
          single(
              "select count(p) from PeriodEntity p where p.realmId = :realm"
                  + " and not exists (select j.id from JournalEntity j"
                  + " where j.realmId = p.realmId and j.periodId = p.id)"));
    }

    /** Every tile of the tree: level, index, width, hashes. */
    @GET
    @Path("tiles")
    @Produces(MediaType.APPLICATION_JSON)
    public List<Object[]> tiles() {
      return tuples(
          "select t.tileLevel, t.tileIndex, t.width, t.hashes from LogTileEntity t"
              + " where t.realmId = :realm order by t.tileLevel, t.tileIndex");
    }

    /** The log's public keys. */
    @GET
    @Path("keys")
    @Produces(MediaType.APPLICATION_JSON)
    public List<Object[]> keys() {
      return tuples("select k.keyId, k.publicKey from LogKeyEntity k where k.realmId = :realm");
    }

    /** Every checkpoint that is kept, the latest first. */
    @GET
    @Path("checkpoints")
    @Produces(MediaType.APPLICATION_JSON)
    public List<?> checkpoints(@QueryParam("max") int max) {
      return of("select c.note from LogCheckpointEntity c where c.realmId = :realm"
              + " order by c.treeSize desc")
          .setMaxResults(max)
          .getResultList();
    }

    /**
     * Has what is not sequenced sequenced by so many at once, each as if it were alone.
     *
     * @return what went wrong
     */
    @POST
    @Path("sequencers")
    @Produces(MediaType.APPLICATION_JSON)
    public List<String> sequence(@QueryParam("count") int count) throws InterruptedException {
      KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
      String realmId = session.getContext().getRealm().getId();
      ExecutorService threads = Executors.newFixedThreadPool(count);
      try {
        List<Callable<Void>> sequencers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          sequencers.add(
              () -> {
                new Sequencer(factory, SequencingMonitor.NONE).catchUp(realmId, Integer.MAX_VALUE);
                return null;
              });
        }
        List<String> failures = new ArrayList<>();
        for (Future<Void> sequencer : threads.invokeAll(sequencers)) {
          try {
            sequencer.get();
          } catch (ExecutionException e) {
            failures.add(String.valueOf(e.getCause()));
          }
        }
        return failures;
      } finally {
        threads.shutdownNow();
      }
    }

    private List<Object[]> tuples(String jpql) {
      List<Object[]> tuples = new ArrayList<>();
      for (Object found : of(jpql).getResultList()) {
        Object[] tuple = (Object[]) found;
        for (int i = 0; i < tuple.length; i++) {
          if (tuple[i] instanceof byte[] bytes) {
            tuple[i] = BASE64.encodeToString(bytes);
          }
        }
        tuples.add(tuple);
      }
      return tuples;
    }

    private Number single(String jpql) {
      Object found = of(jpql).getSingleResult();
      return found == null ? 0 : (Number) found;
    }

    private Query of(String jpql) {
      EntityManager entityManager =
          session.getProvider(JpaConnectionProvider.class).getEntityManager();
      return entityManager
          .createQuery(jpql)
          .setParameter("realm", session.getContext().getRealm().getId());
    }
  }
}
