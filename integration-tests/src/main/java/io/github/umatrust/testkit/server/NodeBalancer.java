package io.github.umatrust.testkit.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A reverse proxy on the loopback interface before the nodes of a cluster. Unless it is told
 * otherwise, each request goes to another node than the one before, without regard to whose it is:
 * what works so works with any balancing. A request that a node does not take goes to the next.
 */
public final class NodeBalancer implements AutoCloseable {

  private static final int IN_TURN = -1;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** What belongs to a connection and not to the request or response on it. */
  private static final Set<String> OF_THE_CONNECTION = caseInsensitive();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile List<String> nodes = List.of();
  private volatile int chosen = IN_TURN;

  NodeBalancer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new ServerException("no port to balance from: " + e.getMessage(), e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
  }

  private static Set<String> caseInsensitive() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(
        List.of("Connection", "Content-Length", "Expect", "Host", "Transfer-Encoding", "Upgrade"));
    return names;
  }

  /** Where clients reach it, without a slash at the end. */
  public String baseUrl() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Has it balance over these nodes, by their addresses. */
  void over(List<String> baseUrls) {
    nodes = List.copyOf(baseUrls);
  }

  /** Sends whatever comes from now on to one node, counted from 0. */
  public void toNode(int number) {
    chosen = number;
  }

  /** Sends each request to another node than the one before. */
  public void inTurn() {
    chosen = IN_TURN;
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      List<String> candidates = nodes;
      int first =
          chosen == IN_TURN ? Math.floorMod(turn.getAndIncrement(), candidates.size()) : chosen;
      for (int i = 0; i < candidates.size(); i++) {
        String node = candidates.get((first + i) % candidates.size());
        try {
          answer(exchange, client.send(request(exchange, node, body), BodyHandlers.ofByteArray()));
          return;
        } catch (ConnectException e) {
          // It has not got the request; the next may have it.
        }
      }
      exchange.sendResponseHeaders(502, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpRequest request(HttpExchange exchange, String node, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node + exchange.getRequestURI()))
            .timeout(TIMEOUT)
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name)) {
                headers.put(name, values);
              }
            });
    byte[] body = response.body();
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
