package io.github.umatrust.indicator;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.request.AuthzEndpointRequestParser;

/** What the request of a session says, read from the request itself. */
public final class CurrentRequest {

  private CurrentRequest() {}

  /**
   * The values of the parameter {@code resource} in the body. Keycloak drops a value above its
   * length limit from the parameters it passes on.
   */
  public static List<String> resources(KeycloakSession session) {
    List<String> values = form(session).get(Enforcement.RESOURCE);
    return values == null ? List.of() : List.copyOf(values);
  }

  /** The body as a form; empty for any other body. */
  public static MultivaluedMap<String, String> form(KeycloakSession session) {
    MultivaluedMap<String, String> form =
        session.getContext().getHttpRequest().getDecodedFormParameters();
    return form == null ? new MultivaluedHashMap<>() : form;
  }

  /** The verified claims of the request object (RFC 9101); null where the request has none. */
  public static @Nullable JsonNode requestObject(KeycloakSession session) {
    return session.getAttribute(AuthzEndpointRequestParser.AUTHZ_REQUEST_OBJECT, JsonNode.class);
  }
}
