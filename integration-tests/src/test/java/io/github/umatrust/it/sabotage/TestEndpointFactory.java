package io.github.umatrust.it.sabotage;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.jpa.entities.ResourceEntity;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.model.Scope;
import org.keycloak.authorization.store.ResourceStore;
import org.keycloak.authorization.store.StoreFactory;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.timer.TimerProvider;

/**
 * An endpoint below {@code /realms/{realm}/test} for what cannot be brought about, or seen, from
 * outside.
 */
public class TestEndpointFactory extends EndpointFactory {

  public TestEndpointFactory() {
    super("test", TestEndpoint::new);
  }

  /** The endpoint. */
  public static class TestEndpoint {

    private final KeycloakSession session;

    public TestEndpoint(KeycloakSession session) {
      this.session = session;
    }

    /** Fires the events of the body, an array, on the request's session. */
    @POST
    @Path("events")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response fire(JsonNode events) {
      for (JsonNode json : events) {
        EventBuilder event =
            new EventBuilder(
                    session.getContext().getRealm(), session, session.getContext().getConnection())
                .event(EventType.valueOf(json.path("type").asText()));
        if (json.has("client")) {
          event.client(json.get("client").asText());
        }
        if (json.has("user")) {
          event.user(json.get("user").asText());
        }
        if (json.has("session")) {
          event.session(json.get("session").asText());
        }
        json.path("details")
            .properties()
            .forEach(detail -> event.detail(detail.getKey(), detail.getValue().asText()));
        event.success();
      }
      return Response.ok("fired").build();
    }

    /** Sets the server's clock off by so many seconds, for everything that asks Keycloak for it. */
    @POST
    @Path("clock")
    public Response setClock(@QueryParam("offset") int offset) {
      Time.setOffset(offset);
      return Response.noContent().build();
    }

    /** Makes the database refuse every further journal row of this realm. */
    @POST
    @Path("break-journal")
    public Response breakJournal() {
      breakTable("JOURNAL");
      return Response.noContent().build();
    }

    /** Undoes {@link #breakJournal()}. */
    @POST
    @Path("mend-journal")
    public Response mendJournal() {
      mendTable("JOURNAL");
      return Response.noContent().build();
    }

    /** Makes the database refuse every change of this realm's log, which is begun already. */
    @POST
    @Path("break-log")
    public Response breakLog() {
      breakTable("LOG");
      return Response.noContent().build();
    }

    /** Undoes {@link #breakLog()}. */
    @POST
    @Path("mend-log")
    public Response mendLog() {
      mendTable("LOG");
      return Response.noContent().build();
    }

    /** From now on; the rows that are there do not count. */
    private void breakTable(String table) {
      String constraint =
          "alter table UT_OBLIGATION_"
              + table
              + " add constraint CK_SABOTAGE_"
              + table
              + " check (REALM_ID <> '"
              + session.getContext().getRealm().getId()
              + "')";
      switch (databaseProduct()) {
        case "PostgreSQL" -> alter(constraint + " not valid");
        case "MariaDB" -> {
          alter("set session check_constraint_checks = 0");
          try {
            alter(constraint);
          } finally {
            alter("set session check_constraint_checks = 1");
          }
        }
        default -> alter(constraint + " nocheck");
      }
    }

    private void mendTable(String table) {
      alter("alter table UT_OBLIGATION_" + table + " drop constraint CK_SABOTAGE_" + table);
    }

    private String databaseProduct() {
      return entityManager()
          .unwrap(Session.class)
          .doReturningWork(connection -> connection.getMetaData().getDatabaseProductName());
    }

    /** Begins to count what Hibernate does for the whole server, from zero. */
    @POST
    @Path("database-work")
    public Response countDatabaseWork() {
      Statistics statistics = statistics();
      statistics.setStatisticsEnabled(true);
      statistics.clear();
      return Response.noContent().build();
    }

    /**
     * What Hibernate has done since: {@code statements}, how many were prepared; {@code resources},
     * how many authorization resources were loaded.
     */
    @GET
    @Path("database-work")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Long> databaseWork() {
      Statistics statistics = statistics();
      return Map.of(
          "statements",
          statistics.getPrepareStatementCount(),
          "resources",
          statistics.getEntityStatistics(ResourceEntity.class.getName()).getLoadCount());
    }

