package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.admin.LedgerRoles;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.journal.Bounded;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Confirms what the token post-processor staged, and stages what only events tell: the interactions
 * of a UMA 1.0.1 provider, and ends.
 *
 * <p>It works in memory and writes nothing: Keycloak swallows whatever a listener throws, and a
 * failing write in here would roll the transaction back behind a delivered token. A failure is
 * remembered instead and refuses the request when its transaction prepares to commit.
 */
public class ObligationsEventListenerProvider implements EventListenerProvider {

  private static final Logger LOG = Logger.getLogger(ObligationsEventListenerProvider.class);

  private final KeycloakSession session;

  public ObligationsEventListenerProvider(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public void onEvent(Event event) {
    try {
      handle(event);
    } catch (RuntimeException | LinkageError e) {
      refuse(event.getRealmId(), describe(event), e);
    }
  }

  @Override
  public void onEvent(AdminEvent event, boolean includeRepresentation) {
    try {
      LedgerRoles.onEvent(session, event);
      handle(event);
    } catch (RuntimeException | LinkageError e) {
      refuse(
          event.getRealmId(),
          "an end by " + event.getOperationType() + " of " + event.getResourceTypeAsString(),
          e);
    }
  }

  /** What an event is, for a log. */
  private static String describe(Event event) {
    Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
    String interaction = details.get(UmaEventDetails.INTERACTION);
    return (interaction == null ? "an end by " + event.getType() : interaction)
        + " of "
        + Bounded.key(
            details.getOrDefault(
                Details.TOKEN_ID, details.getOrDefault(UmaEventDetails.TICKET_ID, "?")),
            Bounded.ID);
  }

  private void handle(Event event) {
    if (event.getError() != null || event.getType().name().endsWith("_ERROR")) {
      return;
    }
    Optional<RealmModel> realm = realm(event.getRealmId());
    if (realm.isEmpty()) {
      return;
    }
    if (UmaEvents.isUma(event)) {
      new UmaEvents(session, realm.get(), LedgerRecorder.of(session)).stage(event);
      return;
    }
    confirm(event);
    stage(realm.get(), new Ends(session, realm.get()).of(event));
  }

  private void handle(AdminEvent event) {
    if (event.getError() == null) {
      realm(event.getRealmId())
          .ifPresent(realm -> stage(realm, new Ends(session, realm).of(event)));
    }
  }

  private void confirm(Event event) {
    Map<String, String> details = event.getDetails();
    String tokenId = details == null ? null : details.get(Details.TOKEN_ID);
    if (tokenId == null || event.getType() == EventType.REVOKE_GRANT) {
      return;
    }
    LedgerRecorder.existing(session).ifPresent(recorder -> recorder.confirm(tokenId));
  }

  private void stage(RealmModel realm, List<Ended> ends) {
    if (ends.isEmpty()) {
      return;
    }
    Party operator = PartyDirectory.authorizationServerOperator(realm);
    LedgerRecorder recorder = LedgerRecorder.of(session);
    ends.forEach(end -> recorder.stageEnd(realm.getId(), operator, end));
  }

  private Optional<RealmModel> realm(String realmId) {
    return Optional.ofNullable(realmId).map(session.realms()::getRealm);
  }

  private void refuse(String realmId, String what, Throwable cause) {
    try {
      LedgerRecorder.of(session).fail(realmId, what, cause);
    } catch (RuntimeException e) {
      e.addSuppressed(cause);
      LOG.errorf(
          "An event came too late to be recorded in the obligations ledger: %s", Trouble.of(e));
      LOG.debug("What came too late", e);
    }
  }

  @Override
  public void close() {
    // holds nothing
  }
}
