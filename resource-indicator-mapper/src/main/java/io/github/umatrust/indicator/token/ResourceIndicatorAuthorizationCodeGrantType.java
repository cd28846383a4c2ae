package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantType;
import org.keycloak.protocol.oidc.utils.OAuth2Code;
import org.keycloak.protocol.oidc.utils.OAuth2CodeParser;

/**
 * Refuses a token request for the wrong resource before its code is used up, so that the client can
 * still correct it. The restriction itself does not depend on this class: see {@link
 * ResourceIndicatorPostProcessor}.
 */
final class ResourceIndicatorAuthorizationCodeGrantType extends AuthorizationCodeGrantType {

  @Override
  public Response process(Context context) {
    setContext(context);
    Enforcement.of(session, client)
        .ifPresent(
            e ->
                peek(formParams.getFirst(OAuth2Constants.CODE))
                    .map(code -> TokenRequest.ofCode(session, code).decide(e))
                    .ifPresent(decision -> Refusal.ifRefused(decision, event, cors)));
    return super.process(context);
  }

  /**
   * The data of a code of this client, left in place; empty for any code that Keycloak itself is
   * going to refuse.
   */
  private Optional<OAuth2Code> peek(@Nullable String code) {
    if (code == null || code.indexOf('.') < 0) {
      return Optional.empty();
    }
    Map<String, String> data =
        session
            .singleUseObjects()
            .get(OAuth2CodeParser.CACHE_KEY_PREFIX + code.substring(0, code.indexOf('.')));
    return Optional.ofNullable(data)
        .map(OAuth2Code::deserializeCode)
        .filter(c -> client.getId().equals(c.getClientUUID()));
  }
}
