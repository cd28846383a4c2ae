package io.github.umatrust.obligations.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.erasure.Erasure;
import io.github.umatrust.obligations.evidence.Evidence;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.log.Transactions;
import io.github.umatrust.obligations.note.TlogProof;
import io.github.umatrust.obligations.query.Counts;
import io.github.umatrust.obligations.query.EntryQuery;
import io.github.umatrust.obligations.query.InvalidQueryException;
import io.github.umatrust.obligations.query.ObligationQuery;
import io.github.umatrust.obligations.query.Parameters;
import io.github.umatrust.obligations.retention.RealmRetention;
import io.github.umatrust.obligations.retention.Retention;
import io.github.umatrust.obligations.sequencing.Sequencer;
import io.github.umatrust.obligations.sequencing.SequencingMonitor;
import io.github.umatrust.obligations.sequencing.UpToDate;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The ledger of a realm, for administrators. It answers with what was recorded whether or not the
 * ledger is on now.
 *
 * <p>Reading takes {@code view-events} or {@value LedgerRoles#VIEW}, changing {@code manage-realm}
 * or {@value LedgerRoles#MANAGE}; without, a {@link jakarta.ws.rs.ForbiddenException} is thrown. A
 * query that cannot be honoured is answered with 400 and the reason.
 */
@Produces(MediaType.APPLICATION_JSON)
public class ObligationsAdminResource {

  /** Resource type of the admin events of everything that changes here. */
  public static final String EVENT_RESOURCE_TYPE = "OBLIGATIONS_LEDGER";

  private static final Set<String> OPENINGS = Set.of("from");
  private static final Set<String> EVIDENCE = Set.of("format");

  /** Parameters that an export has beside the query, and those of a query that it does not have. */
  private static final String FORMAT = "format";

  private static final String WHAT = "what";

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator auth;
  private final LedgerAccess access;
  private final AdminEventBuilder adminEvent;

  public ObligationsAdminResource(
      KeycloakSession session,
      RealmModel realm,
      AdminPermissionEvaluator auth,
      AdminEventBuilder adminEvent) {
    this.session = session;
    this.realm = realm;
    this.auth = auth;
    this.access = new LedgerAccess(session, realm, auth);
    this.adminEvent = adminEvent;
  }

  /** One page of obligations, newest first; the header {@code Link} leads to the next. */
  @GET
  public Response obligations() {
    access.requireView();
    ObligationQuery query = read(ObligationQuery::parse);
    ObligationPages.Page page = new ObligationPages(session, realm).page(query);
    return page(page.obligations(), page.next());
  }

  /** The fourteen clauses, in the reader's language. */
  @GET
  @Path("clauses")
  public List<ClauseRepresentation> clauses() {
    access.requireView();
    return ClauseTexts.of(session, realm, auth.adminAuth().getUser());
  }

  /** One page of journal entries, newest first; the header {@code Link} leads to the next. */
  @GET
  @Path("entries")
  public Response entries() {
    access.requireView();
    EntryQuery query = read(EntryQuery::parse);
    UpToDate.bring(session, realm);
    EntryPages.Page page = new EntryPages(session, realm).page(query);
    return page(page.entries(), page.next());
  }

  /** One entry, with the obligations it brought into force and what it is linked to; or 404. */
  @GET
  @Path("entries/{id}")
  public EntryRepresentation entry(@PathParam("id") String id) {
    access.requireView();
    UpToDate.bring(session, realm);
    return new EntryPages(session, realm)
        .entry(id)
        .orElseThrow(() -> ErrorResponse.error("No such entry", Response.Status.NOT_FOUND));
  }

  /**
   * The evidence of an entry: as JSON, or as the proof alone ({@code text/plain}, or {@code
   * format=tlog-proof}). 404 without such an entry, 410 when its part of the log was pruned, 503
   * when it cannot be given a place in the log now.
   */
  @GET
  @Path("entries/{id}/evidence")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
  public Response evidence(@PathParam("id") String id) {
    access.requireView();
    Optional<String> format =
        read(
            parameters ->
                Optional.ofNullable(
                    new Parameters(parameters, EVIDENCE)
                        .oneOf(
                            FORMAT,
                            value -> oneOf(value, "json", "tlog-proof"),
                            "json, tlog-proof")));
    Evidence.Result result = Evidence.of(session.getKeycloakSessionFactory(), realm.getId(), id);
    if (result instanceof Evidence.Found found) {
      return evidence(found.evidence(), format.orElse(null));
    }
    Evidence.Lack lack = ((Evidence.Missing) result).lack();
    throw switch (lack) {
      case NO_ENTRY -> error("No such entry", Response.Status.NOT_FOUND);
      case PRUNED -> error("This part of the log was pruned", Response.Status.GONE);
      case NOT_SEQUENCED ->
          error("The entry has no place in the log yet", Response.Status.SERVICE_UNAVAILABLE);
    };
  }

  private Response evidence(Evidence evidence, @Nullable String format) {
    boolean proofAlone =
        format == null
            ? prefersText(
                session.getContext().getHttpRequest().getHttpHeaders().getAcceptableMediaTypes())
            : format.equals("tlog-proof");
    return proofAlone
        ? Response.ok(evidence.proof().toString(), MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
            .header(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"" + evidence.entryId() + TlogProof.FILE_SUFFIX + '"')
            .build()
        : Response.ok(evidence.toJson(), MediaType.APPLICATION_JSON_TYPE).build();
  }

  /** The first type that is one of ours counts: they come in the order of preference. */
  private static boolean prefersText(List<MediaType> accepted) {
    for (MediaType type : accepted) {
      if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        return false;
      }
      if (type.isCompatible(MediaType.TEXT_PLAIN_TYPE)) {
        return true;
      }
    }
    return false;
  }

  /** What is served here, as an OpenAPI document. */
  @GET
  @Path("openapi.json")
  public Response openApi() {
    access.requireView();
    return OpenApi.response().build();
  }

  /** How many entries were recorded, by interaction and stretch of time. */
  @GET
  @Path("counts")
  public List<Counts.Bucket> counts() {
    access.requireView();
    Counts.Query query =
        read(parameters -> Counts.Query.parse(parameters, Time.currentTimeMillis()));
    return Counts.count(entityManager(), realm.getId(), query);
  }

  /** Everything that a query finds, as a file. */
  @GET
  @Path("export")
  @Produces(MediaType.WILDCARD)
  public Response export() {
    access.requireView();
    MultivaluedMap<String, String> parameters =
        new MultivaluedHashMap<>(session.getContext().getUri().getQueryParameters());
    Export.Format format;
    StreamingOutput output;
    String what;
    try {
      if (parameters.containsKey("max")) {
        throw new InvalidQueryException("An export has no pages: max");
      }
      Map<String, List<String>> own = new MultivaluedHashMap<>();
      for (String name : List.of(FORMAT, WHAT)) {
        List<String> values = parameters.remove(name);
        if (values != null) {
          own.put(name, values);
        }
      }
      Parameters read = new Parameters(own, Set.of(FORMAT, WHAT));
      Export.Format asked = read.oneOf(FORMAT, Export.Format::byId, "ndjson, csv");
      format = asked == null ? Export.Format.NDJSON : asked;
      String subject =
          read.oneOf(WHAT, value -> oneOf(value, "obligations", "entries"), "obligations, entries");
      what = subject == null ? "obligations" : subject;
      output =
          what.equals("entries")
              ? Export.ofEntries(
                  session.getKeycloakSessionFactory(),
                  realm.getId(),
                  format,
                  EntryQuery.parse(parameters))
              : Export.ofObligations(
                  session.getKeycloakSessionFactory(),
                  realm.getId(),
                  format,
                  ObligationQuery.parse(parameters),
                  Time.currentTimeMillis());
    } catch (InvalidQueryException e) {
      throw error(e.getMessage(), Response.Status.BAD_REQUEST);
    }
    UpToDate.bring(session, realm);
    publishAll();
    return streamed(output, format.mediaType(), "obligations-" + what + "." + format.id()).build();
  }

  /** So that the log that the trailer names covers what is in the file. */
  private void publishAll() {
    if (RealmLog.read(entityManager(), realm.getId()).isPresent()) {
      new Sequencer(session.getKeycloakSessionFactory(), SequencingMonitor.NONE)
          .publish(realm.getId());
    }
  }

  /** How the realm's log is. */
  @GET
  @Path("log")
  public LogAdministration.Status log() {
    access.requireView();
    return logAdministration().status(Time.currentTimeMillis());
  }

  /** What each published entry of the log commits to: a line with index and base64. */
  @GET
  @Path("log/openings")
  @Produces(MediaType.TEXT_PLAIN)
  public Response openings() {
    access.requireView();
    int from =
        read(
            parameters ->
                new Parameters(parameters, OPENINGS).number("from", 0, 0, Integer.MAX_VALUE));
    return streamed(logAdministration().openings(from), "text/plain;charset=utf-8", null).build();
  }

  /** Reads the whole log and the journal again, and names the first entry that does not verify. */
  @POST
  @Path("log/fsck")
  public LogAdministration.Audit fsck() {
    access.requireManage();
    UpToDate.bring(session, realm);
    LogAdministration log = logAdministration();
    return lasting(OperationType.ACTION, log::audit);
  }

  /** Has the log sign with a new key; 404 where there is no log yet. */
  @POST
  @Path("log/keys")
  public List<LogKeyRepresentation> rotateKey() {
    access.requireManage();
    List<LogKeyRepresentation> keys =
        logAdministration()
            .rotateKey(Time.currentTimeMillis())
            .orElseThrow(() -> error("There is no log yet", Response.Status.NOT_FOUND));
    changed(OperationType.CREATE).success();
    return keys;
  }

  /**
   * Erases a person: {@code {"person": "<user id>", "force": false}}. 409 while obligations of the
   * person are in force, unless it is forced.
   *
   * @see Erasure
   */
  @POST
  @Path("erasures")
  @Consumes(MediaType.APPLICATION_JSON)
  public Erasure.Done erase(@Nullable JsonNode request) {
    access.requireManage();
    ErasureRequest erasure;
    try {
      erasure = ErasureRequest.read(request);
    } catch (InvalidQueryException e) {
      throw error(e.getMessage(), Response.Status.BAD_REQUEST);
    }
    logAdministration().catchUp();
    Erasure ledger =
        new Erasure(
            Transactions.of(session.getKeycloakSessionFactory()), realm.getId(), operator());
    return lasting(
        OperationType.CREATE,
        () -> {
          if (ledger.erase(erasure.person(), erasure.force(), Time.currentTimeMillis())
              instanceof Erasure.Done done) {
            return done;
          }
          throw error(
              "Obligations of this person are in force: end them first, or force the erasure",
              Response.Status.CONFLICT);
        });
  }

  /**
   * Forgets what is older than the realm keeps its ledger, as is done every day. 409 where the
   * realm keeps it for ever.
   */
  @POST
  @Path("retention")
  public Retention.Outcome forget() {
    access.requireManage();
    Supplier<Retention.Outcome> retention =
        RealmRetention.of(session, realm)
            .orElseThrow(
                () ->
                    error(
                        "The realm keeps its ledger for ever: "
                            + LedgerSettings.RETENTION_DAYS
                            + " is not set",
                        Response.Status.CONFLICT));
    return lasting(OperationType.ACTION, retention);
  }

  /**
   * Does what may take longer than a transaction may, in transactions of its own, and tells of it
   * in one more. The request's is over before.
   */
  private <T> T lasting(OperationType operation, Supplier<T> work) {
    AdminEventBuilder event = changed(operation);
    session.getTransactionManager().commit();
    T outcome = work.get();
    String realmId = realm.getId();
    KeycloakModelUtils.runJobInTransaction(
        session.getKeycloakSessionFactory(),
        own -> {
          RealmModel still = own.realms().getRealm(realmId);
          if (still != null) {
            own.getContext().setRealm(still);
            event.clone(own).representation(outcome).success();
          }
        });
    return outcome;
  }

  private Party operator() {
    return Party.organisation(realm.getId(), LedgerSettings.operatorOf(realm));
  }

  private LogAdministration logAdministration() {
    return new LogAdministration(session.getKeycloakSessionFactory(), realm.getId());
  }

  private AdminEventBuilder changed(OperationType operation) {
    return adminEvent
        .operation(operation)
        .resource(EVENT_RESOURCE_TYPE)
        .resourcePath(session.getContext().getUri());
  }

  private EntityManager entityManager() {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** Reads query parameters. */
  private interface Reader<T> {
    T read(Map<String, List<String>> parameters) throws InvalidQueryException;
  }

  private <T> T read(Reader<T> reader) {
    try {
      return reader.read(session.getContext().getUri().getQueryParameters());
    } catch (InvalidQueryException e) {
      throw error(e.getMessage(), Response.Status.BAD_REQUEST);
    }
  }

  private static Optional<String> oneOf(String value, String... known) {
    return Optional.of(value).filter(List.of(known)::contains);
  }

  private static RuntimeException error(@Nullable String message, Response.Status status) {
    return ErrorResponse.error(message, status);
  }

  private Response page(List<?> shown, @Nullable Object next) {
    Response.ResponseBuilder response = Response.ok(shown);
    if (next != null) {
      response.link(
          session
              .getContext()
              .getUri()
              .getRequestUriBuilder()
              .replaceQueryParam("after", next)
              .build(),
          "next");
    }
    return response.build();
  }

  /**
   * The request's transaction ends here: whoever reads slowly would keep its database connection
   * for the whole download.
   */
  private Response.ResponseBuilder streamed(
      StreamingOutput output, String mediaType, @Nullable String fileName) {
    session.getTransactionManager().commit();
    Response.ResponseBuilder response =
        Response.ok(output, mediaType).header(HttpHeaders.CACHE_CONTROL, "no-store");
    return fileName == null
        ? response
        : response.header(
            HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + '"');
  }
}
