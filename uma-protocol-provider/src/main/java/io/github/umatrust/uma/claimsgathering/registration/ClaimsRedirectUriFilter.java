package io.github.umatrust.uma.claimsgathering.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.claimsgathering.ClaimsRedirectUris;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.representations.oidc.OIDCClientRepresentation;
import org.keycloak.util.JsonSerialization;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Lets clients register their claims redirect URIs with Keycloak's own OpenID Connect dynamic
 * client registration (UMA Core 1.0.1 §1.4), which refuses members that it does not know: takes
 * them out of the request, and stores them when Keycloak has registered the client, in the same
 * transaction. Who may register, and with what, remains Keycloak's decision.
 */
@Provider
public final class ClaimsRedirectUriFilter
    implements ContainerRequestFilter, ContainerResponseFilter {

  private static final Pattern PATH =
      Pattern.compile(
          "(?:.*/)?realms/(?<realm>[^/]+)/clients-registrations/openid-connect(?:/(?<client>[^/]+))?/?");

  private static final String SENT = ClaimsRedirectUriFilter.class.getName();

  /** A longer body is passed on as it is. */
  private static final int MAX_BYTES = 256 * 1024;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (!writes(request) || !request.hasEntity() || !isOn(request)) {
      return;
    }
    InputStream entity = request.getEntityStream();
    byte[] body = entity.readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      request.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(body), entity));
      return;
    }
    byte[] passedOn = body;
    try {
      Optional<ClaimsRedirectUriMetadata> metadata = ClaimsRedirectUriMetadata.read(body);
      if (metadata.isPresent()) {
        request.setProperty(SENT, metadata.get().uris());
        String rest = metadata.get().rest();
        passedOn = rest == null ? body : rest.getBytes(StandardCharsets.UTF_8);
      }
    } catch (InvalidMetadataException e) {
      request.abortWith(
          Response.status(Response.Status.BAD_REQUEST)
              .type(MediaType.APPLICATION_JSON_TYPE)
              .entity(error(e))
              .build());
      return;
    }
    request.setEntityStream(new ByteArrayInputStream(passedOn));
    if (passedOn != body) {
      request.getHeaders().putSingle(HttpHeaders.CONTENT_LENGTH, Integer.toString(passedOn.length));
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null
        || response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL
        || !(response.getEntity() instanceof OIDCClientRepresentation representation)
        || !PATH.matcher(request.getUriInfo().getPath()).matches()
        || !isOn(request)) {
      return;
    }
    ClientModel client =
        session.getContext().getRealm().getClientByClientId(representation.getClientId());
    if (client == null) {
      return;
    }
    if (request.getProperty(SENT) instanceof List<?> sent) {
      List<String> uris = sent.stream().map(String.class::cast).toList();
      try {
        ClaimsRedirectUriMetadata.checkOrigins(uris, client.getRedirectUris());
      } catch (InvalidMetadataException e) {
        session.getTransactionManager().setRollbackOnly();
        response.setStatusInfo(Response.Status.BAD_REQUEST);
        response.getHeaders().remove(HttpHeaders.LOCATION);
        response.setEntity(error(e), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
        return;
      }
      store(client, uris);
    }
    JsonNode member = ClaimsRedirectUriMetadata.write(ClaimsRedirectUris.of(client));
    if (member != null) {
      ObjectNode answer = JsonSerialization.mapper.valueToTree(representation);
      answer.set(ClaimsRedirectUriMetadata.MEMBER, member);
      response.setEntity(answer, new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
    }
  }

  private static void store(ClientModel client, List<String> uris) {
    String attribute = ClaimsRedirectUris.toAttribute(uris);
    if (attribute != null) {
      client.setAttribute(ClaimsRedirectUris.ATTRIBUTE, attribute);
    } else if (client.getAttribute(ClaimsRedirectUris.ATTRIBUTE) != null) {
      client.removeAttribute(ClaimsRedirectUris.ATTRIBUTE);
    }
  }

  private static boolean writes(ContainerRequestContext request) {
    Matcher path = PATH.matcher(request.getUriInfo().getPath());
    return path.matches()
        && request.getMethod().equals(path.group("client") == null ? "POST" : "PUT");
  }

  /** Whether the realm speaks UMA; the request comes here before Keycloak looks for its realm. */
  private static boolean isOn(ContainerRequestContext request) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    Matcher path = PATH.matcher(request.getUriInfo().getPath());
    if (session == null || !path.matches()) {
      return false;
    }
    @Nullable RealmModel realm = session.getContext().getRealm();
    if (realm == null) {
      realm = session.realms().getRealmByName(path.group("realm"));
    }
    return realm != null && realm.isUserManagedAccessAllowed();
  }

  private static OAuth2ErrorRepresentation error(InvalidMetadataException refused) {
    return new OAuth2ErrorRepresentation(refused.error(), refused.getMessage());
  }
}
