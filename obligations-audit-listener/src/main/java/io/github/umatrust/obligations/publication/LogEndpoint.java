package io.github.umatrust.obligations.publication;

import io.github.umatrust.obligations.log.PublishedCheckpoint;
import io.github.umatrust.obligations.log.PublishedKey;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.SignedNote;
import io.github.umatrust.obligations.note.VerifierKey;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.cors.Cors;

/**
 * A realm's log as C2SP tlog-tiles has it, below {@code /realms/{realm}/obligations/log}: the
 * checkpoint, the tiles and the entry bundles; and beside them its keys, and where witnesses hand
 * in cosignatures. Nothing is served that the latest checkpoint does not cover.
 */
public final class LogEndpoint {

  private static final String TEXT = "text/plain; charset=utf-8";

  /** A note with a hundred signatures has less. */
  private static final int MAX_NOTE = 65_536;

  /** Seconds that what changes may be cached for. */
  private static final int SHORT = 5;

  /** Seconds that what never changes may be cached for. */
  private static final int LONG = 31_536_000;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final LedgerSettings settings;

  LogEndpoint(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
    this.settings = LedgerSettings.of(session, realm);
  }

  /** The latest checkpoint, with the cosignatures that it has. */
  @GET
  @Path("checkpoint")
  public Response checkpoint() {
    boolean open = access();
    return mutable(log().checkpoint().note().toString(), TEXT, open);
  }

  /** The latest checkpoint that a witness signed. */
  @GET
  @Path("checkpoint/cosigned")
  public Response cosignedCheckpoint() {
    boolean open = access();
    PublishedCheckpoint checkpoint =
        log().cosignedCheckpoint().orElseThrow(() -> Refusal.notFound("no checkpoint is cosigned"));
    return mutable(checkpoint.note().toString(), TEXT, open);
  }

  /** The checkpoint of some size, while it is kept. */
  @GET
  @Path("checkpoint/{size: [0-9]{1,18}}")
  public Response checkpoint(@PathParam("size") long size) {
    boolean open = access();
    PublishedCheckpoint checkpoint =
        log()
            .checkpoint(size)
            .orElseThrow(() -> Refusal.notFound("no checkpoint of that size is kept"));
    return mutable(checkpoint.note().toString(), TEXT, open);
  }

  /** A tile or an entry bundle. */
  @GET
  @Path("tile/{path: .+}")
  public Response tile(@PathParam("path") String path) {
    boolean open = access();
    Tile tile;
    try {
      tile = Tile.parse("tile/" + path);
    } catch (IllegalArgumentException e) {
      throw Refusal.notFound("that is not the path of a tile");
    }
    byte[] content =
        log()
            .tile(tile)
            .orElseThrow(() -> Refusal.notFound("there is no such tile, not yet or no longer"));
    return response(
        content,
        MediaType.APPLICATION_OCTET_STREAM,
        visibility(open) + ", max-age=" + LONG + ", immutable");
  }

  /** The verifier key of the latest checkpoint, as text; the newest, where two keys signed it. */
  @GET
  @Path("vkey")
  public Response verifierKey() {
    boolean open = access();
    List<PublishedKey> signing =
        log().keys().stream().filter(k -> k.isActive() && k.firstSize() != null).toList();
    return mutable(signing.get(signing.size() - 1).key() + "\n", TEXT, open);
  }

  /** All verifier keys, and what they are good for. */
  @GET
  @Path("keys")
  public Response keys() {
    boolean open = access();
    List<String> witnesses =
        Witnesses.of(settings.witnesses()).stream().map(VerifierKey::toString).toList();
    return mutable(LogKeysRepresentation.of(log(), witnesses), MediaType.APPLICATION_JSON, open);
  }

  /**
   * Takes the cosignature of a witness: a checkpoint that this log published, with the witness's
   * signature line. Answers with the checkpoint and all its cosignatures.
   */
  @POST
  @Path("cosignatures")
  @Consumes(MediaType.WILDCARD)
  public Response cosign(InputStream body) throws IOException {
    boolean open = access();
    List<VerifierKey> witnesses = Witnesses.of(settings.witnesses());
    if (witnesses.isEmpty()) {
      throw Refusal.forbidden("this realm names no witnesses");
    }
    byte[] note = body.readNBytes(MAX_NOTE + 1);
    if (note.length > MAX_NOTE) {
      throw Refusal.tooLarge("a signed checkpoint has at most " + MAX_NOTE + " bytes");
    }
    try {
      PublishedCheckpoint cosigned =
          log().cosign(SignedNote.parse(note), witnesses, Time.currentTimeMillis());
      return mutable(cosigned.note().toString(), TEXT, open);
    } catch (NoteException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  /** What a browser asks before it lets a page of another origin send a request. */
  @OPTIONS
  @Path("{any: .*}")
  public Response preflight() {
    return Response.noContent()
        .header(Cors.ACCESS_CONTROL_ALLOW_ORIGIN, Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD)
        .header(Cors.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST")
        .header(Cors.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type")
        .header(Cors.ACCESS_CONTROL_MAX_AGE, Cors.DEFAULT_MAX_AGE)
        .build();
  }

  private boolean access() {
    return LogAccess.require(session, realm, settings);
  }

  private RealmLog log() {
    EntityManager entityManager =
        session.getProvider(JpaConnectionProvider.class).getEntityManager();
    Optional<RealmLog> log = RealmLog.read(entityManager, realm.getId());
    return log.orElseThrow(() -> Refusal.notFound("the log of this realm is not begun yet"));
  }

  private static Response mutable(Object content, String type, boolean open) {
    return response(content, type, visibility(open) + ", max-age=" + SHORT);
  }

  private static String visibility(boolean open) {
    return open ? "public" : "private";
  }

  private static Response response(Object content, String type, String cacheControl) {
    return Response.ok(content)
        .header(HttpHeaders.CONTENT_TYPE, type)
        .header(HttpHeaders.CACHE_CONTROL, cacheControl)
        .header("X-Content-Type-Options", "nosniff")
        .header(Cors.ACCESS_CONTROL_ALLOW_ORIGIN, Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD)
        .build();
  }
}
