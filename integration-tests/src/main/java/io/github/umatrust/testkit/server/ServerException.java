package io.github.umatrust.testkit.server;

import org.jspecify.annotations.Nullable;

/** Keycloak could not be prepared, started or stopped; the message says why in one line. */
public final class ServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ServerException(String message) {
    super(message);
  }

  public ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