    /**
     * The ids in the lists of resources that Keycloak keeps in its cache, for a resource server
     * ({@code client}), an {@code owner}, a {@code name}, a {@code type} and a {@code scope}.
     */
    @GET
    @Path("cached-lists")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, List<String>> cachedLists(
        @QueryParam("client") String client,
        @QueryParam("owner") String owner,
        @QueryParam("name") String name,
        @QueryParam("type") String type,
        @QueryParam("scope") String scope) {
      StoreFactory stores = session.getProvider(AuthorizationProvider.class).getStoreFactory();
      ResourceServer server = stores.getResourceServerStore().findById(client);
      ResourceStore resources = stores.getResourceStore();
      Scope ofName = stores.getScopeStore().findByName(server, scope);
      Map<String, List<String>> lists = new TreeMap<>();
      lists.put("owner", ids(list -> resources.findByOwner(server, owner, list)));
      lists.put("owner anywhere", ids(list -> resources.findByOwner(null, owner, list)));
      lists.put(
          "name",
          ids(
              list ->
                  Optional.ofNullable(resources.findByName(server, name, owner)).ifPresent(list)));
      lists.put("type of owner", ids(list -> resources.findByType(server, type, owner, list)));
      lists.put("type instances", ids(list -> resources.findByTypeInstance(server, type, list)));
      lists.put(
          "scope",
          ids(
              list -> {
                if (ofName != null) {
                  resources.findByScopes(server, Set.of(ofName), list);
                }
              }));
      return lists;
    }

