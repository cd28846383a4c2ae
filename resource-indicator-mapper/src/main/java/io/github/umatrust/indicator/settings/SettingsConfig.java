package io.github.umatrust.indicator.settings;

import io.github.umatrust.indicator.policy.AudienceForm;
import io.github.umatrust.indicator.policy.IndicatorSettings;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.provider.ProviderConfigProperty;

/** One set of settings as an administrator wrote it, in a mapper or in a client profile. */
public final class SettingsConfig {

  /** Resources the client may ask for; several values. */
  public static final String ALLOWED_RESOURCES = "allowed.resources";

  /** What a request without {@code resource} is for. */
  public static final String DEFAULT_RESOURCE = "default.resource";

  /** Whether a request without {@code resource} is refused. */
  public static final String RESOURCE_REQUIRED = "resource.required";

  /** What stands in {@code aud}: a value of {@link AudienceForm}. */
  public static final String AUDIENCE_FORM = "audience.form";

  /** Whether an access token is for one resource only. */
  public static final String SINGLE_RESOURCE = "single.resource";

  /** Most resources in one request. */
  public static final String MAX_RESOURCES = "max.resources";

  /** Whether one trailing slash makes no difference. */
  public static final String IGNORE_TRAILING_SLASH = "ignore.trailing.slash";

  /** Whether access tokens have the form of RFC 9068. */
  public static final String RFC9068 = "rfc9068";

  /** Whether to tell what would be refused, and refuse nothing. */
  public static final String REPORT_ONLY = "report.only";

  /** Highest value of {@link #MAX_RESOURCES}. */
  public static final int HIGHEST_MAX_RESOURCES = 50;

  /** The properties, in the order in which the admin console shows them. */
  public static final List<ProviderConfigProperty> PROPERTIES =
      List.of(
          property(
              ALLOWED_RESOURCES,
              "Allowed resources",
              "URIs the client may send as 'resource'. Leave empty to allow every resource of the realm, that is every"
                  + " URI in the attribute resource_url of an enabled client. Where several mappers or policies"
                  + " apply to a client, a resource must be allowed by each of them.",
              ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
              null),
          property(
              DEFAULT_RESOURCE,
              "Default resource",
              "The URI that a request without 'resource' is taken to name. Leave empty to leave tokens without"
                  + " 'resource' as they are.",
              ProviderConfigProperty.STRING_TYPE,
              null),
          property(
              RESOURCE_REQUIRED,
              "Resource required",
              "Refuse a request that names no resource, if there is no default, with the error invalid_target.",
              ProviderConfigProperty.BOOLEAN_TYPE,
              "false"),
          audienceForm(),
          property(
              SINGLE_RESOURCE,
              "One resource per access token",
              "Refuse a token request that would give an access token for more than one resource. An authorization"
                  + " request may still name several; each token request then names one of them.",
              ProviderConfigProperty.BOOLEAN_TYPE,
              "false"),
          property(
              MAX_RESOURCES,
              "Most resources in one request",
              "A request that names more is refused. Leave empty for "
                  + IndicatorSettings.DEFAULT_MAX_RESOURCES
                  + "; at most "
                  + HIGHEST_MAX_RESOURCES
                  + ".",
              ProviderConfigProperty.STRING_TYPE,
              null),
          property(
              IGNORE_TRAILING_SLASH,
              "Ignore trailing slash",
              "Take https://api.example.com/v1 and https://api.example.com/v1/ for the same resource. The audience is the"
                  + " registered form all the same.",
              ProviderConfigProperty.BOOLEAN_TYPE,
              "false"),
          property(
              RFC9068,
              "Access tokens as RFC 9068",
              "Write the type at+jwt into the header of access tokens and the claim client_id into them, which"
                  + " resource servers that follow RFC 9068 ask for.",
              ProviderConfigProperty.BOOLEAN_TYPE,
              "false"),
          property(
              REPORT_ONLY,
              "Report only",
              "Log and count what would be refused or restricted, and change nothing. Another mapper or policy that is"
                  + " not in this mode still enforces what it says.",
              ProviderConfigProperty.BOOLEAN_TYPE,
              "false"));

  private final Function<String, List<String>> config;

  /**
   * @param config the values of a property, none where it is not set
   */
  public SettingsConfig(Function<String, List<String>> config) {
    this.config =
        name -> config.apply(name).stream().map(String::strip).filter(v -> !v.isEmpty()).toList();
  }

