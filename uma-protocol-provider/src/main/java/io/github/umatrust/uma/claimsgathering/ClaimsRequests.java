package io.github.umatrust.uma.claimsgathering;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Requests to gather claims while people answer them, in Keycloak's store of single-use objects.
 * The address of the page has nothing but a handle of 256 random bits: a login in between changes
 * the query, and a ticket has no place in a browser's history.
 */
final class ClaimsRequests {

  private static final String KEY_PREFIX = "uma-claims:";
  private static final int HANDLE_BYTES = 32;
  private static final int HANDLE_LENGTH = 43;

  private final KeycloakSession session;
  private final RealmModel realm;

  ClaimsRequests(KeycloakSession session) {
    this.session = session;
    this.realm = session.getContext().getRealm();
  }

  /**
   * Keeps a request.
   *
   * @param lifespan for how many seconds, at least one
   * @return its handle
   */
  String put(ClaimsRequest request, long lifespan) {
    String handle =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(SecretGenerator.getInstance().randomBytes(HANDLE_BYTES));
    session.singleUseObjects().put(key(handle), lifespan, request.toNotes());
    return handle;
  }

  /** The request of a handle; empty when there is none, or no more. */
  Optional<ClaimsRequest> find(String handle) {
    if (handle.length() != HANDLE_LENGTH) {
      return Optional.empty();
    }
    return Optional.ofNullable(session.singleUseObjects().get(key(handle))).map(ClaimsRequest::of);
  }

  /**
   * Ends a request. In a transaction of its own: of two answers at once exactly one counts.
   *
   * @return whether this call ended it
   */
  boolean end(String handle) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        session.getKeycloakSessionFactory(),
        own -> {
          Map<String, String> ended = own.singleUseObjects().remove(key(handle));
          return ended != null;
        });
  }

  private String key(String handle) {
    return KEY_PREFIX
        + realm.getId()
        + ":"
        + HashUtils.sha256UrlEncodedHash(handle, StandardCharsets.UTF_8);
  }
}
