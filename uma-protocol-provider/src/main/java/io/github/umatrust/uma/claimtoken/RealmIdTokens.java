package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.claimtoken.IdTokenRules.Expected;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.protocol.oidc.TokenManager.NotBeforeCheck;
import org.keycloak.protocol.oidc.mappers.AbstractPairwiseSubMapper;
import org.keycloak.protocol.oidc.mappers.ClaimsParameterWithValueIdTokenMapper;
import org.keycloak.protocol.oidc.mappers.PairwiseSubMapperHelper;
import org.keycloak.protocol.oidc.utils.PairwiseSubMapperUtils;
import org.keycloak.representations.IDToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * ID tokens that this realm issued: to the client of the AAT, about its user, in a session that
 * lasts, after every not-before. What they say must be the realm's word: a client that can write
 * its own protocol mappers, or values of claims into its requests, is not believed about itself.
 */
final class RealmIdTokens {

  /** What Keycloak allows its own tokens, in seconds: the nodes of a cluster differ a little. */
  private static final int CLOCK_SKEW = 10;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AuthorizationToken aat;
  private final String issuer;

  RealmIdTokens(UmaCall call, AuthorizationToken aat, String issuer) {
    this.session = call.session();
    this.realm = call.realm();
    this.aat = aat;
    this.issuer = issuer;
  }

  Verdict verify(IdToken idToken) {
    Disbelief reason =
        IdTokenRules.broken(
                idToken,
                new Expected(aat.client().getClientId(), subjects(), true, CLOCK_SKEW),
                Time.currentTimeSeconds())
            .orElseGet(() -> reason(idToken));
    return reason == null ? new Verdict.Believed(issuer, false) : new Verdict.NotBelieved(reason);
  }

  private @Nullable Disbelief reason(IdToken idToken) {
    if (clientDecidesClaims()) {
      return Disbelief.MAPPERS;
    }
    if (session.tokens().decode(idToken.jwt(), JsonWebToken.class) == null) {
      return Disbelief.SIGNATURE;
    }
    return isAfterNotBefore(idToken.token()) && sessionLasts(idToken.token())
        ? null
        : Disbelief.SESSION;
  }

  /** The user's id, and what the client knows the user by instead (OpenID Connect Core §8.1). */
  private Set<String> subjects() {
    Set<String> subjects = new HashSet<>();
    subjects.add(aat.user().getId());
    aat.client()
        .getProtocolMappersStream()
        .flatMap(model -> pairwiseSubject(model).stream())
        .forEach(subjects::add);
    return subjects;
  }

  private Optional<String> pairwiseSubject(ProtocolMapperModel model) {
    if (!(mapper(model) instanceof AbstractPairwiseSubMapper pairwise)) {
      return Optional.empty();
    }
    ClientModel client = aat.client();
    String sectorUri = PairwiseSubMapperHelper.getSectorIdentifierUri(model);
    String sector =
        sectorUri == null || sectorUri.isEmpty()
            ? PairwiseSubMapperUtils.resolveValidSectorIdentifier(
                client.getRootUrl(), client.getRedirectUris())
            : PairwiseSubMapperUtils.resolveValidSectorIdentifier(sectorUri);
    return sector == null
        ? Optional.empty()
        : Optional.ofNullable(pairwise.generateSub(model, sector, aat.user().getId()));
  }

  /**
   * Who holds a registration access token can give the client any protocol mapper that the realm's
   * registration policies allow, and so have any of the user's attributes called an e-mail address;
   * and one mapper copies what the client writes into its authorization request.
   */
  private boolean clientDecidesClaims() {
    ClientModel client = aat.client();
    boolean ownMappers =
        client.getRegistrationToken() != null
            && client
                .getProtocolMappersStream()
                .anyMatch(model -> !(mapper(model) instanceof AbstractPairwiseSubMapper));
    return ownMappers
        || Stream.of(
                Stream.<ProtocolMapperContainerModel>of(client),
                client.getClientScopes(true).values().stream(),
                client.getClientScopes(false).values().stream())
            .flatMap(containers -> containers)
            .flatMap(ProtocolMapperContainerModel::getProtocolMappersStream)
            .map(ProtocolMapperModel::getProtocolMapper)
            .anyMatch(ClaimsParameterWithValueIdTokenMapper.PROVIDER_ID::equals);
  }

  private @Nullable Object mapper(ProtocolMapperModel model) {
    return session
        .getKeycloakSessionFactory()
        .getProviderFactory(ProtocolMapper.class, model.getProtocolMapper());
  }

  private boolean isAfterNotBefore(JsonWebToken token) {
    try {
      TokenVerifier.createWithoutSignature(token)
          .withChecks(
              NotBeforeCheck.forModel(aat.client()),
              NotBeforeCheck.forModel(session, realm, aat.user()))
          .verify();
      return true;
    } catch (VerificationException e) {
      return false;
    }
  }

  /** A token without a session is that of a service account, whose AAT has none either. */
  private boolean sessionLasts(JsonWebToken token) {
    Object id = token.getOtherClaims().get(IDToken.SESSION_ID);
    if (id == null) {
      return aat.token().getSessionId() == null;
    }
    return id instanceof String sessionId
        && (lasts(session.sessions().getUserSession(realm, sessionId), token)
            || lasts(session.sessions().getOfflineUserSession(realm, sessionId), token));
  }

  private boolean lasts(@Nullable UserSessionModel userSession, JsonWebToken token) {
    return userSession != null
        && AuthenticationManager.isSessionValid(realm, userSession)
        && userSession.getUser() != null
        && userSession.getUser().getId().equals(aat.user().getId())
        && userSession.getAuthenticatedClientSessionByClient(aat.client().getId()) != null
        && !token.isIssuedBeforeSessionStart(userSession.getStarted());
  }
}
