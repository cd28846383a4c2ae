package io.github.umatrust.testkit.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A small HTTP server on the loopback interface, for the resource servers of tests and demo. */
public final class LocalServer implements AutoCloseable {

  /**
   * What a handler answers.
   *
   * @param status the HTTP status
   * @param headers the headers
   * @param body the body
   */
  public record Answer(int status, Map<String, String> headers, String body) {}

  /** Answers requests. */
  @FunctionalInterface
  public interface Handler {

    /** Answers a request, whose bearer token is empty where it carries none. */
    Answer handle(String path, Optional<String> bearerToken);
  }

  private final HttpServer server;
  private final String origin;

  /** Starts a server on a free port. */
  public LocalServer(Handler handler) {
    this(LocalServer::http, "http://127.0.0.1", handler);
  }

  /** Starts a server that speaks TLS, as {@code localhost}, on a free port. */
  public LocalServer(SSLContext tls, Handler handler) {
    this(address -> https(address, tls), "https://localhost", handler);
  }

  private LocalServer(Listener listener, String origin, Handler handler) {
    try {
      server = listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a local server", e);
    }
    this.origin = origin;
    server.createContext("/", exchange -> answer(handler, exchange));
    server.start();
  }

  /** Opens a port. */
  @FunctionalInterface
  private interface Listener {
    HttpServer listen(InetSocketAddress address) throws IOException;
  }

  private static HttpServer http(InetSocketAddress address) throws IOException {
    return HttpServer.create(address, 0);
  }

  private static HttpServer https(InetSocketAddress address, SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return server;
  }

  /** Where the server answers, without a slash at the end. */
  public String baseUrl() {
    return origin + ":" + port();
  }

  /** The port the server answers at. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(Handler handler, HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst(Http.AUTHORIZATION);
      Optional<String> token =
          Optional.ofNullable(authorization)
              .filter(a -> a.startsWith("Bearer "))
              .map(a -> a.substring("Bearer ".length()));
      Answer answer;
      try {
        answer = handler.handle(exchange.getRequestURI().getPath(), token);
      } catch (RuntimeException e) {
        answer = new Answer(500, Map.of(), "the resource server failed: " + e.getMessage());
      }
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
