package io.github.umatrust.uma.provisioning;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.revocation.RevocationAdminResource;
import io.github.umatrust.uma.settings.UmaSettings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelIllegalStateException;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ErrorRepresentation;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * What UMA needs in a realm, for its administrators: {@code GET} tells what is there, {@code PUT}
 * adds what is missing and changes settings, {@code DELETE} takes everything away again. All three
 * work whether or not the realm's user-managed access is on; that switch stays the administrator's.
 *
 * <p>Errors are Keycloak's own: {@code {"errorMessage": …}}, and {@code "field"} with the setting
 * that is wrong. A request that is refused has changed nothing.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class UmaAdminResource {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator auth;
  private final ProvisioningAudit audit;
  private final RealmProvisioning provisioning;

  UmaAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
    this.session = session;
    this.realm = realm;
    this.auth = auth;
    this.audit = new ProvisioningAudit(session, realm, auth);
    this.provisioning = new RealmProvisioning(realm);
  }

  /**
   * Which of the client scopes are there, and the settings in force.
   *
   * @throws jakarta.ws.rs.ForbiddenException without {@code view-realm}
   */
  @GET
  public Response read() {
    auth.realm().requireViewRealm();
    return state();
  }

  /**
   * Adds the client scopes that are missing, sets the settings of the body, and gives those that
   * are neither in the body nor set their defaults. The same call again changes nothing.
   *
   * @param body a state with some or all settings, by the names of their realm attributes; no body
   *     is none
   * @return the state, as {@link #read()} gives it
   * @throws jakarta.ws.rs.ForbiddenException without {@code manage-realm} and {@code
   *     manage-clients}
   * @throws org.keycloak.services.ErrorResponseException 400 for a bad body, 409 when another call
   *     did the same at the same time or a client scope of another protocol has a name
   */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Response add(@Context HttpHeaders headers, InputStream body) {
    requireManage();
    Map<String, String> settings = settings(headers, body);
    List<UmaClientScope> missing = provisioning.missing();
    for (UmaClientScope scope : missing) {
      if (provisioning.isNameTaken(scope)) {
        throw ErrorResponse.exists(
            "Client Scope " + scope.scope() + " already exists, with another protocol");
      }
    }
    return committed(
        () -> {
          missing.forEach(scope -> audit.created(scope, provisioning.create(scope).getId()));
          Map<String, String> changed = provisioning.set(settings);
          if (!changed.isEmpty()) {
            audit.changed(changed);
          }
          return state();
        });
  }

  /**
   * Removes the client scopes, from the clients that have them too, and the settings. Resource sets
   * stay. The same call again changes nothing.
   *
   * @throws jakarta.ws.rs.ForbiddenException without {@code manage-realm} and {@code
   *     manage-clients}
   * @throws org.keycloak.services.ErrorResponseException 403 when the realm has no other client
   *     scope: Keycloak never removes the last; 409 when another call did the same at the same time
   */
  @DELETE
  public Response remove() {
    requireManage();
    List<String> ids =
        Arrays.stream(UmaClientScope.values())
            .map(provisioning::find)
            .filter(Objects::nonNull)
            .map(ClientScopeModel::getId)
            .toList();
    if (!ids.isEmpty() && realm.getClientScopesStream().count() == ids.size()) {
      throw ErrorResponse.error(
          "You are not allowed to delete all the client scopes.", Response.Status.FORBIDDEN);
    }
    return committed(
        () -> {
          for (String id : ids) {
            if (realm.removeClientScope(id)) {
              audit.removed(id);
            }
          }
          if (provisioning.removeSettings()) {
            audit.changed(Map.of());
          }
          return UmaResponses.empty(204).build();
        });
  }

  /** Revocation of RPTs and permissions. */
  @Path("revocations")
  public RevocationAdminResource revocations() {
    return new RevocationAdminResource(session, realm, auth);
  }

  /**
   * Makes a change and commits it, so that one that comes at the same time as another's is told
   * apart from a broken server.
   *
   * @throws org.keycloak.services.ErrorResponseException 409 when another call was first
   */
  private Response committed(Supplier<Response> change) {
    try {
      Response response = change.get();
      if (session.getTransactionManager().isActive()) {
        session.getTransactionManager().commit();
      }
      return response;
    } catch (ModelDuplicateException | ModelIllegalStateException e) {
      // What Keycloak makes of a violated constraint, and of a row that is gone or was changed.
      throw ErrorResponse.exists("Another call changed the same at the same time: try again");
    }
  }

  private void requireManage() {
    auth.realm().requireManageRealm();
    auth.clients().requireManageClientScopes();
  }

  private Response state() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    ObjectNode scopes = state.putObject(SettingsDocument.SCOPES);
    for (UmaClientScope scope : UmaClientScope.values()) {
      scopes.put(scope.scope(), provisioning.find(scope) != null);
    }
    state.set(SettingsDocument.SETTINGS, SettingsDocument.write(UmaSettings.of(realm)));
    return UmaResponses.json(200, state).build();
  }

  private static Map<String, String> settings(HttpHeaders headers, @Nullable InputStream body) {
    try {
      InputStream there = unlessEmpty(body);
      return there == null
          ? Map.of()
          : SettingsDocument.ofState(JsonRequest.read(headers, there).object());
    } catch (InvalidSettingException e) {
      throw ErrorResponse.errors(
          List.of(new ErrorRepresentation(e.setting(), e.setting() + ": " + e.getMessage(), null)),
          Response.Status.BAD_REQUEST);
    } catch (UmaException e) {
      throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
    } catch (IOException e) {
      throw ErrorResponse.error("the body could not be read", Response.Status.BAD_REQUEST);
    }
  }

  private static @Nullable InputStream unlessEmpty(@Nullable InputStream body) throws IOException {
    if (body == null) {
      return null;
    }
    PushbackInputStream stream = new PushbackInputStream(body);
    int first = stream.read();
    if (first == -1) {
      return null;
    }
    stream.unread(first);
    return stream;
  }
}
