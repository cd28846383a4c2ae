package io.github.umatrust.uma.revocation;

import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.rpt.SignedRpts;
import io.github.umatrust.uma.token.SignedTokens;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.TokenRevokeContext;
import org.keycloak.services.clientpolicy.context.TokenRevokeResponseContext;

/**
 * Revocation of RPTs by the client they were issued to (RFC 7009). Clients authenticate as at
 * Keycloak's own revocation endpoint, which knows no RPTs.
 */
public final class RevocationEndpoint {

  private static final int LONGEST_TOKEN = 16 * 1024;

  private final UmaCall call;
  private final UmaEvents events;

  public RevocationEndpoint(UmaCall call) {
    this.call = call;
    this.events = new UmaEvents(call);
  }

  /**
   * Revokes the RPT of the form parameter {@code token}; {@code token_type_hint} says nothing that
   * the token does not. 200 also when the token is not known, has ended, or is another client's:
   * then nothing happens.
   */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response revoke() {
    return call.answer(
        () -> {
          ClientModel client;
          try {
            client =
                AuthorizeClientUtil.authorizeClient(call.session(), events.revocation(), null)
                    .getClient();
          } catch (WebApplicationException refused) {
            // Answered, not thrown: an assertion that was used stays used.
            return Response.fromResponse(refused.getResponse())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
          }
          call.checkOrigin(client);
          MultivaluedMap<String, String> form =
              call.session().getContext().getHttpRequest().getDecodedFormParameters();
          String token = tokenOf(form);
          apply(new TokenRevokeContext(client, form));
          revoke(client, token);
          apply(new TokenRevokeResponseContext(client, form));
          call.session()
              .getProvider(SecurityHeadersProvider.class)
              .options()
              .allowEmptyContentType();
          return UmaResponses.empty(200).build();
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("POST");
  }

  /** Any other content type. */
  @POST
  public Response revokeOther() {
    return call.answer(
        () -> {
          throw UmaException.invalidRequest(
              "the content type must be " + MediaType.APPLICATION_FORM_URLENCODED);
        });
  }

  private static String tokenOf(MultivaluedMap<String, String> form) {
    for (List<String> values : form.values()) {
      if (values.size() != 1) {
        throw UmaException.invalidRequest("a parameter is there more than once");
      }
    }
    String token = form.getFirst("token");
    if (token == null || token.isBlank()) {
      throw UmaException.invalidRequest("the parameter token is missing");
    }
    return token;
  }

  private void revoke(ClientModel client, String token) {
    if (token.length() > LONGEST_TOKEN || !SignedTokens.isWellFormed(token)) {
      return;
    }
    Optional<AccessToken> rpt = SignedRpts.read(call.session(), token);
    if (rpt.isEmpty()) {
      if (call.session().tokens().decode(token, AccessToken.class) != null) {
        throw UmaException.unsupportedTokenType();
      }
      return;
    }
    AccessToken own = rpt.get();
    if (client.getClientId().equals(own.getIssuedFor())
        && RptRevocation.revoke(call.session(), own.getId(), own.getExp())) {
      events.rptRevoked(own.getId(), client.getId(), own.getSubject());
    }
  }

  private void apply(ClientPolicyContext context) {
    try {
      call.session().clientPolicy().triggerOnEvent(context);
    } catch (ClientPolicyException refused) {
      throw UmaException.refusedByPolicy(refused);
    }
  }
}
