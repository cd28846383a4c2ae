package io.github.umatrust.uma.provisioning;

import io.github.umatrust.uma.token.AuthorizationToken;
import io.github.umatrust.uma.token.ProtectionToken;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientScopeRepresentation;

/**
 * The client scopes that make an access token a PAT or an AAT (UMA Core 1.0.1 §1.3).
 *
 * <p>Neither is ever a default of the realm, not even an optional one: else every client, also one
 * that registers itself, could be a resource server or ask in people's names. An administrator
 * decides which client gets which.
 */
enum UmaClientScope {
  /** Of a PAT. */
  PROTECTION(
      ProtectionToken.SCOPE,
      "A token with this scope is a PAT: the resource server may register the owner's resources and"
          + " ask what an RPT permits (UMA 1.0.1).",
      "${umaProtectionScopeConsentText}"),

  /** Of an AAT. */
  AUTHORIZATION(
      AuthorizationToken.SCOPE,
      "A token with this scope is an AAT: the client may ask for access in the requesting party's"
          + " name (UMA 1.0.1).",
      "${umaAuthorizationScopeConsentText}");

  private final String scope;
  private final String description;
  private final String consentText;

  UmaClientScope(String scope, String description, String consentText) {
    this.scope = scope;
    this.description = description;
    this.consentText = consentText;
  }

  /** The scope's name, as clients ask for it. */
  String scope() {
    return scope;
  }

  /** The scope as the administration API writes it, without an id. */
  ClientScopeRepresentation toRepresentation() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(ClientScopeModel.INCLUDE_IN_TOKEN_SCOPE, "true");
    attributes.put(ClientScopeModel.DISPLAY_ON_CONSENT_SCREEN, "true");
    attributes.put(ClientScopeModel.CONSENT_SCREEN_TEXT, consentText);
    attributes.put(ClientScopeModel.INCLUDE_IN_OPENID_PROVIDER_METADATA, "true");
    ClientScopeRepresentation representation = new ClientScopeRepresentation();
    representation.setName(scope);
    representation.setDescription(description);
    representation.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
    representation.setAttributes(attributes);
    return representation;
  }
}
