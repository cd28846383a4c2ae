package io.github.umatrust.indicator.token;

import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.delegate.ClientModelLazyDelegate;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;

/** Access tokens in the form of RFC 9068 §2: header {@code at+jwt} and claim {@code client_id}. */
final class Rfc9068 {

  private Rfc9068() {}

  /** Gives the token that is about to be signed this form. */
  static void apply(KeycloakSession session, TokenPostProcessorContext context) {
    ClientModel client = context.clientSessionCtx().getClientSession().getClient();
    context.accessToken().getOtherClaims().put(OAuth2Constants.CLIENT_ID, client.getClientId());
    // Keycloak takes the header's type from an attribute of the client of the request, and signs
    // right after this.
    session.getContext().setClient(new Rfc9068Client(client));
  }

  /** The client as if an administrator had switched the header on for it. */
  private static final class Rfc9068Client extends ClientModelLazyDelegate {

    Rfc9068Client(ClientModel client) {
      super(() -> client);
    }

    @Override
    public String getAttribute(String name) {
      return OIDCConfigAttributes.USE_RFC9068_ACCESS_TOKEN_HEADER_TYPE.equals(name)
          ? "true"
          : super.getAttribute(name);
    }
  }
}
