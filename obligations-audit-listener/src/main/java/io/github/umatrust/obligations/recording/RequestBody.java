package io.github.umatrust.obligations.recording;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;

/**
 * The body of a request whose sender nobody has asked yet who it is: so only a little of it is ever
 * held in memory.
 */
final class RequestBody {

  /** More bytes than any request that names a resource or an approval needs. */
  static final int MAX = 64 * 1024;

  private final byte[] head;
  private final InputStream body;

  /** Reads the beginning of a body. */
  RequestBody(InputStream body) throws IOException {
    this.head = body.readNBytes(MAX + 1);
    this.body = body;
  }

  /** All of it, for whoever reads it next; to be called once. */
  InputStream whole() {
    InputStream beginning = new ByteArrayInputStream(head);
    return head.length > MAX ? new SequenceInputStream(beginning, body) : beginning;
  }

  /** All of it, to look at; empty where it is too large for that. */
  Optional<InputStream> small() {
    return head.length > MAX ? Optional.empty() : Optional.of(new ByteArrayInputStream(head));
  }
}
