package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.Report;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.request.CurrentRequest;
import io.github.umatrust.indicator.token.TokenRequest.UnknownGrantException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.ErrorPageException;

/**
 * Where every access token of an enforcing client is restricted, after all protocol mappers and all
 * other post-processors.
 */
public final class ResourceIndicatorPostProcessor implements TokenPostProcessor {

  /** Session attribute with the {@code scope} of a token that was narrowed; a {@code String}. */
  static final String NARROWED_SCOPE = ResourceIndicatorPostProcessor.class.getName() + ".scope";

  private final KeycloakSession session;

  ResourceIndicatorPostProcessor(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public void process(TokenPostProcessorContext context) {
    AccessToken token = context.accessToken();
    if (token == null) {
      return;
    }
    if (token.getAuthorization() != null) {
      new PermissionTokens(session).process(context);
      return;
    }
    ClientModel client = context.clientSessionCtx().getClientSession().getClient();
    Enforcement.reporting(session, client)
        .ifPresent(enforcement -> report(context, client, enforcement));
    RefreshToken presented = context.requestRefreshToken();
    Enforcement.ofGrant(
            session, client, presented != null && !GrantedResources.of(presented).isEmpty())
        .ifPresent(enforcement -> enforce(context, client, enforcement));
  }

  private void enforce(
      TokenPostProcessorContext context, ClientModel client, Enforcement enforcement) {
    Optional<TargetDecision> decision;
    try {
      decision = decide(context, client, enforcement);
    } catch (UnknownGrantException e) {
      throw Refusal.of(e.description(), session, client);
    }
    if (decision.isEmpty()) {
      return;
    }
    boolean isTokenRequest = isOfTokenRequest(context);
    if (decision.get() instanceof TargetDecision.Refused refused) {
      // On the front channel it was checked when the flow began: only settings that changed since
      // can bring this about.
      throw isTokenRequest
          ? Refusal.of(refused.description(), session, client)
          : new ErrorPageException(
              session,
              session.getContext().getAuthenticationSession(),
              Response.Status.BAD_REQUEST,
              refused.description());
    }
    if (isTokenRequest) {
      refuseAudienceBesideResource(decision.get(), client);
    }
    apply(context, enforcement, decision.get());
  }

  private void report(
      TokenPostProcessorContext context, ClientModel client, Enforcement enforcement) {
    try {
      String request = isOfTokenRequest(context) ? "token request" : "front channel";
      decide(context, client, enforcement).ifPresent(d -> Report.of(client, request, d));
    } catch (UnknownGrantException e) {
      // Nothing is bound to such a grant while it is only reported on.
    }
  }

  /**
   * What the request gets that a token comes from, at the token endpoint or on the front channel.
   *
   * @return empty for a token that another extension makes for ends of its own
   */
  private Optional<TargetDecision> decide(
      TokenPostProcessorContext context, ClientModel client, Enforcement enforcement)
      throws UnknownGrantException {
    if (isOfTokenRequest(context)) {
      return Optional.of(tokenRequest(context, client, enforcement).decide(enforcement));
    }
    return Optional.ofNullable(session.getContext().getAuthenticationSession())
        .map(flow -> TokenRequest.ofBrowserFlow(flow).decide(enforcement));
  }

  private TokenRequest tokenRequest(
      TokenPostProcessorContext context, ClientModel client, Enforcement enforcement)
      throws UnknownGrantException {
    TokenRequest request = TokenRequest.of(session, context, client, enforcement);
    return isOfKnownGrant(context)
        ? request
        : request.with(session.getContext().getAuthenticationSession());
  }

  private void apply(
      TokenPostProcessorContext context, Enforcement enforcement, TargetDecision decision) {
    AccessToken token = context.accessToken();
    if (decision instanceof TargetDecision.Restricted restricted) {
      enforcement.restrict(token, restricted.token(), context.clientSessionCtx());
      if (context.refreshToken() != null) {
        GrantedResources.bind(context.refreshToken(), restricted.grant());
      }
      if (token.getScope() != null) {
        session.setAttribute(NARROWED_SCOPE, token.getScope());
      }
    }
    if (enforcement.isRfc9068()) {
      Rfc9068.apply(session, context);
    }
  }

  /** In a token exchange (RFC 8693 §2.1) the audience is said in one way only. */
  private void refuseAudienceBesideResource(TargetDecision decision, ClientModel client) {
    if (decision instanceof TargetDecision.Restricted
        && OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE.equals(
            form().getFirst(OAuth2Constants.GRANT_TYPE))
        && form().containsKey(OAuth2Constants.AUDIENCE)) {
      throw Refusal.of(
          CurrentRequest.resources(session).isEmpty()
              ? "audience cannot be used where resources are granted; use resource"
              : "resource and audience cannot be used together",
          session,
          client);
    }
  }

  private boolean isOfTokenRequest(TokenPostProcessorContext context) {
    return isOfKnownGrant(context) || form().containsKey(OAuth2Constants.GRANT_TYPE);
  }

  /**
   * Whether a token comes from a grant at the token endpoint. Told from what the grant left behind,
   * not from the address, which a client can write in several ways.
   */
  private static boolean isOfKnownGrant(TokenPostProcessorContext context) {
    return context.requestRefreshToken() != null
        || context.code() != null
        || context.clientSessionCtx().getAttribute(Constants.GRANT_TYPE, String.class) != null;
  }

  private MultivaluedMap<String, String> form() {
    return CurrentRequest.form(session);
  }
}
