package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.metrics.Refusal;
import io.github.umatrust.obligations.settings.FailMode;
import io.github.umatrust.obligations.settings.LedgerSettings;
import io.github.umatrust.obligations.settings.NativeFlow;
import java.util.Arrays;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.representations.AccessToken;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Stages the record of every PAT, AAT and native RPT before it is signed. This is the one place
 * that every token passes, whatever its grant; unlike an event listener it can refuse.
 */
public class ObligationsTokenPostProcessor implements TokenPostProcessor {

  private static final Logger LOG = Logger.getLogger(ObligationsTokenPostProcessor.class);

  private final KeycloakSession session;

  public ObligationsTokenPostProcessor(KeycloakSession session) {
    this.session = session;
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.keycloak.services.ErrorResponseException 503 when the record cannot be made
   */
  @Override
  public void process(TokenPostProcessorContext context) {
    AccessToken token = context.accessToken();
    if (token == null) {
      return;
    }
    RealmModel realm = session.getContext().getRealm();
    Set<TokenKind> kinds = TokenDrafts.kindsOf(token);
    NativePats pats = new NativePats(session, realm);
    boolean maybePat = !kinds.contains(TokenKind.PAT) && pats.isConceivable(context);
    if (kinds.isEmpty() && !maybePat) {
      return;
    }
    if (!ObligationsEventListenerProviderFactory.isOn(realm)) {
      return;
    }
    LedgerSettings settings = LedgerSettings.of(session, realm);
    try {
      if (maybePat && settings.records(NativeFlow.PAT) && pats.contain(context)) {
        kinds.add(TokenKind.PAT);
      }
      if (!settings.records(NativeFlow.RPT)) {
        kinds.remove(TokenKind.RPT);
      }
      if (kinds.isEmpty() || isNeverSent(context)) {
        return;
      }
      new TokenDrafts(session, realm, LedgerRecorder.of(session)).stage(context, kinds);
    } catch (RuntimeException e) {
      if (settings.failMode() == FailMode.CLOSED) {
        LOG.errorf(
            "The obligations ledger refuses a token: it could not be staged: %s", Trouble.of(e));
        LOG.debug("Why it could not be staged", e);
        LedgerMetrics.of(session.getKeycloakSessionFactory()).refused(Refusal.STAGING);
        throw LedgerUnavailable.exception();
      }
      LedgerRecorder.missing(session, realm.getId(), "the issuance of " + token.getId(), e);
    }
  }

  /**
   * A hybrid flow without {@code token} in its response type ({@code code id_token}) builds an
   * access token at the authorization endpoint only to throw it away. Everything that speaks
   * against being there makes it a token that counts: recording one too many is the safe side.
   */
  private boolean isNeverSent(TokenPostProcessorContext context) {
    boolean fromTokenEndpoint =
        context.clientSessionCtx().getAttribute(Constants.GRANT_TYPE, String.class) != null
            || context.code() != null
            || context.requestRefreshToken() != null
            || context.refreshToken() != null
            || context.accessToken().getAuthorization() != null;
    AuthenticationSessionModel login = session.getContext().getAuthenticationSession();
    if (fromTokenEndpoint
        || login == null
        || !login
            .getClient()
            .getId()
            .equals(context.clientSessionCtx().getClientSession().getClient().getId())) {
      return false;
    }
    String responseType = login.getClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM);
    return responseType != null
        && !Arrays.asList(responseType.trim().split(" ")).contains(OIDCResponseType.TOKEN);
  }
}
