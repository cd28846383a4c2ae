package io.github.umatrust.uma.protocol;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes away a form that cannot be decoded, or is too long, before the server decodes it and fails:
 * the endpoint sees a request without parameters, and refuses it.
 */
@Provider
public final class MalformedFormFilter implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (UnsupportedMethodFilter.allowed(request.getUriInfo().getPath()).isPresent()
        && isForm(request.getHeaderString("Content-Type"))
        && request.hasEntity()) {
      byte[] body = request.getEntityStream().readNBytes(JsonRequest.MAX_BYTES + 1);
      request.setEntityStream(
          body.length <= JsonRequest.MAX_BYTES && isWellFormed(body)
              ? new ByteArrayInputStream(body)
              : InputStream.nullInputStream());
    }
  }

  private static boolean isForm(@Nullable String contentType) {
    return contentType != null
        && contentType
            .strip()
            .toLowerCase(Locale.ROOT)
            .startsWith(MediaType.APPLICATION_FORM_URLENCODED);
  }

  /** Whether every percent sign begins an encoded byte. */
  static boolean isWellFormed(byte[] form) {
    try {
      URLDecoder.decode(new String(form, StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
