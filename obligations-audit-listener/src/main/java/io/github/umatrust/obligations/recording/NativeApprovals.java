package io.github.umatrust.obligations.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;

/**
 * What a request to the account's or the protection API changes of who may use a resource: the
 * approvals of the resource are compared before and after, within the request's transaction.
 * Keycloak has a row for each person and scope, which it calls a permission ticket.
 *
 * @param resourceId the resource
 * @param before its approvals by their ids
 */
record NativeApprovals(String resourceId, Map<String, Approval> before) {

  /** What a body would have named that was too large to be looked at. */
  private static final NativeApprovals UNSEEN = new NativeApprovals("", Map.of());

  /** That somebody may use a scope of a resource. */
  private record Approval(
      String id,
      String clientUuid,
      String resourceName,
      String owner,
      String requester,
      @Nullable String scope) {}

  /**
   * How it is before the request; null where it is about no resource that exists. Reads the body
   * where only that names the resource, and puts it back. Of one that is too large nobody knows
   * what it is about, until it is known that it changed something.
   */
  static @Nullable NativeApprovals before(
      KeycloakSession session, NativeUmaPath path, ContainerRequestContext request)
      throws IOException {
    String resourceId = path.resourceId();
    String ticketId = path.ticketId();
    if (resourceId == null && ticketId == null) {
      RequestBody bytes = new RequestBody(request.getEntityStream());
      request.setEntityStream(bytes.whole());
      Optional<InputStream> small = bytes.small();
      if (small.isEmpty()) {
        return UNSEEN;
      }
      JsonNode body = json(small.get());
      ticketId = body.path("id").textValue();
      resourceId = ticketId == null ? body.path("resource").textValue() : null;
    }
    if (ticketId != null) {
      resourceId = resourceOf(session, ticketId).orElse(null);
    }
    return resourceId == null
        ? null
        : new NativeApprovals(resourceId, approvals(session, resourceId));
  }

  private static JsonNode json(InputStream body) {
    try {
      JsonNode json = JsonSerialization.mapper.readTree(body);
      return json == null ? JsonSerialization.createObjectNode() : json;
    } catch (IOException e) {
      return JsonSerialization.createObjectNode(); // Keycloak will refuse it
    }
  }

  private static Optional<String> resourceOf(KeycloakSession session, String ticketId) {
    return entities(session)
        .createQuery(
            "select t.resource.id from PermissionTicketEntity t where t.id = :id", String.class)
        .setParameter("id", ticketId)
        .getResultStream()
        .findFirst();
  }

  private static Map<String, Approval> approvals(KeycloakSession session, String resourceId) {
    Map<String, Approval> approvals = new LinkedHashMap<>();
    entities(session)
        .createQuery(
            "select t.id, t.resourceServer.id, t.resource.name, t.owner, t.requester, s.name"
                + " from PermissionTicketEntity t left join t.scope s"
                + " where t.resource.id = :resource and t.grantedTimestamp is not null"
                + " order by t.id",
            Object[].class)
        .setParameter("resource", resourceId)
        .getResultStream()
        .map(
            row ->
                new Approval(
                    (String) row[0],
                    (String) row[1],
                    (String) row[2],
                    (String) row[3],
                    (String) row[4],
                    (String) row[5]))
        .forEach(approval -> approvals.put(approval.id(), approval));
    return approvals;
  }

  private static EntityManager entities(KeycloakSession session) {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /**
   * Stages what has changed since.
   *
   * @throws IllegalStateException when nobody can tell what has, because the body was too large
   */
  void stageChanges(KeycloakSession session, RealmModel realm, @Nullable String authorizedBy) {
    if (resourceId.isEmpty()) {
      throw new IllegalStateException("a body of more than " + RequestBody.MAX + " bytes");
    }
    Map<String, Approval> after = approvals(session, resourceId);
    if (after.keySet().equals(before.keySet())) {
      return;
    }
    LedgerRecorder recorder = LedgerRecorder.of(session);
    Party operator = PartyDirectory.authorizationServerOperator(realm);
    Set<String> left = new TreeSet<>();
    for (Approval approval : before.values()) {
      if (!after.containsKey(approval.id())) {
        left.add(approval.requester());
        recorder.stageEnd(
            realm.getId(),
            operator,
            Ended.now(new End(Reach.token(approval.id()), EndReason.PERMISSIONS_TAKEN_BACK)));
      }
    }
    after.values().forEach(approval -> left.remove(approval.requester()));
    for (String requester : left) {
      recorder.stageEnd(
          realm.getId(),
          operator,
          Ended.now(
              new End(Reach.permission(resourceId, requester), EndReason.PERMISSIONS_TAKEN_BACK)));
    }
    for (Approval approval : after.values()) {
      if (!before.containsKey(approval.id())) {
        stage(session, realm, recorder, approval, authorizedBy);
      }
    }
  }

  private void stage(
      KeycloakSession session,
      RealmModel realm,
      LedgerRecorder recorder,
      Approval approval,
      @Nullable String authorizedBy) {
    PartyDirectory directory = new PartyDirectory(session, realm);
    ClientModel client = realm.getClientById(approval.clientUuid());
    ClientRef resourceServer = client == null ? null : PartyDirectory.ref(client);
    ArrayNode permissions = JsonSerialization.mapper.createArrayNode();
    ObjectNode permission =
        permissions
            .addObject()
            .put("resource_set_id", resourceId)
            .put("resource_set_name", approval.resourceName());
    ArrayNode scopes = permission.putArray("scopes");
    if (approval.scope() != null) {
      scopes.add(approval.scope());
    }
    permission.put("owner", approval.owner());
    LedgerRecorder.Stamp stamp = recorder.nextStamp();
    recorder.stage(
        JournalEntry.ofInteraction(
            stamp.id(),
            realm.getId(),
            stamp.time(),
            Interaction.AUTHORIZATION_GRANTED,
            TokenRef.of(TokenKind.APPROVAL, approval.id()),
            null,
            // nobody's session, and no client's
            new Grant(null, false, null, null),
            new Parties(
                PartyDirectory.authorizationServerOperator(realm),
                resourceServer == null ? null : PartyDirectory.operator(resourceServer),
                directory.owner(approval.owner(), resourceServer),
                directory.ofId(approval.requester())),
            resourceServer,
            null,
            null,
            EntryDetails.ofToken(
                    List.of(),
                    resourceServer == null ? List.of() : List.of(resourceServer.clientId()),
                    permissions)
                .authorizedBy(authorizedBy)));
  }
}
