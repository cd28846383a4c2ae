package io.github.umatrust.uma.scopedocument;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A scope document that cannot be had. The message is ours alone and repeats nothing fetched. */
final class ScopeDocumentException extends IOException {

  private static final long serialVersionUID = 1L;

  ScopeDocumentException(@Nullable String message) {
    super(message);
  }

  ScopeDocumentException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
