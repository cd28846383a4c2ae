package io.github.umatrust.indicator.consent;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.registry.Resource;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jboss.logging.Logger;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProvider;
import org.keycloak.forms.login.freemarker.model.OAuthGrantBean;
import org.keycloak.forms.login.freemarker.model.OAuthGrantBean.ClientScopeEntry;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.rar.AuthorizationDetails;
import org.keycloak.theme.Theme;

/**
 * Keycloak's login pages, on whose consent page the requested resources follow the scopes, for
 * clients that enforcement is on for. Every theme lists the entries of that page, so every theme
 * shows them. Only registered resources are shown, and in their registered form: what a client
 * sends is never printed.
 */
final class ResourceConsentFormsProvider extends FreeMarkerLoginFormsProvider {

  private static final Logger LOG = Logger.getLogger(ResourceConsentFormsProvider.class);

  /** What Keycloak calls the consent page's content in templates. */
  private static final String GRANT = "oauth";

  ResourceConsentFormsProvider(KeycloakSession session) {
    super(session);
  }

  @Override
  protected Response processTemplate(Theme theme, String templateName, Locale locale) {
    if (attributes.get(GRANT) instanceof OAuthGrantBean grant) {
      List<Resource> resources = requestedResources();
      if (!resources.isEmpty()) {
        ResourceText text = new ResourceText(messages(theme, locale), locale);
        resources.forEach(r -> grant.getClientScopesRequested().add(entry(text, r)));
      }
    }
    return super.processTemplate(theme, templateName, locale);
  }

  /** What the grant is going to be bound to: the resources asked for, or the default. */
  private List<Resource> requestedResources() {
    if (authenticationSession == null
        || !OIDCLoginProtocol.LOGIN_PROTOCOL.equals(authenticationSession.getProtocol())) {
      return List.of();
    }
    return Enforcement.of(session, authenticationSession.getClient())
        .map(
            enforcement ->
                enforcement.decide(
                    RequestedResources.of(session, authenticationSession),
                    new TargetGrant.Prospective(),
                    null))
        // A refused request is refused before anyone logs in, unless settings have changed since.
        .filter(TargetDecision.Restricted.class::isInstance)
        .map(decision -> ((TargetDecision.Restricted) decision).token())
        .orElse(List.of());
  }

  private ClientScopeEntry entry(ResourceText text, Resource resource) {
    ClientModel api = realm.getClientByClientId(resource.clientId());
    String uri =
        resource.uri().clientId().isPresent()
            ? resource.uri().normalized()
            : resource.audienceUri();
    return new ClientScopeEntry(
        text.of(api == null ? null : api.getName(), resource.clientId(), uri),
        null,
        new AuthorizationDetails(null));
  }

  private Properties messages(Theme theme, Locale locale) {
    try {
      return theme.getEnhancedMessages(realm, locale);
    } catch (IOException e) {
      LOG.warn("The messages of the consent page cannot be read", e);
      return new Properties();
    }
  }
}
