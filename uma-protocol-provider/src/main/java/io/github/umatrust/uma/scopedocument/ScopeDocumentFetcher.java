package io.github.umatrust.uma.scopedocument;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpStatus;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.DnsResolver;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.ssl.DefaultHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.conn.util.PublicSuffixMatcherLoader;
import org.apache.http.impl.NoConnectionReuseStrategy;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.BasicHttpClientConnectionManager;
import org.apache.http.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/**
 * Fetches scope documents from hosts that nobody vouches for: over https only, from public
 * addresses or the operator's private hosts, within a deadline and a length, once, with nothing
 * that tells who asks. Redirects, cookies, proxies and content codings are not followed, kept, used
 * or asked for. Safe for use by several threads.
 */
final class ScopeDocumentFetcher implements ScopeDocumentSource, AutoCloseable {

  /** How long a fetch may take in all. */
  static final Duration DEADLINE = Duration.ofSeconds(3);

  /** The longest document, in bytes. */
  static final int MAX_BYTES = 64 * 1024;

  private static final String ACCEPT = "application/json, application/intro-scope+json";
  private static final String USER_AGENT = "Keycloak-UMA-Trust";
  private static final int MAX_HEADERS = 100;
  private static final int MAX_HEADER_LINE = 8 * 1024;
  private static final int MAX_LOOKUPS = 16;

  private static final ConnectionConfig CONNECTION =
      ConnectionConfig.custom()
          .setMessageConstraints(
              MessageConstraints.custom()
                  .setMaxHeaderCount(MAX_HEADERS)
                  .setMaxLineLength(MAX_HEADER_LINE)
                  .build())
          .build();

  private final ConnectionSocketFactory tls;
  private final PrivateHosts privateHosts;
  private final Duration deadline;
  private final GuardedResolver.Lookup lookup;
  private final ScheduledThreadPoolExecutor timer;
  private final ThreadPoolExecutor lookups;

  /**
   * @param truststore who is trusted to name hosts; null for whom Java trusts
   * @param privateHosts hosts that may have any address
   * @param deadline how long a fetch may take in all
   * @param lookup finds the addresses of hosts
   * @throws GeneralSecurityException when the truststore cannot be used
   */
  ScopeDocumentFetcher(
      @Nullable KeyStore truststore,
      PrivateHosts privateHosts,
      Duration deadline,
      GuardedResolver.Lookup lookup)
      throws GeneralSecurityException {
    // Hosts are chosen by resource servers, so their names are verified whatever Keycloak's own
    // setting for hosts that the operator chose.
    this.tls =
        new SSLConnectionSocketFactory(
            SSLContexts.custom().setProtocol("TLS").loadTrustMaterial(truststore, null).build(),
            new DefaultHostnameVerifier(PublicSuffixMatcherLoader.getDefault()));
    this.privateHosts = privateHosts;
    this.deadline = deadline;
    this.lookup = lookup;
    this.timer = new ScheduledThreadPoolExecutor(1, daemons("uma-scope-document-deadline"));
    this.timer.setRemoveOnCancelPolicy(true);
    this.lookups =
        new ThreadPoolExecutor(
            0,
            MAX_LOOKUPS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons("uma-scope-document-lookup"));
  }

  /** A fetcher as it is used: the product's deadline, the system's name service. */
  static ScopeDocumentFetcher of(@Nullable KeyStore truststore, PrivateHosts privateHosts)
      throws GeneralSecurityException {
    return new ScopeDocumentFetcher(truststore, privateHosts, DEADLINE, InetAddress::getAllByName);
  }

  @Override
  public Fetched fetch(URI uri) throws ScopeDocumentException {
    long end = System.nanoTime() + deadline.toNanos();
    HttpGet request = request(uri);
    // Socket timeouts start anew with each byte, so a clock of its own closes the connection.
    Future<?> watch = timer.schedule(request::abort, deadline.toNanos(), TimeUnit.NANOSECONDS);
    try (CloseableHttpClient client =
            client(new GuardedResolver(lookup, privateHosts.contains(uri), lookups, end));
        CloseableHttpResponse response = client.execute(request)) {
      int status = response.getStatusLine().getStatusCode();
      if (status != HttpStatus.SC_OK) {
        throw new ScopeDocumentException("the status is " + status);
      }
      byte[] body = body(response.getEntity());
      if (request.isAborted()) {
        // The end of the connection can look like the end of the document.
        throw new ScopeDocumentException("it took too long");
      }
      return new Fetched(ScopeDocument.parse(body), Freshness.of(cacheControl(response)));
    } catch (ScopeDocumentException e) {
      throw e;
    } catch (UnknownHostException e) {
      throw new ScopeDocumentException(e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      // Messages of the HTTP client quote the server.
      throw new ScopeDocumentException(
          request.isAborted() ? "it took too long" : e.getClass().getSimpleName(), e);
    } finally {
      watch.cancel(false);
    }
  }

  private HttpGet request(URI uri) {
    int millis = (int) deadline.toMillis();
    HttpGet request = new HttpGet(uri);
    request.setHeader(HttpHeaders.ACCEPT, ACCEPT);
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(millis)
            .setSocketTimeout(millis)
            .setConnectionRequestTimeout(millis)
            .setAuthenticationEnabled(false)
            .setRedirectsEnabled(false)
            .setContentCompressionEnabled(false)
            .setNormalizeUri(false)
            .build());
    return request;
  }

  /** A client for one request: https is the only scheme it knows. */
  private CloseableHttpClient client(DnsResolver resolver) {
    BasicHttpClientConnectionManager connections =
        new BasicHttpClientConnectionManager(
            RegistryBuilder.<ConnectionSocketFactory>create().register("https", tls).build(),
            null,
            null,
            resolver);
    connections.setConnectionConfig(CONNECTION);
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE)
        .setUserAgent(USER_AGENT)
        .disableAuthCaching()
        .disableAutomaticRetries()
        .disableConnectionState()
        .disableContentCompression()
        .disableCookieManagement()
        .disableRedirectHandling()
        .build();
  }

  /** The whole body. Its stream is left open, since closing it would read what is left of it. */
  private static byte[] body(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) {
      throw new ScopeDocumentException("the response has no body");
    }
    byte[] body = entity.getContent().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      throw new ScopeDocumentException("it is longer than " + MAX_BYTES + " bytes");
    }
    return body;
  }

  private static List<String> cacheControl(CloseableHttpResponse response) {
    return Arrays.stream(response.getHeaders(HttpHeaders.CACHE_CONTROL))
        .map(Header::getValue)
        .toList();
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
    lookups.shutdownNow();
  }
}
