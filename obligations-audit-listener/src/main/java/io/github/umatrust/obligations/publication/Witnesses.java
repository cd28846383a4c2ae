package io.github.umatrust.obligations.publication;

import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.VerifierKey;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** The witnesses that a realm trusts. */
final class Witnesses {

  private static final Logger LOG = Logger.getLogger(Witnesses.class);

  /** More than any log has, and few enough to verify at each request. */
  private static final int MAX = 32;

  private Witnesses() {}

  /**
   * Reads their keys; what is no key of a witness is left out.
   *
   * @param texts verifier keys as the setting has them
   */
  static List<VerifierKey> of(List<String> texts) {
    List<VerifierKey> keys = new ArrayList<>();
    for (String text : texts.subList(0, Math.min(MAX, texts.size()))) {
      try {
        VerifierKey key = VerifierKey.parse(text);
        if (key.type() == VerifierKey.Type.COSIGNATURE) {
          keys.add(key);
        } else {
          LOG.debugf("%s is not the key of a witness", key.name());
        }
      } catch (NoteException e) {
        LOG.debugf("A verifier key of a witness is malformed: %s", e.getMessage());
      }
    }
    return keys;
  }
}
