package io.github.umatrust.indicator.consent;

import io.github.umatrust.indicator.Enforcement;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a browser flow was started for. */
final class RequestedResources {

  private RequestedResources() {}

  /**
   * The resource indicators of the request that a person is asked about, as the client sent them;
   * none if it named none.
   */
  static List<String> of(AuthenticationSessionModel flow) {
    return Stream.ofNullable(flow.getClientNote(Enforcement.RESOURCE)).toList();
  }
}