    /** Has a person have accepted terms, without a page to accept them on. */
    @POST
    @Path("acceptances")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response accept(JsonNode acceptance) {
      entityManager()
          .createNativeQuery(
              "insert into UT_TERMS_ACCEPTANCE (ID, REALM_ID, USER_ID, RESOURCE_ID, TERMS_VERSION,"
                  + " TERMS_HASH, LANGUAGE, CLIENT_UUID, ACCEPTED_AT)"
                  + " values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
          .setParameter(1, acceptance.path("id").asText())
          .setParameter(2, session.getContext().getRealm().getId())
          .setParameter(3, acceptance.path("user").asText())
          .setParameter(4, acceptance.path("resource_set").asText())
          .setParameter(5, acceptance.path("version").asText())
          .setParameter(6, acceptance.path("hash").asText())
          .setParameter(7, acceptance.path("language").asText())
          .setParameter(8, acceptance.path("client").asText())
          .setParameter(9, acceptance.path("accepted_at").asLong())
          .executeUpdate();
      return Response.noContent().build();
    }

    /** Has a person have supplied a claim, without a page or a claim token. */
    @POST
    @Path("claims")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response supply(JsonNode claim) {
      entityManager()
          .createNativeQuery(
              "insert into UT_SUPPLIED_CLAIM (ID, REALM_ID, USER_ID, RESOURCE_ID, CLAIM_NAME,"
                  + " CLAIM_VALUE, SUPPLIED_AT, EXPIRES_AT) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
          .setParameter(1, UUID.randomUUID().toString())
          .setParameter(2, session.getContext().getRealm().getId())
          .setParameter(3, claim.path("user").asText())
          .setParameter(4, claim.path("resource_set").asText())
          .setParameter(5, claim.path("name").asText())
          .setParameter(6, claim.path("value").asText())
          .setParameter(7, claim.path("supplied_at").asLong())
          .setParameter(8, claim.path("expires_at").asLong())
          .executeUpdate();
      return Response.noContent().build();
    }

    /** The names of all claims that are kept of this realm. */
    @GET
    @Path("claims")
    @Produces(MediaType.APPLICATION_JSON)
    public List<?> claims() {
      return entityManager()
          .createNativeQuery(
              "select CLAIM_NAME from UT_SUPPLIED_CLAIM where REALM_ID = ?1 order by CLAIM_NAME")
          .setParameter(1, session.getContext().getRealm().getId())
          .getResultList();
    }

    /** How many access reports are remembered of this realm, or of one by its id. */
    @GET
    @Path("access-reports")
    @Produces(MediaType.APPLICATION_JSON)
    public long accessReports(@QueryParam("realm") String realmId) {
      return ((Number)
              entityManager()
                  .createNativeQuery("select count(*) from UT_ACCESS_REPORT where REALM_ID = ?1")
                  .setParameter(
                      1, realmId == null ? session.getContext().getRealm().getId() : realmId)
                  .getSingleResult())
          .longValue();
    }

    /** Makes the remembered access reports of this realm older by so many seconds. */
    @POST
    @Path("access-reports")
    public Response ageAccessReports(@QueryParam("seconds") long seconds) {
      entityManager()
          .createNativeQuery(
              "update UT_ACCESS_REPORT set RECEIVED_AT = RECEIVED_AT - ?1 where REALM_ID = ?2")
          .setParameter(1, seconds)
          .setParameter(2, session.getContext().getRealm().getId())
          .executeUpdate();
      return Response.noContent().build();
    }

    /**
     * The ends in the obligations journal of this realm, or of one by its id that may be gone:
     * {@code key}, {@code reason}, {@code before}, {@code occurred_at} and {@code recorded_at}.
     */
    @GET
    @Path("ends")
    @Produces(MediaType.APPLICATION_JSON)
    public List<Map<String, Object>> ends(@QueryParam("realm") String realmId) {
      List<Map<String, Object>> ends = new ArrayList<>();
      for (Object row :
          entityManager()
              .createNativeQuery(
                  "select END_KEY, END_REASON, END_BEFORE, OCCURRED_AT, RECORDED_AT"
                      + " from UT_OBLIGATION_JOURNAL where REALM_ID = ?1 and END_KEY is not null"
                      + " order by RECORDED_AT, ID")
              .setParameter(1, realmId == null ? session.getContext().getRealm().getId() : realmId)
              .getResultList()) {
        Object[] columns = (Object[]) row;
        Map<String, Object> end = new TreeMap<>();
        end.put("key", columns[0]);
        end.put("reason", columns[1]);
        end.put("before", columns[2]);
        end.put("occurred_at", columns[3]);
        end.put("recorded_at", columns[4]);
        ends.add(end);
      }
      return ends;
    }

    /**
     * Changes Keycloak's models, or what is behind them, without any event: as other code in the
     * server, a storage provider or an operator with a database console can.
     */
    @POST
    @Path("silently")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response silently(JsonNode change) {
      RealmModel realm = session.getContext().getRealm();
      String id = change.path("id").asText();
      boolean offline = change.path("offline").asBoolean();
      int time = change.path("time").asInt();
      switch (change.path("what").asText()) {
        case "remove session" -> {
          if (offline) {
            session.sessions().removeOfflineUserSession(realm, userSession(id, true));
          } else {
            session.sessions().removeUserSession(realm, userSession(id, false));
          }
        }
        case "remove client from session" ->
            userSession(id, offline)
                .removeAuthenticatedClientSessions(
                    List.of(realm.getClientByClientId(change.path("client").asText()).getId()));
        case "forget stored session" -> {
          for (String table : List.of("OFFLINE_CLIENT_SESSION", "OFFLINE_USER_SESSION")) {
            entityManager()
                .createNativeQuery("delete from " + table + " where USER_SESSION_ID = ?1")
                .setParameter(1, id)
                .executeUpdate();
          }
        }
        case "remove user" -> session.users().removeUser(realm, user(id));
        case "disable user" -> user(id).setEnabled(false);
        case "user not before" -> session.users().setNotBeforeForUser(realm, user(id), time);
        case "disable client" -> realm.getClientByClientId(id).setEnabled(false);
        case "client not before" -> realm.getClientByClientId(id).setNotBefore(time);
        case "withdraw offline access" -> {
          ClientModel client = realm.getClientByClientId(id);
          client.removeClientScope(client.getClientScopes(false).get("offline_access"));
        }
        case "withdraw consent" ->
            session
                .users()
                .revokeConsentForClient(
                    realm, id, realm.getClientByClientId(change.path("client").asText()).getId());
        case "take client out of realm" -> {
          entityManager()
              .createNativeQuery("update CLIENT set REALM_ID = ?1 where ID = ?2")
              .setParameter(1, session.realms().getRealmByName("master").getId())
              .setParameter(2, realm.getClientByClientId(id).getId())
              .executeUpdate();
          session.getProvider(CacheRealmProvider.class).clear();
        }
        case "realm not before" -> realm.setNotBefore(time);
        case "disable realm" -> realm.setEnabled(false);
        case "revoke token" -> session.revokedTokens().put(id, 3600);
        case "remove resource set" ->
            session
                .getProvider(AuthorizationProvider.class)
                .getStoreFactory()
                .getResourceStore()
                .delete(id);
        default -> throw new IllegalArgumentException(change.toString());
      }
      return Response.noContent().build();
    }

    private UserSessionModel userSession(String id, boolean offline) {
      RealmModel realm = session.getContext().getRealm();
      return Objects.requireNonNull(
          offline
              ? session.sessions().getOfflineUserSession(realm, id)
              : session.sessions().getUserSession(realm, id));
    }

    private UserModel user(String id) {
      return Objects.requireNonNull(
          session.users().getUserById(session.getContext().getRealm(), id));
    }

    /** Runs a scheduled task now. */
    @POST
    @Path("tasks")
    public Response runTask(@QueryParam("name") String name) {
      Objects.requireNonNull(session.getProvider(TimerProvider.class).getTasks().get(name), name)
          .getRunnable()
          .run();
      return Response.noContent().build();
    }

    private static List<String> ids(Consumer<Consumer<Resource>> search) {
      List<String> ids = new ArrayList<>();
      search.accept(resource -> ids.add(resource.getId()));
      return ids;
    }

    private Statistics statistics() {
      return entityManager().getEntityManagerFactory().unwrap(SessionFactory.class).getStatistics();
    }

    private void alter(String statement) {
      entityManager().createNativeQuery(statement).executeUpdate();
    }

    private EntityManager entityManager() {
      return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
  }
}
