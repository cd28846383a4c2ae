package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.journal.TokenKind;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;

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
    Set<TokenKind> kinds = TokenDrafts.kindsOf(token);
    if (kinds.isEmpty()) {
      return;
    }
    RealmModel realm = session.getContext().getRealm();
    if (!ObligationsEventListenerProviderFactory.isOn(realm)) {
      return;
    }
    try {
      new TokenDrafts(session, realm, LedgerRecorder.of(session)).stage(context, kinds);
    } catch (RuntimeException e) {
      LOG.error("The obligations ledger refuses a token: it could not be staged", e);
      throw LedgerUnavailable.exception();
    }
  }
}
