package io.github.umatrust.uma.claimsgathering.registration;

/** Metadata that a client cannot be registered with (RFC 7591 §3.2.2). */
final class InvalidMetadataException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String error;

  /**
   * @param error {@code invalid_client_metadata} or {@code invalid_redirect_uri}
   * @param description what is wrong, without anything that was sent
   */
  InvalidMetadataException(String error, String description) {
    super(description);
    this.error = error;
  }

  /** The error code. */
  String error() {
    return error;
  }
}
