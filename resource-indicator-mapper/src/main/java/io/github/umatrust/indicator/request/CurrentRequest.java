package io.github.umatrust.indicator.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.indicator.Enforcement;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.request.AuthzEndpointRequestParser;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.request.BackchannelAuthenticationEndpointRequestParser;

/** What the request of a session says, read from the request itself. */
public final class CurrentRequest {

  private CurrentRequest() {}

  /**
   * The values of the parameter {@code resource} in the body, as the client sent them. Keycloak
   * drops a value above its length limit from the parameters it passes on.
   */
  public static List<String> resources(KeycloakSession session) {
    HttpRequest request = session.getContext().getHttpRequest();
    HttpRequest sent = request instanceof FoldingRequest folding ? folding.original() : request;
    MultivaluedMap<String, String> form = sent.getDecodedFormParameters();
    List<String> values = form == null ? null : form.get(Enforcement.RESOURCE);
    return values == null ? List.of() : List.copyOf(values);
  }

  /** The body as a form; empty for any other body. */
  public static MultivaluedMap<String, String> form(KeycloakSession session) {
    MultivaluedMap<String, String> form =
        session.getContext().getHttpRequest().getDecodedFormParameters();
    return form == null ? new MultivaluedHashMap<>() : form;
  }

  /** The values of a verified claim {@code resource}, which may have been folded on its way. */
  public static List<String> resources(JsonNode claim) {
    return FoldedResources.unfold(FoldedResources.ofClaim(claim));
  }

  /**
   * The verified claims of the request object (RFC 9101, and the signed request of CIBA); null
   * where the request has none.
   */
  public static @Nullable JsonNode requestObject(KeycloakSession session) {
    JsonNode claims =
        session.getAttribute(AuthzEndpointRequestParser.AUTHZ_REQUEST_OBJECT, JsonNode.class);
    return claims != null
        ? claims
        : session.getAttribute(
            BackchannelAuthenticationEndpointRequestParser.CIBA_SIGNED_AUTHENTICATION_REQUEST,
            JsonNode.class);
  }
}
