package io.github.umatrust.uma.permission;

import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.settings.UmaSettings;
import io.github.umatrust.uma.token.AuthorizationToken;
import jakarta.persistence.PersistenceException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.HashException;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The permission tickets of a realm (UMA Core 1.0.1 §3.2.2), in Keycloak's store of single-use
 * objects. A ticket is a handle of 256 random bits; the store knows its hash only. A ticket can be
 * presented often, by the client and requesting party that were first, and ends with the grant or
 * its expiry, whichever is first.
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
  private static final String CLAIMED = ":claimed";
  private static final String HOLDER = ":holder";
  private static final String GRANTED = ":granted";
  private static final String UPGRADED = ":upgraded";
  private static final String RPT_KEY_PREFIX = "uma-rpt:";
  private static final String RPT_ID = "rpt";
  private static final String RPT_EXPIRES_AT = "rpt_expires_at";

  private static final int ATTEMPTS = 25;
  private static final long ATTEMPT_MILLIS = 20;

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

  /**
   * Makes a ticket.
   *
   * @param resourceServerId the resource server's client, by Keycloak's id
   * @param ownerId who owns the resource sets
   */
  Issued issue(String resourceServerId, String ownerId, List<RequestedPermission> permissions) {
    String handle = newHandle();
    int lifespan = UmaSettings.of(realm).ticketLifespan();
    PermissionTicket ticket =
        new PermissionTicket(
            id(handle),
            resourceServerId,
            ownerId,
            permissions,
            Time.currentTimeSeconds() + lifespan);
    session.singleUseObjects().put(key(handle), (long) lifespan + REMEMBERED, ticket.toNotes());
    return new Issued(handle, ticket);
  }

  /**
   * Looks up a ticket that somebody presents; it can be presented again.
   *
   * @param revoke revokes the RPT with this id and expiry, because a client presents a ticket on
   *     which another client was granted access: one of them stole it
   * @throws UmaException {@code invalid_ticket} when it is not known or somebody else's, {@code
   *     expired_ticket} when it is too old
   */
  public PermissionTicket present(
      String handle, AuthorizationToken aat, Consumer<GrantedRpt> revoke) {
    TicketHolder holder = TicketHolder.of(aat);
    Map<String, String> notes = session.singleUseObjects().get(key(handle));
    if (notes == null) {
      throw ended(handle, holder, revoke);
    }
    PermissionTicket ticket = notExpired(notes);
    if (!holder.equals(holderOf(handle, ticket, holder))) {
      throw UmaException.invalidTicket();
    }
    return ticket;
  }

  /**
   * Looks up a ticket that somebody brings along who is not known yet.
   *
   * @throws UmaException {@code invalid_ticket} when it is not known, {@code expired_ticket} when
   *     it is too old
   */
  public PermissionTicket find(String handle) {
    Map<String, String> notes = session.singleUseObjects().get(key(handle));
    if (notes == null) {
      throw UmaException.invalidTicket();
    }
    return notExpired(notes);
  }

  /**
   * Whether a ticket is this client's and person's: they were first to present it, or are now.
   *
   * @param ticket what {@link #find} said
   */
  public boolean isHeldBy(
      String handle, PermissionTicket ticket, ClientModel client, UserModel requestingParty) {
    TicketHolder holder = new TicketHolder(client.getId(), requestingParty.getId());
    return holder.equals(holderOf(handle, ticket, holder));
  }

  /** Whether another client was first to present a ticket, so that it is none of this client's. */
  public boolean isHeldByAnother(String handle, ClientModel client) {
    TicketHolder known = holder(key(handle) + HOLDER);
    return known != null && !known.clientId().equals(client.getId());
  }

  /**
   * Puts a new ticket in the place of one, which ends (the extension {@code claims-sec-1.0}). It
   * stands for the same, has the same id, ends at the same time and is the same holder's. In a
   * transaction of its own: of several requests at once exactly one gets a new ticket.
   *
   * @param ticket what {@link #find} said
   * @return the new ticket
   * @throws UmaException {@code invalid_ticket} when another request was first
   */
  public String exchange(String handle, PermissionTicket ticket) {
    String exchanged = newHandle();
    TicketHolder holder = holder(key(handle) + HOLDER);
    long lifespan = Math.max(1, ticket.expiresAt() - Time.currentTimeSeconds()) + REMEMBERED;
    boolean first =
        KeycloakModelUtils.runJobInTransactionWithResult(
            session.getKeycloakSessionFactory(),
            own -> {
              SingleUseObjectProvider store = own.singleUseObjects();
              if (store.remove(key(handle)) == null) {
                return false;
              }
              if (holder != null && store.putIfAbsent(key(exchanged) + CLAIMED, lifespan)) {
                store.put(key(exchanged) + HOLDER, lifespan, holder.toNotes());
              }
              store.put(key(exchanged), lifespan, ticket.toNotes());
              return true;
            });
    if (!first) {
      throw UmaException.invalidTicket();
    }
    return exchanged;
  }

  private static String newHandle() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(SecretGenerator.getInstance().randomBytes(HANDLE_BYTES));
  }

  private PermissionTicket notExpired(Map<String, String> notes) {
    PermissionTicket ticket = PermissionTicket.of(notes);
    if (ticket.expiresAt() <= Time.currentTimeSeconds()) {
      throw UmaException.expiredTicket();
    }
    return ticket;
  }

  /**
   * An RPT that was granted on a ticket.
   *
   * @param id its id
   * @param expiresAt when it ends, in seconds since the epoch
   * @param clientId the client it was granted to, by Keycloak's id
   * @param requestingPartyId the requesting party's user id
   */
  public record GrantedRpt(String id, long expiresAt, String clientId, String requestingPartyId) {}

  /** Whether a ticket was granted to another client is known as long as the RPT lives. */
  private UmaException ended(String handle, TicketHolder holder, Consumer<GrantedRpt> revoke) {
    Map<String, String> granted = session.singleUseObjects().get(grantedKey(id(handle)));
    TicketHolder grantee = granted == null ? null : TicketHolder.of(granted);
    if (granted == null || grantee == null || grantee.clientId().equals(holder.clientId())) {
      return UmaException.invalidTicket();
    }
    revoke.accept(
        new GrantedRpt(
            granted.getOrDefault(RPT_ID, ""),
            Long.parseLong(granted.getOrDefault(RPT_EXPIRES_AT, "0")),
            grantee.clientId(),
            grantee.requestingPartyId()));
    return UmaException.invalidTicketOfAnother();
  }

  /**
   * Who was first to present the ticket: the one who presents it now, or somebody before. Of two at
   * the same moment one is first, and the other waits until it is known who.
   */
  private TicketHolder holderOf(String handle, PermissionTicket ticket, TicketHolder now) {
    String holderKey = key(handle) + HOLDER;
    TicketHolder known = holder(holderKey);
    if (known != null) {
      return known;
    }
    long lifespan = ticket.expiresAt() - Time.currentTimeSeconds() + REMEMBERED;
    boolean first = claim(holderKey, key(handle) + CLAIMED, lifespan, now);
    if (first) {
      return now;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      known = holder(holderKey);
      if (known != null) {
        return known;
      }
      pause();
    }
    throw UmaException.temporarilyUnavailable();
  }

  private boolean claim(String holderKey, String claimKey, long lifespan, TicketHolder now) {
    try {
      return KeycloakModelUtils.runJobInTransactionWithResult(
          session.getKeycloakSessionFactory(),
          own -> {
            SingleUseObjectProvider store = own.singleUseObjects();
            boolean claimed = store.putIfAbsent(claimKey, lifespan);
            if (claimed) {
              store.put(holderKey, lifespan, now.toNotes());
            }
            return claimed;
          });
    } catch (PersistenceException | ModelException e) {
      // Where a database keeps tickets, it may tell of another that was first like this.
      return false;
    }
  }

  private @Nullable TicketHolder holder(String holderKey) {
    Map<String, String> notes = session.singleUseObjects().get(holderKey);
    return notes == null ? null : TicketHolder.of(notes);
  }

  private static void pause() {
    try {
      Thread.sleep(ATTEMPT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UmaException.temporarilyUnavailable();
    }
  }

  /**
   * Ends a ticket, because access is granted on it. In a transaction of its own: of several
   * requests at once exactly one gets through, and what fails later does not bring the ticket back.
   *
   * @param rpt the RPT that is granted
   * @param upgraded the RPT that it takes the place of; null where there is none
   * @return whether the RPT may carry what the one before carries: of several requests that present
   *     the same RPT at once one may
   * @throws UmaException {@code invalid_ticket} when another request was first, 503 when that
   *     cannot be told just now
   */
  public boolean redeem(
      String handle, AuthorizationToken aat, GrantedRpt rpt, @Nullable UpgradedRpt upgraded) {
    Map<String, String> granted = new HashMap<>(TicketHolder.of(aat).toNotes());
    granted.put(RPT_ID, rpt.id());
    granted.put(RPT_EXPIRES_AT, Long.toString(rpt.expiresAt()));
    long lifespan = Math.max(1, rpt.expiresAt() - Time.currentTimeSeconds());
    Redeemed redeemed = redeem(handle, granted, lifespan, upgraded);
    if (redeemed == Redeemed.NOT) {
      throw UmaException.invalidTicket();
    }
    return redeemed == Redeemed.WITH_UPGRADE;
  }

  private Redeemed redeem(
      String handle, Map<String, String> granted, long lifespan, @Nullable UpgradedRpt upgraded) {
    try {
      return KeycloakModelUtils.runJobInTransactionWithResult(
          session.getKeycloakSessionFactory(),
          own -> {
            SingleUseObjectProvider store = own.singleUseObjects();
            if (store.remove(key(handle)) == null) {
              return Redeemed.NOT;
            }
            store.put(grantedKey(id(handle)), lifespan, granted);
            if (upgraded == null
                || !store.putIfAbsent(upgradedKey(upgraded.id()), upgraded.lifespan())) {
              return Redeemed.ALONE;
            }
            // Whoever steals one of these tickets has the RPT revoked that carries what came of
            // it.
            for (String ticketId : upgraded.ticketIds()) {
              if (!ticketId.equals(id(handle))) {
                store.put(grantedKey(ticketId), lifespan, granted);
              }
            }
            return Redeemed.WITH_UPGRADE;
          });
    } catch (PersistenceException | ModelException e) {
      // The database did not want to wait for another that has the ticket at this moment.
      throw UmaException.temporarilyUnavailable();
    }
  }

  private enum Redeemed {
    NOT,
    ALONE,
    WITH_UPGRADE
  }

  /**
   * An RPT in whose place another is granted.
   *
   * @param id its id
   * @param lifespan for how many seconds it would still live, at least one
   * @param ticketIds the ids of the tickets on which its permissions were granted
   */
  public record UpgradedRpt(String id, long lifespan, Set<String> ticketIds) {
    public UpgradedRpt {
      ticketIds = Set.copyOf(ticketIds);
    }
  }

  private String grantedKey(String ticketId) {
    return KEY_PREFIX + realm.getId() + ":" + ticketId + GRANTED;
  }

  private String upgradedKey(String rptId) {
    return RPT_KEY_PREFIX + realm.getId() + ":" + rptId + UPGRADED;
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
