package io.github.umatrust.obligations.publication;

import io.github.umatrust.obligations.account.MyObligations;
import io.github.umatrust.obligations.admin.OpenApi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.cors.Cors;

/** The ledger's endpoints of a realm, below {@code /realms/{realm}/obligations}. */
public final class ObligationsEndpoints {

  private final KeycloakSession session;
  private final RealmModel realm;

  ObligationsEndpoints(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** What whoever asks owes and is owed. */
  @Path("mine")
  public MyObligations mine() {
    return new MyObligations(session, realm);
  }

  /** What is served here and to administrators, as an OpenAPI document; anybody may read it. */
  @GET
  @Path("openapi.json")
  public Response openApi() {
    return OpenApi.response()
        .header(Cors.ACCESS_CONTROL_ALLOW_ORIGIN, Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD)
        .build();
  }

  /** The tamper-evident log. */
  @Path("log")
  public LogEndpoint log() {
    return new LogEndpoint(session, realm);
  }
}
