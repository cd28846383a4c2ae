package io.github.umatrust.uma.protocol;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Takes away a content type that is none. Keycloak would fail at it when it adds headers to the
 * response, and what the request did would be done; without it the endpoint refuses the request, or
 * does what needs none.
 */
@Provider
@PreMatching
public final class MalformedContentTypeFilter implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    String contentType = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (contentType == null
        || mediaType(contentType) != null
        || UnsupportedMethodFilter.allowed(request.getUriInfo().getPath()).isEmpty()) {
      return;
    }
    if (MalformedFormFilter.isForm(contentType)) {
      // The server decodes it as a form all the same.
      request
          .getHeaders()
          .putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_FORM_URLENCODED);
    } else {
      request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
    }
  }

  /** The media type; null where there is none, or it is malformed. */
  static @Nullable MediaType mediaType(@Nullable String contentType) {
    try {
      return contentType == null ? null : MediaType.valueOf(contentType);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
