package io.github.umatrust.uma.policy;

import org.keycloak.Config;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.Policy;
import org.keycloak.authorization.policy.provider.PolicyProvider;
import org.keycloak.authorization.policy.provider.PolicyProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * The policy type <em>Requesting party accepted the terms</em>. It has no settings: the terms are
 * those of the resource that the policy is asked about.
 */
public final class AcceptedTermsPolicyProviderFactory
    implements PolicyProviderFactory<AcceptedTermsPolicyRepresentation> {

  public static final String PROVIDER_ID = "uma-accepted-terms";

  @Override
  public String getName() {
    return "Requesting party accepted the terms";
  }

  @Override
  public String getGroup() {
    return "UMA";
  }

  @Override
  public String getDescription() {
    return "Grants when the requesting party has accepted the terms of the resource, in their"
        + " present version. Denies when the resource has no terms.";
  }

  @Override
  public PolicyProvider create(KeycloakSession session) {
    return new AcceptedTermsPolicyProvider(session);
  }

  @Override
  public PolicyProvider create(AuthorizationProvider authorization) {
    return new AcceptedTermsPolicyProvider(authorization.getKeycloakSession());
  }

  @Override
  public AcceptedTermsPolicyRepresentation toRepresentation(
      Policy policy, AuthorizationProvider authorization) {
    return new AcceptedTermsPolicyRepresentation();
  }

  @Override
  public Class<AcceptedTermsPolicyRepresentation> getRepresentationType() {
    return AcceptedTermsPolicyRepresentation.class;
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  @Override
  public void init(Config.Scope config) {
    // Nothing to configure.
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    // Depends on no other provider.
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
