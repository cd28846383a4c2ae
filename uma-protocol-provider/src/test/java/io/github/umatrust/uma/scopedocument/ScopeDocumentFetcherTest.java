package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.umatrust.uma.scopedocument.ScopeDocumentSource.Fetched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ScopeDocumentFetcherTest {

  private static final byte[] DOCUMENT =
      "{\"name\":\"Print the photo\"}".getBytes(StandardCharsets.UTF_8);
  private static final Duration AMPLE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(400);

  /** Far less than what a server here keeps a connection busy for. */
  private static final Duration CUT = Duration.ofSeconds(4);

  private static TlsIdentity identity;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger lookups = new AtomicInteger();
  private final List<Headers> requests = new CopyOnWriteArrayList<>();
  private HttpsServer server;

  @BeforeAll
  static void makeIdentity(@TempDir Path directory) throws Exception {
    identity = TlsIdentity.of(directory, "dns:photos.test,ip:127.0.0.1");
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aDocumentIsFetchedFromTheAddressThatWasChecked() throws Exception {
    serve("/print", exchange -> answer(exchange, 200, DOCUMENT));
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      assertThat(fetcher.fetch(uri("photos.test", "/print")))
          .isEqualTo(new Fetched(new ScopeDocument("Print the photo", null), Duration.ofHours(1)));
    }
    // photos.test is no name that the system could have resolved another time.
    assertThat(lookups).hasValue(1);
  }

  @Test
  void theRequestTellsNothingOfWhoAsks() throws Exception {
    serve(
        "/print",
        exchange -> {
          exchange.getResponseHeaders().add("Set-Cookie", "a=b; Path=/");
          answer(exchange, 200, DOCUMENT);
        });
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      fetcher.fetch(uri("photos.test", "/print"));
      fetcher.fetch(uri("photos.test", "/print"));
    }
    assertThat(requests).hasSize(2);
    assertThat(requests)
        .allSatisfy(
            headers -> {
              assertThat(headers.keySet())
                  .containsExactlyInAnyOrder("Accept", "Connection", "Host", "User-agent");
              assertThat(headers.getFirst("Accept"))
                  .isEqualTo("application/json, application/intro-scope+json");
            });
  }

  @Test
  void howLongItIsGoodForIsReadFromTheResponse() throws Exception {
    serve(
        "/print",
        exchange -> {
          exchange.getResponseHeaders().add("Cache-Control", "public, max-age=600");
          answer(exchange, 200, DOCUMENT);
        });
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      assertThat(fetcher.fetch(uri("photos.test", "/print")).goodFor())
          .isEqualTo(Duration.ofMinutes(10));
    }
  }

  @Test
  void theLengthIsBounded() throws Exception {
    byte[] longest = padded(ScopeDocumentFetcher.MAX_BYTES);
    serve("/longest", exchange -> answer(exchange, 200, longest));
    serve("/longer", exchange -> answer(exchange, 200, padded(longest.length + 1)));
    serve("/chunked", exchange -> answerChunked(exchange, padded(longest.length + 1)));
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      assertThat(fetcher.fetch(uri("photos.test", "/longest")).document().name())
          .isEqualTo("Print");
      assertRefused(fetcher, uri("photos.test", "/longer"), "longer than 65536 bytes");
      assertRefused(fetcher, uri("photos.test", "/chunked"), "longer than 65536 bytes");
    }
  }

  @Test
  void compressedDocumentsAreNotUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(DOCUMENT);
    }
    serve(
        "/print",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          answer(exchange, 200, packed.toByteArray());
        });
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      assertRefused(fetcher, uri("photos.test", "/print"), "");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 203, 301, 302, 303, 307, 308, 401, 404, 500})
  void onlyStatus200IsADocument(int status) throws Exception {
    AtomicBoolean followed = new AtomicBoolean();
    serve(
        "/print",
        exchange -> {
          exchange.getResponseHeaders().add("Location", uri("photos.test", "/other").toString());
          exchange.getResponseHeaders().add("WWW-Authenticate", "Negotiate");
          answer(exchange, status, DOCUMENT);
        });
    serve(
        "/other",
        exchange -> {
          followed.set(true);
          answer(exchange, 200, DOCUMENT);
        });
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      assertRefused(fetcher, uri("photos.test", "/print"), "the status is " + status);
    }
    assertThat(followed).isFalse();
    assertThat(requests).hasSize(1);
  }

  @Test
  void aBrokenConnectionIsNotTriedAgain() throws Exception {
    serve(
        "/print",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.close();
        });
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      assertRefused(fetcher, uri("photos.test", "/print"), "");
    }
    assertThat(requests).hasSize(1);
  }

  @Test
  void httpIsRefused() throws Exception {
    AtomicBoolean asked = new AtomicBoolean();
    HttpServer plain = HttpServer.create(loopback(), 0);
    plain.createContext(
        "/",
        exchange -> {
          asked.set(true);
          answer(exchange, 200, DOCUMENT);
        });
    plain.start();
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      URI uri = URI.create("http://photos.test:" + plain.getAddress().getPort() + "/print");
      assertRefused(fetcher, uri, "UnsupportedSchemeException");
    } finally {
      plain.stop(0);
    }
    assertThat(asked).isFalse();
  }

  @Test
  void anotherHostsCertificateIsRefused() throws Exception {
    serve("/print", exchange -> answer(exchange, 200, DOCUMENT));
    try (ScopeDocumentFetcher fetcher = fetcher("videos.test", AMPLE)) {
      assertRefused(fetcher, uri("videos.test", "/print"), "SSLPeerUnverifiedException");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefused() throws Exception {
    serve("/print", exchange -> answer(exchange, 200, DOCUMENT));
    try (ScopeDocumentFetcher fetcher = fetcher(null, "photos.test", AMPLE)) {
      assertRefused(fetcher, uri("photos.test", "/print"), "SSLHandshakeException");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void loopbackIsRefusedUnlessTheHostIsNamed() throws Exception {
    serve("/print", exchange -> answer(exchange, 200, DOCUMENT));
    try (ScopeDocumentFetcher fetcher = fetcher("videos.test", AMPLE)) {
      assertRefused(fetcher, uri("photos.test", "/print"), "not public");
      assertRefused(fetcher, uri("127.0.0.1", "/print"), "not public");
    }
    assertThat(requests).isEmpty();
    try (ScopeDocumentFetcher fetcher = fetcher("127.0.0.1", AMPLE)) {
      assertThat(fetcher.fetch(uri("127.0.0.1", "/print")).document().name())
          .isEqualTo("Print the photo");
    }
  }

  @Test
  void theAddressOfAnotherPortIsRefused() throws Exception {
    serve("/print", exchange -> answer(exchange, 200, DOCUMENT));
    int port = server.getAddress().getPort();
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test:" + port, AMPLE)) {
      assertThat(fetcher.fetch(uri("photos.test", "/print")).document().name())
          .isEqualTo("Print the photo");
      assertRefused(fetcher, URI.create("https://photos.test:1/print"), "not public");
    }
  }

  @Test
  void aBodyThatDripsIsCutAtTheDeadline() throws Exception {
    serve(
        "/print",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          drip(exchange.getResponseBody());
        });
    assertCut(server.getAddress().getPort());
  }

  @Test
  void headersThatDripAreCutAtTheDeadline() throws Exception {
    try (ServerSocket raw =
        identity.context().getServerSocketFactory().createServerSocket(0, 5, address())) {
      threads.execute(
          () ->
              quietly(
                  () -> {
                    try (Socket socket = raw.accept()) {
                      OutputStream out = socket.getOutputStream();
                      out.write("HTTP/1.1 200 OK\r\nX-A: ".getBytes(StandardCharsets.US_ASCII));
                      drip(out);
                    }
                  }));
      assertCut(raw.getLocalPort());
    }
  }

  @Test
  void provisionalAnswersWithoutEndAreCutAtTheDeadline() throws Exception {
    try (ServerSocket raw =
        identity.context().getServerSocketFactory().createServerSocket(0, 5, address())) {
      threads.execute(
          () ->
              quietly(
                  () -> {
                    try (Socket socket = raw.accept()) {
                      OutputStream out = socket.getOutputStream();
                      for (int i = 0; i < 200; i++) {
                        out.write("HTTP/1.1 103 Hi\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                        Thread.sleep(50);
                      }
                    }
                  }));
      assertCut(raw.getLocalPort());
    }
  }

  @Test
  void aHandshakeThatDripsIsCutAtTheDeadline() throws Exception {
    try (ServerSocket raw = new ServerSocket(0, 5, address())) {
      threads.execute(
          () ->
              quietly(
                  () -> {
                    try (Socket socket = raw.accept()) {
                      OutputStream out = socket.getOutputStream();
                      // A handshake record of 16,000 bytes is announced.
                      out.write(new byte[] {22, 3, 3, 0x3e, (byte) 0x80});
                      drip(out);
                    }
                  }));
      assertCut(raw.getLocalPort());
    }
  }

  @Test
  void headersAreBounded() throws Exception {
    serve(
        "/many",
        exchange -> {
          for (int i = 0; i < 200; i++) {
            exchange.getResponseHeaders().add("X-" + i, "a");
          }
          answer(exchange, 200, DOCUMENT);
        });
    serve(
        "/long",
        exchange -> {
          exchange.getResponseHeaders().add("X-Long", "a".repeat(10_000));
          answer(exchange, 200, DOCUMENT);
        });
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", AMPLE)) {
      assertRefused(fetcher, uri("photos.test", "/many"), "MessageConstraintException");
      assertRefused(fetcher, uri("photos.test", "/long"), "MessageConstraintException");
    }
  }

  private void assertCut(int port) throws GeneralSecurityException {
    try (ScopeDocumentFetcher fetcher = fetcher("photos.test", SHORT)) {
      long start = System.nanoTime();
      assertRefused(fetcher, URI.create("https://photos.test:" + port + "/print"), "too long");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, CUT);
    }
  }

  private static void assertRefused(ScopeDocumentFetcher fetcher, URI uri, String message) {
    assertThatExceptionOfType(ScopeDocumentException.class)
        .isThrownBy(() -> fetcher.fetch(uri))
        .withMessageContaining(message);
  }

  private ScopeDocumentFetcher fetcher(String privateHosts, Duration deadline)
      throws GeneralSecurityException {
    return fetcher(identity.truststore(), privateHosts, deadline);
  }

  private ScopeDocumentFetcher fetcher(
      @Nullable KeyStore truststore, String privateHosts, Duration deadline)
      throws GeneralSecurityException {
    return new ScopeDocumentFetcher(
        truststore,
        PrivateHosts.of(privateHosts),
        deadline,
        host -> {
          lookups.incrementAndGet();
          return new InetAddress[] {address()};
        });
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          Headers headers = new Headers();
          for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
            headers.put(header.getKey(), List.copyOf(header.getValue()));
          }
          requests.add(headers);
          handler.handle(exchange);
        });
  }

  private URI uri(String host, String path) {
    return URI.create("https://" + host + ":" + server.getAddress().getPort() + path);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void answerChunked(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** A byte now and then, for ten seconds. */
  private static void drip(OutputStream out) throws IOException {
    for (int i = 0; i < 200; i++) {
      out.write('a');
      out.flush();
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static byte[] padded(int length) {
    String document = "{\"name\":\"Print\"}";
    return (document + " ".repeat(length - document.length())).getBytes(StandardCharsets.UTF_8);
  }

  private static InetAddress address() {
    return InetAddress.getLoopbackAddress();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(address(), 0);
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  /** Runs what is meant to be cut off. */
  private static void quietly(Task task) {
    try {
      task.run();
    } catch (IOException e) {
      // The other side closed the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
