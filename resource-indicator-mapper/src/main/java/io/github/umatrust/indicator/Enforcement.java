package io.github.umatrust.indicator;

import io.github.umatrust.indicator.policy.IndicatorSettings;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.policy.TargetRules;
import io.github.umatrust.indicator.registry.ClientResourceRegistry;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.registry.ResourceRegistry.Found;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/**
 * RFC 8707 as it is in force for one client: its settings together with the resources of its realm.
 */
public final class Enforcement {

  /** Parameter and claim that name the resource (RFC 8707 §2). */
  public static final String RESOURCE = "resource";

  /** Error code of every refusal (RFC 8707 §2). */
  public static final String INVALID_TARGET = "invalid_target";

  private final KeycloakSession session;
  private final ClientModel client;
  private final IndicatorSettings settings;
  private final ClientResourceRegistry registry;
  private final Map<Question, TargetDecision> decisions = new HashMap<>();
  private final Map<List<Resource>, ResourceScopes> scopes = new HashMap<>();

  private Enforcement(KeycloakSession session, ClientModel client, IndicatorSettings settings) {
    this.session = session;
    this.client = client;
    this.settings = settings;
    this.registry = ClientResourceRegistry.of(session, client.getRealm());
  }

  /** What is in force for a client; empty if nothing switches enforcement on for it. */
  public static Optional<Enforcement> of(KeycloakSession session, ClientModel client) {
    return inForce(session, client).enforced();
  }

  /** What an administrator wants to be told about, without any effect; empty if nothing. */
  public static Optional<Enforcement> reporting(KeycloakSession session, ClientModel client) {
    return inForce(session, client).reported();
  }

  /**
   * What is in force for an earlier grant: one that was restricted stays so after enforcement was
   * switched off.
   */
  public static Optional<Enforcement> ofGrant(
      KeycloakSession session, ClientModel client, boolean isRestricted) {
    return of(session, client)
        .or(
            () ->
                isRestricted
                    ? Optional.of(new Enforcement(session, client, IndicatorSettings.NONE_SET))
                    : Optional.empty());
  }

  /**
   * Decides what a request gets; see {@link TargetRules}. A request whose scopes are all for other
   * resources is refused: nothing of what it asks for would remain.
   *
   * @param requested the {@code resource} values of the request
   * @param grant what the request builds on
   * @param scope the scopes that are asked for, separated by spaces; null or empty for none
   */
  public TargetDecision decide(List<String> requested, TargetGrant grant, @Nullable String scope) {
    return decisions.computeIfAbsent(new Question(requested, grant, scope), this::decide);
  }

  private TargetDecision decide(Question question) {
    TargetDecision decision =
        TargetRules.decide(settings, question.requested(), question.grant(), registry);
    return decision instanceof TargetDecision.Restricted restricted
            && scopes(restricted.token()).areAllForOthers(question.scope())
        ? new TargetDecision.Refused(
            "none of the requested scopes is understood by the requested resource")
        : decision;
  }

  /** Makes an access token one for these resources alone: its audience, roles, scope and claims. */
  public void restrict(
      AccessToken token, List<Resource> resources, ClientSessionContext clientSessionCtx) {
    Set<String> audience = new LinkedHashSet<>();
    resources.forEach(r -> audience.add(settings.audienceOf(r)));
    cut(
        token,
        resources,
        audience.toArray(String[]::new),
        clientSessionCtx,
        TokenRestriction.Face.TOKEN);
  }

  /**
   * Makes a token one for a single client: that client is its audience and the roles are its own.
   */
  public static void restrictToClient(AccessToken token, String clientId) {
    TokenRestriction.applyAudienceAndRoles(token, new String[] {clientId}, Set.of(clientId));
  }

  /** Takes out of a token shown by introspection whatever the token itself does not have. */
  public void keepTo(
      AccessToken shown,
      List<Resource> resources,
      String[] audience,
      ClientSessionContext clientSessionCtx) {
    cut(shown, resources, audience, clientSessionCtx, TokenRestriction.Face.INTROSPECTION);
  }

  private void cut(
      AccessToken token,
      List<Resource> resources,
      String[] audience,
      ClientSessionContext clientSessionCtx,
      TokenRestriction.Face face) {
    TokenRestriction restriction = new TokenRestriction(session, scopes(resources), resources);
    restriction.applyScope(token, clientSessionCtx, face);
    restriction.applyAudienceAndRoles(token, audience);
  }

  /** Whether access tokens of this client have the form of RFC 9068. */
  public boolean isRfc9068() {
    return settings.rfc9068();
  }

  /**
   * The resources an access token of this client is restricted to, read from its audience.
   *
   * @return empty if any audience is none of a resource, which is how a token without restriction
   *     looks
   */
  public List<Resource> resourcesOf(AccessToken token) {
    String[] audience = token.getAudience();
    List<Resource> resources = new ArrayList<>();
    for (String value : audience == null ? new String[0] : audience) {
      List<Resource> named = resourcesNamedBy(value);
      if (named.isEmpty()) {
        return List.of();
      }
      resources.addAll(named);
    }
    return List.copyOf(resources);
  }

  /** Whether a client stands for one of these resources. */
  public static boolean isResourceServerOf(ClientModel resourceServer, List<Resource> resources) {
    return resources.stream().anyMatch(r -> r.clientId().equals(resourceServer.getClientId()));
  }

  private ResourceScopes scopes(List<Resource> resources) {
    return scopes.computeIfAbsent(resources, r -> new ResourceScopes(client, registry, r));
  }

  private List<Resource> resourcesNamedBy(String audience) {
    List<Resource> byClient =
        registry.resourcesOf(audience).stream()
            .filter(r -> settings.audienceOf(r).equals(audience))
            .toList();
    if (!byClient.isEmpty()) {
      return byClient;
    }
    Optional<Resource> named = one(ResourceUri.ofClient(audience));
    if (named.isPresent()) {
      return List.of(named.get());
    }
    try {
      return one(ResourceUri.parse(audience)).map(List::of).orElse(List.of());
    } catch (InvalidResourceUriException e) {
      return List.of();
    }
  }

  private Optional<Resource> one(ResourceUri uri) {
    return registry.find(uri) instanceof Found.One one
        ? Optional.of(one.resource())
        : Optional.empty();
  }

  /** Read once in a request: every hook of this module asks. */
  private static InForce inForce(KeycloakSession session, ClientModel client) {
    String key = Enforcement.class.getName() + "." + client.getId();
    InForce inForce = session.getAttribute(key, InForce.class);
    if (inForce == null) {
      ClientSettings settings = ClientSettings.of(session, client);
      inForce =
          new InForce(
              settings.enforced().map(s -> new Enforcement(session, client, s)),
              settings.reported().map(s -> new Enforcement(session, client, s)));
      session.setAttribute(key, inForce);
    }
    return inForce;
  }

  private record InForce(Optional<Enforcement> enforced, Optional<Enforcement> reported) {}

  /** What a request is decided on; several hooks ask the same of one request. */
  private record Question(List<String> requested, TargetGrant grant, @Nullable String scope) {}
}
