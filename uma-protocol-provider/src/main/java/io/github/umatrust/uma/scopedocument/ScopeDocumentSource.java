package io.github.umatrust.uma.scopedocument;

import java.net.URI;
import java.time.Duration;

/** Where scope documents come from. */
@FunctionalInterface
interface ScopeDocumentSource {

  /**
   * Gets the document at a URI; may take as long as its deadline.
   *
   * @param uri of {@link ScopeDocumentUri}
   * @throws ScopeDocumentException when there is none, or it is no good
   */
  Fetched fetch(URI uri) throws ScopeDocumentException;

  /**
   * A document that was fetched.
   *
   * @param goodFor how long it need not be fetched again
   */
  record Fetched(ScopeDocument document, Duration goodFor) {}
}