  /**
   * The settings. A value that cannot be read makes them narrower, never wider: a resource that is
   * no URI allows nothing, an unreadable limit allows one.
   */
  public IndicatorSettings settings() {
    List<String> allowed = config.apply(ALLOWED_RESOURCES);
    return new IndicatorSettings(
        allowed.isEmpty() ? null : uris(allowed),
        first(DEFAULT_RESOURCE),
        isOn(RESOURCE_REQUIRED),
        Optional.ofNullable(first(AUDIENCE_FORM)).flatMap(AudienceForm::of).orElse(null),
        isOn(SINGLE_RESOURCE),
        first(MAX_RESOURCES) == null ? null : number(first(MAX_RESOURCES)).orElse(1),
        isOn(IGNORE_TRAILING_SLASH),
        isOn(RFC9068));
  }

  /** Whether these settings only say what would be refused. */
  public boolean isReportOnly() {
    return isOn(REPORT_ONLY);
  }

  /** What cannot be kept about these settings, in words for the administrator; empty if nothing. */
  public Optional<String> problem() {
    Set<ResourceUri> allowed = new HashSet<>();
    for (String value : config.apply(ALLOWED_RESOURCES)) {
      Optional<String> problem = problem("Allowed resources", value);
      if (problem.isPresent()) {
        return problem;
      }
      allowed.addAll(uris(List.of(value)));
    }
    String defaultResource = first(DEFAULT_RESOURCE);
    if (defaultResource != null) {
      Optional<String> problem = problem("Default resource", defaultResource);
      if (problem.isPresent()) {
        return problem;
      }
      if (!allowed.isEmpty() && !allowed.containsAll(uris(List.of(defaultResource)))) {
        return Optional.of("Default resource: is not among the allowed resources");
      }
    }
    String form = first(AUDIENCE_FORM);
    if (form != null && AudienceForm.of(form).isEmpty()) {
      return Optional.of("Audience: must be one of " + audienceForms());
    }
    String max = first(MAX_RESOURCES);
    if (max != null && number(max).isEmpty()) {
      return Optional.of(
          "Most resources in one request: must be a number from 1 to " + HIGHEST_MAX_RESOURCES);
    }
    return Optional.empty();
  }

  /**
   * What is wrong with a value that should name a resource; empty if nothing.
   *
   * @param label the property's name as the administrator sees it
   */
  public static Optional<String> problem(String label, String value) {
    try {
      ResourceUri.parse(value);
      return Optional.empty();
    } catch (InvalidResourceUriException e) {
      return Optional.of(label + ": " + value + " " + e.reason());
    }
  }

  /** The values that can be read as a resource. */
  public static Set<ResourceUri> uris(List<String> values) {
    Set<ResourceUri> uris = new HashSet<>();
    for (String value : values) {
      try {
        uris.add(ResourceUri.parse(value));
      } catch (InvalidResourceUriException ignored) {
        // The console refuses such a value; an imported realm may still hold it. It names nothing.
      }
    }
    return uris;
  }

  private @Nullable String first(String name) {
    List<String> values = config.apply(name);
    return values.isEmpty() ? null : values.get(0);
  }

  private boolean isOn(String name) {
    return Boolean.parseBoolean(first(name));
  }

  private static Optional<Integer> number(@Nullable String value) {
    try {
      return Optional.ofNullable(value)
          .map(Integer::valueOf)
          .filter(n -> n >= 1 && n <= HIGHEST_MAX_RESOURCES);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static ProviderConfigProperty audienceForm() {
    ProviderConfigProperty form =
        property(
            AUDIENCE_FORM,
            "Audience",
            "What stands in the token's audience (aud): 'uri' for the resource's URI exactly as it is registered,"
                + " 'client_id' for the client id of the resource's client.",
            ProviderConfigProperty.LIST_TYPE,
            AudienceForm.URI.configValue());
    form.setOptions(audienceForms());
    return form;
  }

  private static List<String> audienceForms() {
    return Arrays.stream(AudienceForm.values()).map(AudienceForm::configValue).toList();
  }

  private static ProviderConfigProperty property(
      String name, String label, String help, String type, @Nullable String defaultValue) {
    return new ProviderConfigProperty(name, label, help, type, defaultValue);
  }
}
