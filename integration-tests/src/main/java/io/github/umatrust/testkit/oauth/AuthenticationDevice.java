package io.github.umatrust.testkit.oauth;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.http.LocalServer.Answer;
import io.github.umatrust.testkit.http.Reply;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What people approve back-channel authentication requests with (CIBA): Keycloak calls it with each
 * request, and it calls Keycloak back.
 */
public final class AuthenticationDevice implements AutoCloseable {

  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final LocalServer server =
      new LocalServer(
          (path, token) -> {
            token.ifPresent(requests::add);
            return new Answer(201, Map.of(), "");
          });

  /** The option that makes a server call this device. */
  public String serverOption() {
    return "--spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri="
        + server.baseUrl()
        + "/";
  }

  /** How many requests wait for an answer. */
  public int waiting() {
    return requests.size();
  }

  /**
   * Approves the request that waits longest.
   *
   * @param issuer the realm's issuer
   */
  public void approve(String issuer) {
    String request;
    try {
      request = requests.poll(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a request", e);
    }
    if (request == null) {
      throw new IllegalStateException("no request reached the device");
    }
    Reply reply =
        Http.postJson(
            issuer + "/protocol/openid-connect/ext/ciba/auth/callback",
            Map.of("status", "SUCCEED"),
            Http.AUTHORIZATION,
            Http.bearer(request));
    if (reply.status() != 200) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
