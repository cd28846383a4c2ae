package io.github.umatrust.testkit.uma;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.http.LocalServer.Answer;
import io.github.umatrust.testkit.http.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A UMA resource server: it challenges whoever has no sufficient RPT (UMA Core 1.0.1 §3.3) and
 * serves whoever has one, which it finds out by introspection.
 */
public final class UmaApi implements AutoCloseable {

  private final UmaEndpoints uma;
  private final String name;
  private final Map<String, Protected> resources = new ConcurrentHashMap<>();
  private final LocalServer server;

  /**
   * Starts the resource server.
   *
   * @param name what it calls itself in challenges
   */
  public UmaApi(UmaEndpoints uma, String name) {
    this.uma = uma;
    this.name = name;
    this.server = new LocalServer(this::handle);
  }

  private record Protected(String pat, String resourceSetId, String scope, String content) {}

  /**
   * Serves something at a path, and only to whom its owner allows it.
   *
   * @param path begins with a slash
   * @param pat the PAT by which the resource server acts for the owner
   * @param resourceSetId the resource set that it is registered as
   * @param scope the scope that readers need
   * @param content what they read
   * @return where it is read
   */
  public String protect(
      String path, String pat, String resourceSetId, String scope, String content) {
    resources.put(path, new Protected(pat, resourceSetId, scope, content));
    return server.baseUrl() + path;
  }

  @Override
  public void close() {
    server.close();
  }

  private Answer handle(String path, Optional<String> rpt) {
    Protected resource = resources.get(path);
    if (resource == null) {
      return new Answer(404, Map.of(), "there is nothing here");
    }
    if (rpt.isPresent() && permits(uma.introspect(resource.pat(), rpt.get()).json(), resource)) {
      return new Answer(
          200, Map.of("Content-Type", "text/plain; charset=utf-8"), resource.content());
    }
    return challenge(resource);
  }

  private static boolean permits(JsonNode introspection, Protected resource) {
    if (!introspection.path("active").asBoolean()) {
      return false;
    }
    for (JsonNode permission : introspection.path("permissions")) {
      if (permission.path("resource_set_id").asText().equals(resource.resourceSetId())) {
        for (JsonNode scope : permission.path("scopes")) {
          if (scope.asText().equals(resource.scope())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private Answer challenge(Protected resource) {
    Reply registered =
        uma.registerPermission(resource.pat(), resource.resourceSetId(), resource.scope());
    if (registered.status() != 201) {
      return new Answer(
          403, Map.of("Warning", "199 - \"UMA Authorization Server Unreachable\""), "");
    }
    String challenge =
        "UMA realm=\"%s\", as_uri=\"%s\", ticket=\"%s\""
            .formatted(name, uma.issuer(), registered.text("ticket"));
    return new Answer(401, Map.of("WWW-Authenticate", challenge), "");
  }
}
