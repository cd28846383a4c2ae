package io.github.umatrust.uma.permission;

import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.settings.UmaSettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.keycloak.authorization.model.Resource;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.HashException;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The permission tickets of a realm (UMA Core 1.0.1 §3.2.2), in Keycloak's store of single-use
 * objects. A ticket is a handle of 256 random bits; the store knows its hash only. A ticket can be
 * presented often, and ends with the grant or its expiry, whichever is first.
 */
public final class PermissionTickets {

  /**
   * For so many seconds an expired ticket is remembered, and answered as expired instead of
   * unknown.
   */
  private static final int REMEMBERED = 300;

  private static final int HANDLE_BYTES = 32;
  private static final int ID_CHARACTERS = 32;
  private static final String KEY_PREFIX = "uma-ticket:";

  private final KeycloakSession session;
  private final RealmModel realm;

  public PermissionTickets(KeycloakSession session) {
    this.session = session;
    this.realm = session.getContext().getRealm();
  }

  /**
   * A ticket that was just made.
   *
   * @param handle what the resource server gives to the client; a secret
   * @param ticket what it stands for
   */
  record Issued(String handle, PermissionTicket ticket) {}

  /** Makes a ticket for these scopes of a resource set. */
  Issued issue(String resourceServerId, Resource resource, List<String> scopes) {
    String handle =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(SecretGenerator.getInstance().randomBytes(HANDLE_BYTES));
    int lifespan = UmaSettings.of(realm).ticketLifespan();
    PermissionTicket ticket =
        new PermissionTicket(
            id(handle),
            resourceServerId,
            resource.getId(),
            resource.getOwner(),
            scopes,
            Time.currentTimeSeconds() + lifespan);
    session.singleUseObjects().put(key(handle), (long) lifespan + REMEMBERED, ticket.toNotes());
    return new Issued(handle, ticket);
  }

  /**
   * Looks a ticket up; it can be looked up again.
   *
   * @throws UmaException {@code invalid_ticket} when it is not known, {@code expired_ticket} when
   *     it is too old
   */
  public PermissionTicket get(String handle) {
    Map<String, String> notes = session.singleUseObjects().get(key(handle));
    if (notes == null) {
      throw UmaException.invalidTicket();
    }
    PermissionTicket ticket = PermissionTicket.of(id(handle), notes);
    if (ticket.expiresAt() <= Time.currentTimeSeconds()) {
      throw UmaException.expiredTicket();
    }
    return ticket;
  }

  /**
   * Ends a ticket, because access is granted on it. In a transaction of its own: of several
   * requests at once exactly one gets through, and what fails later does not bring the ticket back.
   *
   * @throws UmaException {@code invalid_ticket} when another request was first
   */
  public void redeem(String handle) {
    boolean first =
        KeycloakModelUtils.runJobInTransactionWithResult(
            session.getKeycloakSessionFactory(),
            own -> own.singleUseObjects().remove(key(handle)) != null);
    if (!first) {
      throw UmaException.invalidTicket();
    }
  }

  /** One realm's key is no key of another realm. */
  private String key(String handle) {
    return KEY_PREFIX + realm.getId() + ":" + hash(handle);
  }

  private static String id(String handle) {
    return hash(handle).substring(0, ID_CHARACTERS);
  }

  private static String hash(String handle) {
    try {
      return HexFormat.of()
          .formatHex(HashUtils.hash(JavaAlgorithm.SHA256, handle.getBytes(StandardCharsets.UTF_8)));
    } catch (HashException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
