package io.github.umatrust.testkit.uma;

import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.http.LocalServer.Answer;
import io.github.umatrust.testkit.http.TlsIdentity;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where resource servers publish the documents that describe their scopes (Resource Set
 * Registration 1.0.1 §2.1): an https server that a Keycloak started with its options trusts, and
 * fetches from although it is at a private address.
 *
 * <p>One is shared by many tests, so each publishes under paths of its own. Keycloak remembers what
 * it fetched, and what it could not fetch, for a minute at least.
 */
public final class ScopeDocumentServer implements AutoCloseable {

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> fetches = new ConcurrentHashMap<>();
  private final TlsIdentity identity;
  private final LocalServer server;

  /**
   * Starts the server.
   *
   * @param directory where its key and certificate are put
   */
  public ScopeDocumentServer(Path directory) {
    this(TlsIdentity.ofLocalhost(directory));
  }

  private ScopeDocumentServer(TlsIdentity identity) {
    this.identity = identity;
    this.server = new LocalServer(identity.context(), (path, token) -> answer(path));
  }

  /** The options that make a Keycloak trust this server and fetch from it. */
  public String[] serverOptions() {
    return new String[] {
      "--truststore-paths=" + identity.certificate(),
      "--spi-realm-restapi-extension--uma--scope-documents-private-hosts=localhost:" + server.port()
    };
  }

  /**
   * Starts another server with the same certificate, which a Keycloak with this one's options
   * trusts as well, but was not told of.
   */
  public ScopeDocumentServer unlisted() {
    return new ScopeDocumentServer(identity);
  }

  /** The URI of a scope whose document is at this path, published or not. */
  public String uri(String path) {
    return server.baseUrl() + path;
  }

  /**
   * Publishes the description of a scope, in place of the one that was there.
   *
   * @param path begins with a slash
   * @param json the document
   * @return the scope's URI
   */
  public String publish(String path, String json) {
    return publish(path, new Answer(200, Map.of("Content-Type", "application/json"), json));
  }

  /** Lets the server answer at this path whatever a test wants. */
  public String publish(String path, Answer answer) {
    answers.put(path, answer);
    return uri(path);
  }

  /** How many times the document at this path has been fetched. */
  public int fetches(String path) {
    return fetches.getOrDefault(path, new AtomicInteger()).get();
  }

  @Override
  public void close() {
    server.close();
  }

  private Answer answer(String path) {
    fetches.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    return answers.getOrDefault(path, new Answer(404, Map.of(), ""));
  }
}
