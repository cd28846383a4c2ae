package io.github.umatrust.uma.provisioning;

import io.github.umatrust.uma.settings.UmaSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.RepresentationToModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/** The client scopes and settings of one realm. What is there already is never changed unasked. */
final class RealmProvisioning {

  private final RealmModel realm;

  RealmProvisioning(RealmModel realm) {
    this.realm = realm;
  }

  /** Adds what is missing and leaves everything else alone. */
  void complete() {
    for (UmaClientScope scope : missing()) {
      if (!isNameTaken(scope)) {
        create(scope);
      }
    }
    set(Map.of());
  }

  /** The client scopes that the realm does not have. */
  List<UmaClientScope> missing() {
    return Arrays.stream(UmaClientScope.values()).filter(scope -> find(scope) == null).toList();
  }

  /** A client scope of the realm, null where it has none. */
  @Nullable ClientScopeModel find(UmaClientScope scope) {
    ClientScopeModel found = named(scope);
    return found != null && isOpenIdConnect(found) ? found : null;
  }

  /** Whether a client scope of another protocol, which is no concern of ours, has the name. */
  boolean isNameTaken(UmaClientScope scope) {
    ClientScopeModel found = named(scope);
    return found != null && !isOpenIdConnect(found);
  }

  /**
   * Creates a client scope that the realm does not have.
   *
   * @throws org.keycloak.models.ModelDuplicateException when another request was first
   */
  ClientScopeModel create(UmaClientScope scope) {
    return RepresentationToModel.createClientScope(realm, scope.toRepresentation());
  }

  /**
   * Sets these attributes, and those of the settings that are missing to their defaults.
   *
   * @param attributes settings as realm attributes
   * @return the attributes that were not as they are now
   */
  Map<String, String> set(Map<String, String> attributes) {
    Map<String, String> wanted = new LinkedHashMap<>(UmaSettings.DEFAULTS.toAttributes());
    wanted.keySet().removeIf(name -> realm.getAttribute(name) != null);
    wanted.putAll(attributes);
    wanted.entrySet().removeIf(e -> Objects.equals(realm.getAttribute(e.getKey()), e.getValue()));
    wanted.forEach(realm::setAttribute);
    return wanted;
  }

  /**
   * Removes the attributes of the settings.
   *
   * @return whether there were any
   */
  boolean removeSettings() {
    List<String> there =
        UmaSettings.DEFAULTS.toAttributes().keySet().stream()
            .filter(name -> realm.getAttribute(name) != null)
            .toList();
    there.forEach(realm::removeAttribute);
    return !there.isEmpty();
  }

  private @Nullable ClientScopeModel named(UmaClientScope scope) {
    return KeycloakModelUtils.getClientScopeByName(realm, scope.scope());
  }

  private static boolean isOpenIdConnect(ClientScopeModel scope) {
    return OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol());
  }
}
