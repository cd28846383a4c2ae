package io.github.umatrust.uma.scopedocument;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.truststore.TruststoreProvider;

/**
 * Shows scopes to people as the documents at their URIs describe them
 * (draft-hardjono-oauth-resource-reg-00 §2): fetched when a resource set with them was registered,
 * in the background. One per server; safe for use by several threads.
 */
public final class ScopeDocuments implements AutoCloseable {

  /**
   * The option that names hosts which documents are fetched from although their addresses are
   * private: {@code host} or {@code host:port}, separated by commas.
   */
  public static final String PRIVATE_HOSTS = "scope-documents-private-hosts";

  /** What Keycloak's executor for the fetches is called. */
  private static final String TASK_TYPE = "uma-scope-documents";

  private static final int MOST_DOCUMENTS = 1000;
  private static final int MOST_PENDING = 400;
  private static final int MOST_PENDING_OF_ONE = 100;

  private static final Logger LOG = Logger.getLogger(ScopeDocuments.class);

  private final PrivateHosts privateHosts;
  private final PendingScopes pending = new PendingScopes(MOST_PENDING, MOST_PENDING_OF_ONE);

  // Made when it is first needed, because only then is Keycloak's truststore there.
  private @Nullable ScopeDocumentFetcher fetcher;
  private @Nullable ScopeDocumentCache cache;
  private boolean closed;

  private ScopeDocuments(PrivateHosts privateHosts) {
    this.privateHosts = privateHosts;
  }

  /** Documents from public addresses only. */
  public static ScopeDocuments publicOnly() {
    return new ScopeDocuments(PrivateHosts.of(null));
  }

  /**
   * Documents as the options of a provider say.
   *
   * @param config has the option {@link #PRIVATE_HOSTS}
   * @throws IllegalArgumentException when the option names something that is not a host
   */
  public static ScopeDocuments of(Config.Scope config) {
    try {
      return new ScopeDocuments(PrivateHosts.of(config.get(PRIVATE_HOSTS)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PRIVATE_HOSTS + ": " + e.getMessage(), e);
    }
  }

  /**
   * Brings the descriptions of scopes up to date, once the session's transaction is committed, and
   * not at all if it is not. Does not wait for it, and nothing that goes wrong in it is anybody's
   * error; scopes beyond what is fetched at a time stay as they are.
   *
   * @param session whose context has the resource server's realm, and whose transaction is running
   * @param resourceServerId the id of the Keycloak resource server
   * @param scopeNames names of its scopes; those that are no https URIs are left alone
   */
  public void refresh(
      KeycloakSession session, String resourceServerId, Collection<String> scopeNames) {
    Map<String, URI> uris = new LinkedHashMap<>();
    for (String name : scopeNames) {
      ScopeDocumentUri.of(name).ifPresent(uri -> uris.put(name, uri));
    }
    if (uris.isEmpty()) {
      return;
    }
    Job job =
        new Job(
            session.getKeycloakSessionFactory(),
            session.getProvider(ExecutorsProvider.class).getExecutor(TASK_TYPE),
            truststore(session),
            session.getContext().getRealm().getId(),
            resourceServerId);
    session
        .getTransactionManager()
        .enlistAfterCompletion(
            new AbstractKeycloakTransaction() {
              @Override
              protected void commitImpl() {
                start(job, uris);
              }

              @Override
              protected void rollbackImpl() {
                // Nothing was registered.
              }
            });
  }

  private static @Nullable KeyStore truststore(KeycloakSession session) {
    TruststoreProvider truststore = session.getProvider(TruststoreProvider.class);
    return truststore == null ? null : truststore.getTruststore();
  }

  private void start(Job job, Map<String, URI> uris) {
    Map<String, URI> admitted = new LinkedHashMap<>(uris);
    admitted.keySet().removeIf(name -> !pending.add(job.resourceServerId(), name));
    if (admitted.isEmpty()) {
      return;
    }
    try {
      job.executor().execute(() -> fetch(job, admitted));
    } catch (RuntimeException e) {
      finish(job, admitted, e);
    }
  }

  private void fetch(Job job, Map<String, URI> uris) {
    Map<String, CompletableFuture<Optional<ScopeDocument>>> documents = new TreeMap<>();
    try {
      ScopeDocumentCache from = cache(job.truststore());
      uris.forEach((name, uri) -> documents.put(name, from.get(uri, job.executor())));
    } catch (GeneralSecurityException | RuntimeException e) {
      finish(job, uris, e);
      return;
    }
    var unused =
        CompletableFuture.allOf(documents.values().toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> write(job, documents))
            .whenComplete((done, e) -> finish(job, uris, e));
  }

  /** Runs in the background too: in the thread that the last of the documents came in. */
  private static void write(
      Job job, Map<String, CompletableFuture<Optional<ScopeDocument>>> documents) {
    Map<String, ScopeDocument> found = new TreeMap<>();
    documents.forEach((name, document) -> document.join().ifPresent(d -> found.put(name, d)));
    if (!found.isEmpty()) {
      ScopeDescriptions.write(job.factory(), job.realmId(), job.resourceServerId(), found);
    }
  }

  private void finish(Job job, Map<String, URI> uris, @Nullable Throwable failure) {
    uris.keySet().forEach(name -> pending.remove(job.resourceServerId(), name));
    if (failure != null) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      LOG.debugf(
          "scopes of the resource server %s stay as they are: %s",
          job.resourceServerId(), cause.getClass().getSimpleName());
    }
  }

  private synchronized ScopeDocumentCache cache(@Nullable KeyStore truststore)
      throws GeneralSecurityException {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    if (cache == null) {
      fetcher = ScopeDocumentFetcher.of(truststore, privateHosts);
      cache = new ScopeDocumentCache(fetcher, Clock.systemUTC(), MOST_DOCUMENTS);
    }
    return cache;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (fetcher != null) {
      fetcher.close();
    }
  }

  /** Whose scopes are brought up to date, and what is needed for it when the session is gone. */
  private record Job(
      KeycloakSessionFactory factory,
      Executor executor,
      @Nullable KeyStore truststore,
      String realmId,
      String resourceServerId) {}
}
