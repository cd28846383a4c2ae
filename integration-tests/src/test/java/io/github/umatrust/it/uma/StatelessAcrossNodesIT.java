package io.github.umatrust.it.uma;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakCluster;

/** The same where Keycloak keeps in the database what its caches share otherwise. */
@Keycloak.Features("stateless")
class StatelessAcrossNodesIT extends AcrossNodesIT {

  StatelessAcrossNodesIT(TestRealm realm, KeycloakCluster cluster) {
    super(realm, cluster);
  }
}
