package io.github.umatrust.indicator.policy;

import io.github.umatrust.indicator.registry.Resource;
import java.util.Arrays;
import java.util.Optional;

/** What stands in the {@code aud} claim for a resource. */
public enum AudienceForm {
  /** The resource's URI, exactly as it is registered. */
  URI("uri"),
  /** The client id of the resource's client, as a stock Audience mapper would write it. */
  CLIENT_ID("client_id");

  private final String configValue;

  AudienceForm(String configValue) {
    this.configValue = configValue;
  }

  /** The value in the mapper's configuration. */
  public String configValue() {
    return configValue;
  }

  /** The form with this value in a configuration. */
  public static Optional<AudienceForm> of(String configValue) {
    return Arrays.stream(values()).filter(f -> f.configValue.equals(configValue)).findFirst();
  }

  /** The audience of one resource. */
  public String audienceOf(Resource resource) {
    return switch (this) {
      case URI -> resource.audienceUri();
      case CLIENT_ID -> resource.clientId();
    };
  }
}
