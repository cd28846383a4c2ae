package io.github.umatrust.obligations.recording;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.idm.authorization.Permission;
import org.keycloak.util.JsonSerialization;

/**
 * A resource server learned at Keycloak's introspection endpoint that an RPT is active. What the
 * answer shows of its permissions is recorded; where it shows none, as without the token type hint,
 * those that the RPT carries itself, which the answer vouches for.
 */
final class NativeIntrospection {

  private final KeycloakSession session;
  private final RealmModel realm;

  NativeIntrospection(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** Stages what a successful answer tells, if it tells of an active RPT. */
  void stage(ContainerResponseContext response) {
    AccessToken rpt = introspected().orElse(null);
    ClientModel resourceServer = session.getContext().getClient();
    if (rpt == null
        || resourceServer == null
        || !(response.getEntity() instanceof byte[] body)
        || !isFor(rpt, resourceServer)) {
      return;
    }
    JsonNode answer = json(body);
    JsonNode shown = answer.path("permissions");
    if (!shown.isArray()) {
      shown = answer.path("authorization").path("permissions");
    }
    if (!answer.path("active").asBoolean()
        || (!shown.isArray() && rpt.getAuthorization() == null)) {
      return;
    }
    stage(
        rpt,
        resourceServer,
        NativePermissions.of(
            session,
            realm,
            shown.isArray() ? permissions(shown) : rpt.getAuthorization().getPermissions()));
  }

  private void stage(AccessToken rpt, ClientModel client, NativePermissions permissions) {
    PartyDirectory directory = new PartyDirectory(session, realm);
    ClientRef resourceServer = PartyDirectory.ref(client);
    boolean offline = TokenIds.isOffline(session, rpt.getId());
    String userId = userId(rpt, offline);
    String owner = permissions.onlyOwner();
    Party authorizingParty = owner == null ? null : directory.owner(owner, resourceServer);
    Party requestingParty = userId == null ? null : directory.ofId(userId);
    LedgerRecorder recorder = LedgerRecorder.of(session);
    LedgerRecorder.Stamp stamp = recorder.nextStamp();
    Long expiresAt = TokenDrafts.expiry(rpt);
    recorder.stage(
        JournalEntry.ofInteraction(
            stamp.id(),
            realm.getId(),
            stamp.time(),
            Interaction.RPT_INTROSPECTED,
            TokenRef.of(TokenKind.RPT, rpt.getId()),
            null,
            new Grant(
                rpt.getSessionId(),
                offline,
                userId,
                directory.client(rpt.getIssuedFor()).orElse(null)),
            new Parties(
                PartyDirectory.authorizationServerOperator(realm),
                PartyDirectory.operator(resourceServer),
                authorizingParty,
                requestingParty),
            resourceServer,
            expiresAt,
            null,
            EntryDetails.ofToken(
                List.of(),
                rpt.getAudience() == null ? List.of() : List.of(rpt.getAudience()),
                permissions.all())));
  }

  /** Tokens need not name their user; their sessions do. */
  private @Nullable String userId(AccessToken rpt, boolean offline) {
    if (rpt.getSubject() != null || rpt.getSessionId() == null) {
      return rpt.getSubject();
    }
    UserSessionModel userSession =
        offline
            ? session.sessions().getOfflineUserSession(realm, rpt.getSessionId())
            : session.sessions().getUserSession(realm, rpt.getSessionId());
    return userSession == null ? null : userSession.getUser().getId();
  }

  /** The token of the request. Keycloak verifies it before it says that it is active. */
  private Optional<AccessToken> introspected() {
    MultivaluedMap<String, String> form =
        session.getContext().getHttpRequest().getDecodedFormParameters();
    String token = form == null ? null : form.getFirst("token");
    try {
      return token == null
          ? Optional.empty()
          : Optional.of(new JWSInput(token).readJsonContent(AccessToken.class));
    } catch (JWSInputException e) {
      return Optional.empty(); // no JWT, and so no RPT
    }
  }

  /** Whether this client is a resource server that the RPT is for. */
  private boolean isFor(AccessToken rpt, ClientModel client) {
    return rpt.getAudience() != null
        && Arrays.asList(rpt.getAudience()).contains(client.getClientId())
        && session
                .getProvider(AuthorizationProvider.class)
                .getStoreFactory()
                .getResourceServerStore()
                .findByClient(client)
            != null;
  }

  private static JsonNode json(byte[] body) {
    try {
      return JsonSerialization.mapper.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Permission> permissions(JsonNode array) {
    List<Permission> permissions = new ArrayList<>();
    for (JsonNode node : array) {
      Set<String> scopes = new LinkedHashSet<>();
      first(node, "scopes", "resource_scopes").forEach(scope -> scopes.add(scope.asText()));
      Permission permission = new Permission();
      permission.setResourceId(first(node, "rsid", "resource_id", "resource_set_id").textValue());
      permission.setResourceName(first(node, "rsname", "resource_name").textValue());
      permission.setScopes(scopes);
      permissions.add(permission);
    }
    return permissions;
  }

  private static JsonNode first(JsonNode node, String... names) {
    for (String name : names) {
      if (node.hasNonNull(name)) {
        return node.get(name);
      }
    }
    return node.path("");
  }
}
