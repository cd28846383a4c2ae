package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

/**
 * RPT introspection (UMA Core 1.0.1 §3.4.1, RFC 7662); needs a PAT. It shows the permissions on
 * resource sets of the PAT's owner at the PAT's resource server, and says {@code active: false} to
 * everybody else.
 */
public final class IntrospectionEndpoint {

  private static final int LONGEST_TOKEN = 16 * 1024;

  private final UmaCall call;
  private final UmaEvents events;

  public IntrospectionEndpoint(UmaCall call) {
    this.call = call;
    this.events = new UmaEvents(call);
  }

  /**
   * Introspects the RPT of the form parameter {@code token}. There is no GET: a token does not
   * belong into an address, where logs keep it.
   */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response introspect() {
    return call.answer(
        () -> {
          ProtectionToken pat = ProtectionToken.of(call);
          String token = tokenParameter();
          AccessToken rpt =
              new RptVerifier(call.session(), pat.client())
                  .verify(token, events.introspection(pat));
          if (rpt == null) {
            return UmaResponses.json(
                    200, JsonNodeFactory.instance.objectNode().put("active", false))
                .build();
          }
          ResourceSets resourceSets = new ResourceSets(call, pat);
          List<CurrentPermission> current =
              CurrentPermission.of(call.session(), rpt, resourceSets::findById);
          events.introspected(pat, rpt, current.stream().map(CurrentPermission::toDetail).toList());
          return UmaResponses.json(200, active(rpt, resourceSets, current)).build();
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("POST");
  }

  /** Any other content type. */
  @POST
  public Response introspectOther() {
    return call.answer(
        () -> {
          ProtectionToken.of(call);
          throw UmaException.invalidRequest(
              "the content type must be " + MediaType.APPLICATION_FORM_URLENCODED);
        });
  }

  private String tokenParameter() {
    List<String> tokens =
        call.session().getContext().getHttpRequest().getDecodedFormParameters().get("token");
    if (tokens == null || tokens.size() != 1 || tokens.get(0).isBlank()) {
      throw UmaException.invalidRequest("the parameter token must be there once");
    }
    if (tokens.get(0).length() > LONGEST_TOKEN) {
      throw UmaException.invalidRequest("the token is too long");
    }
    return tokens.get(0);
  }

  /** Without {@code scope}, which an RPT does not have (§3.4.2), and with what it is bound to. */
  private static ObjectNode active(
      AccessToken rpt, ResourceSets resourceSets, List<CurrentPermission> permissions) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("active", true);
    json.put("iat", rpt.getIat());
    json.put("exp", rpt.getExp());
    ArrayNode array = json.putArray(Permission.CLAIM);
    for (CurrentPermission current : permissions) {
      ObjectNode one = array.addObject();
      one.put("resource_set_id", resourceSets.idOf(current.resource()));
      current.permission().scopes().forEach(one.putArray("scopes")::add);
      one.put("exp", current.permission().expiresAt());
    }
    if (rpt.getConfirmation() != null) {
      json.set("cnf", JsonSerialization.mapper.valueToTree(rpt.getConfirmation()));
    }
    return json;
  }
}
