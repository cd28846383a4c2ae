package io.github.umatrust.testkit.uma;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.http.LocalServer.Answer;
import io.github.umatrust.testkit.http.Reply;
import java.util.Map;
import java.util.Optional;

/**
 * A UMA resource server with one photo: it challenges whoever has no sufficient RPT (UMA Core 1.0.1
 * §3.3) and serves whoever has one, which it finds out by introspection.
 */
public final class PhotoAlbum implements AutoCloseable {

  /** The path of the photo. */
  public static final String PHOTO = "/photos/42";

  /** The scope that its readers need. */
  public static final String VIEW = "view";

  private final UmaEndpoints uma;
  private final String pat;
  private final String resourceSetId;
  private final LocalServer server;

  /**
   * Starts the resource server.
   *
   * @param pat the PAT by which it acts for the photo's owner
   * @param resourceSetId the resource set that the photo is registered as
   */
  public PhotoAlbum(UmaEndpoints uma, String pat, String resourceSetId) {
    this.uma = uma;
    this.pat = pat;
    this.resourceSetId = resourceSetId;
    this.server = new LocalServer(this::handle);
  }

  /** The address of the photo. */
  public String photoUrl() {
    return server.baseUrl() + PHOTO;
  }

  @Override
  public void close() {
    server.close();
  }

  private Answer handle(String path, Optional<String> rpt) {
    if (!path.equals(PHOTO)) {
      return new Answer(404, Map.of(), "no such photo");
    }
    if (rpt.isPresent() && permits(uma.introspect(pat, rpt.get()).json())) {
      return new Answer(
          200, Map.of("Content-Type", "text/plain; charset=utf-8"), "a photo of the sea");
    }
    return challenge();
  }

  private boolean permits(JsonNode introspection) {
    if (!introspection.path("active").asBoolean()) {
      return false;
    }
    for (JsonNode permission : introspection.path("permissions")) {
      if (permission.path("resource_set_id").asText().equals(resourceSetId)) {
        for (JsonNode scope : permission.path("scopes")) {
          if (scope.asText().equals(VIEW)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private Answer challenge() {
    Reply registered = uma.registerPermission(pat, resourceSetId, VIEW);
    if (registered.status() != 201) {
      return new Answer(
          403, Map.of("Warning", "199 - \"UMA Authorization Server Unreachable\""), "");
    }
    String challenge =
        "UMA realm=\"photos\", as_uri=\"%s\", ticket=\"%s\""
            .formatted(uma.issuer(), registered.text("ticket"));
    return new Answer(401, Map.of("WWW-Authenticate", challenge), "");
  }
}
