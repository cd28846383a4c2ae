package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.CurrentRequest;
import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.registry.Resource;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.ErrorPageException;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Where every access token of an enforcing client is restricted, after all protocol mappers and all
 * other post-processors. The request and the grant are read from where they cannot have been
 * changed or lost on the way: the form, the code, the refresh token. In particular nothing is taken
 * from the client session context, which Keycloak replaces when an offline token is refreshed.
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
    ClientModel client = context.clientSessionCtx().getClientSession().getClient();
    if (token.getAuthorization() != null) {
      if (OAuth2Constants.UMA_GRANT_TYPE.equals(form().getFirst(OAuth2Constants.GRANT_TYPE))) {
        Enforcement.of(session, client)
            .ifPresent(enforcement -> checkPermissionRequest(token, client, enforcement));
      }
      return;
    }
    AuthenticationSessionModel browserFlow = session.getContext().getAuthenticationSession();
    if (isOfGrant(context)) {
      enforcement(client, context.requestRefreshToken())
          .ifPresent(
              enforcement ->
                  processTokenRequest(
                      context, client, CurrentRequest.resources(session), enforcement));
    } else if (form().containsKey(OAuth2Constants.GRANT_TYPE)) {
      // A grant that leaves no trace, or a browser that sends more than its login form: both
      // sources count, so that neither can be used to get round the other.
      List<String> requested = new ArrayList<>(CurrentRequest.resources(session));
      requested.addAll(GrantedResources.of(browserFlow));
      Enforcement.of(session, client)
          .ifPresent(enforcement -> processTokenRequest(context, client, requested, enforcement));
    } else if (browserFlow != null) {
      Enforcement.of(session, client)
          .ifPresent(enforcement -> processFrontChannel(context, browserFlow, enforcement));
    }
    // Anything else is a token that another extension makes for ends of its own.
  }

  /**
   * A token with permissions is for its resource server by Keycloak's own rules and stays as it is;
   * a request that names another resource is refused.
   */
  private void checkPermissionRequest(
      AccessToken token, ClientModel client, Enforcement enforcement) {
    List<String> requested = CurrentRequest.resources(session);
    if (requested.isEmpty()) {
      return;
    }
    TargetDecision decision = enforcement.decide(requested, new TargetGrant.Fresh());
    if (decision instanceof TargetDecision.Refused refused) {
      throw Refusal.of(refused.description(), session, client);
    }
    if (!(decision instanceof TargetDecision.Restricted restricted)
        || !restricted.token().stream().allMatch(r -> token.hasAudience(r.clientId()))) {
      throw Refusal.of(
          "resource is not the resource server that the permissions are for", session, client);
    }
  }

  private Optional<Enforcement> enforcement(ClientModel client, @Nullable RefreshToken presented) {
    return presented != null && !GrantedResources.of(presented).isEmpty()
        ? Optional.of(Enforcement.ofRestrictedGrant(session, client))
        : Enforcement.of(session, client);
  }

  private void processTokenRequest(
      TokenPostProcessorContext context,
      ClientModel client,
      List<String> requested,
      Enforcement enforcement) {
    TargetDecision decision = enforcement.decide(requested, grant(context, client, enforcement));
    if (decision instanceof TargetDecision.Refused refused) {
      throw Refusal.of(refused.description(), session, client);
    }
    if (decision instanceof TargetDecision.Restricted restricted) {
      if (isTokenExchange() && form().containsKey(OAuth2Constants.AUDIENCE)) {
        throw Refusal.of(
            requested.isEmpty()
                ? "audience cannot be used where resources are granted; use resource"
                : "resource and audience cannot be used together",
            session,
            client);
      }
      restrict(context, enforcement, restricted);
    }
  }

  private void restrict(
      TokenPostProcessorContext context,
      Enforcement enforcement,
      TargetDecision.Restricted restricted) {
    AccessToken token = context.accessToken();
    enforcement.restrict(token, restricted.token());
    if (context.refreshToken() != null) {
      GrantedResources.bind(context.refreshToken(), restricted.grant());
    }
    if (token.getScope() != null) {
      session.setAttribute(NARROWED_SCOPE, token.getScope());
    }
  }

  private TargetGrant grant(
      TokenPostProcessorContext context, ClientModel client, Enforcement enforcement) {
    if (context.requestRefreshToken() != null) {
      return new TargetGrant.Earlier(GrantedResources.of(context.requestRefreshToken()));
    }
    if (context.code() != null) {
      return new TargetGrant.Earlier(GrantedResources.ofCode(context.code().getResource()));
    }
    return switch (Optional.ofNullable(form().getFirst(OAuth2Constants.GRANT_TYPE)).orElse("")) {
      // The requests that start these two grants are refused if they name a resource.
      case OAuth2Constants.DEVICE_CODE_GRANT_TYPE, OAuth2Constants.CIBA_GRANT_TYPE ->
          TargetGrant.unrestricted();
      case OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE -> subjectTokenGrant(client, enforcement);
      default -> new TargetGrant.Fresh();
    };
  }

  /** A client that exchanges its own restricted token does not get rid of the restriction. */
  private TargetGrant subjectTokenGrant(ClientModel client, Enforcement enforcement) {
    String subjectToken = form().getFirst(OAuth2Constants.SUBJECT_TOKEN);
    if (subjectToken == null) {
      return new TargetGrant.Fresh();
    }
    AccessToken subject;
    try {
      // Keycloak has verified it by now.
      subject = new JWSInput(subjectToken).readJsonContent(AccessToken.class);
    } catch (JWSInputException e) {
      return new TargetGrant.Fresh();
    }
    if (!client.getClientId().equals(subject.getIssuedFor())) {
      return new TargetGrant.Fresh();
    }
    List<Resource> resources = enforcement.resourcesOf(subject);
    return resources.isEmpty()
        ? new TargetGrant.Fresh()
        : new TargetGrant.Earlier(resources.stream().map(r -> r.uri().normalized()).toList());
  }

  /** Implicit and hybrid flow: the token leaves with the authorization response. */
  private void processFrontChannel(
      TokenPostProcessorContext context,
      AuthenticationSessionModel browserFlow,
      Enforcement enforcement) {
    TargetDecision decision =
        enforcement.decide(GrantedResources.of(browserFlow), new TargetGrant.Fresh());
    if (decision instanceof TargetDecision.Refused refused) {
      // Checked when the flow began: only settings that changed since can bring this about.
      throw new ErrorPageException(
          session, browserFlow, Response.Status.BAD_REQUEST, refused.description());
    }
    if (decision instanceof TargetDecision.Restricted restricted) {
      restrict(context, enforcement, restricted);
    }
  }

  /**
   * Whether a token comes from a grant at the token endpoint. Told from what the grant left behind,
   * not from the address, which a client can write in several ways.
   */
  private static boolean isOfGrant(TokenPostProcessorContext context) {
    return context.requestRefreshToken() != null
        || context.code() != null
        || context.clientSessionCtx().getAttribute(Constants.GRANT_TYPE, String.class) != null;
  }

  private boolean isTokenExchange() {
    return OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE.equals(
        form().getFirst(OAuth2Constants.GRANT_TYPE));
  }

  private MultivaluedMap<String, String> form() {
    return CurrentRequest.form(session);
  }
}
