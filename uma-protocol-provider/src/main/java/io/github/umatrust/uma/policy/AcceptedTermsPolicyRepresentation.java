package io.github.umatrust.uma.policy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.keycloak.representations.idm.authorization.AbstractPolicyRepresentation;

/**
 * A policy of this type in the administration API. The admin console sends members that every
 * policy has in its form, and that mean nothing here.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public final class AcceptedTermsPolicyRepresentation extends AbstractPolicyRepresentation {

  @Override
  public String getType() {
    return AcceptedTermsPolicyProviderFactory.PROVIDER_ID;
  }
}
