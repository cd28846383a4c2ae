package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.request.CurrentRequest;
import io.github.umatrust.indicator.request.PendingGrants;
import io.github.umatrust.indicator.request.PendingGrants.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantType;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.utils.OAuth2Code;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What one request for tokens says and builds on, read from where it cannot have been changed or
 * lost on the way: the form, the code, the refresh token. In particular nothing is taken from the
 * client session context, which Keycloak replaces when an offline token is refreshed.
 *
 * @param requested the {@code resource} values
 * @param grant what the request builds on
 * @param scope the scopes it asks for; null for those of the grant
 */
record TokenRequest(List<String> requested, TargetGrant grant, @Nullable String scope) {

  /** A request that fails for what it builds on, before any rule is asked. */
  static final class UnknownGrantException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownGrantException() {
      super("the authorization was begun before this client was restricted; begin it again");
    }

    /** Why the request is refused, fit for a client. */
    String description() {
      return String.valueOf(getMessage());
    }
  }

  /** The redemption of an authorization code. */
  static TokenRequest ofCode(KeycloakSession session, OAuth2Code code) {
    return new TokenRequest(
        CurrentRequest.resources(session),
        new TargetGrant.Earlier(GrantedResources.ofCode(code.getResource())),
        code.getScope());
  }

  /** The use of a refresh token. */
  static TokenRequest ofRefresh(KeycloakSession session, RefreshToken presented) {
    String scope = CurrentRequest.form(session).getFirst(OAuth2Constants.SCOPE);
    return new TokenRequest(
        CurrentRequest.resources(session),
        new TargetGrant.Earlier(GrantedResources.of(presented)),
        scope == null || scope.isBlank() ? presented.getScope() : scope);
  }

  /** The use of a device code or an {@code auth_req_id}. */
  static TokenRequest ofPending(KeycloakSession session, @Nullable String handle)
      throws UnknownGrantException {
    Optional<Pending> bound =
        handle == null ? Optional.empty() : PendingGrants.find(session, handle);
    if (bound.isEmpty()) {
      throw new UnknownGrantException();
    }
    return new TokenRequest(
        CurrentRequest.resources(session),
        new TargetGrant.Earlier(bound.get().resources()),
        bound.get().scope());
  }

  /** A request that builds on nothing earlier. */
  static TokenRequest fresh(KeycloakSession session) {
    return fresh(session, new TargetGrant.Fresh());
  }

  /** The front channel of the implicit and the hybrid flow. */
  static TokenRequest ofBrowserFlow(AuthenticationSessionModel flow) {
    return new TokenRequest(
        GrantedResources.of(flow),
        new TargetGrant.Fresh(),
        flow.getClientNote(OAuth2Constants.SCOPE));
  }

  /**
   * The request at the token endpoint that a token comes from.
   *
   * @throws UnknownGrantException if nobody knows what the grant is bound to
   */
  static TokenRequest of(
      KeycloakSession session,
      TokenPostProcessorContext context,
      ClientModel client,
      Enforcement enforcement)
      throws UnknownGrantException {
    if (context.requestRefreshToken() != null) {
      return ofRefresh(session, context.requestRefreshToken());
    }
    if (context.code() != null) {
      return ofCode(session, context.code());
    }
    return switch (Optional.ofNullable(parameter(session, OAuth2Constants.GRANT_TYPE)).orElse("")) {
      case OAuth2Constants.DEVICE_CODE_GRANT_TYPE ->
          ofPending(session, parameter(session, OAuth2Constants.DEVICE_CODE));
      case OAuth2Constants.CIBA_GRANT_TYPE ->
          ofPending(session, parameter(session, CibaGrantType.AUTH_REQ_ID));
      case OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE ->
          fresh(session, ofSubjectToken(session, client, enforcement));
      default -> fresh(session);
    };
  }

  /**
   * The request of a grant that leaves no trace, or of a browser that sends more than its login
   * form: both sources count, so that neither can be used to get round the other.
   */
  TokenRequest with(@Nullable AuthenticationSessionModel flow) {
    List<String> both = new ArrayList<>(requested);
    both.addAll(GrantedResources.of(flow));
    return new TokenRequest(both, grant, scope);
  }

  /** What the request gets. */
  TargetDecision decide(Enforcement enforcement) {
    return enforcement.decide(requested, grant, scope);
  }

  private static TokenRequest fresh(KeycloakSession session, TargetGrant grant) {
    return new TokenRequest(
        CurrentRequest.resources(session), grant, parameter(session, OAuth2Constants.SCOPE));
  }

  /** A client that exchanges its own restricted token does not get rid of the restriction. */
  private static TargetGrant ofSubjectToken(
      KeycloakSession session, ClientModel client, Enforcement enforcement) {
    String subjectToken = parameter(session, OAuth2Constants.SUBJECT_TOKEN);
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

  private static @Nullable String parameter(KeycloakSession session, String name) {
    return CurrentRequest.form(session).getFirst(name);
  }
}
