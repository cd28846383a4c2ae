package io.github.umatrust.uma.protocol;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
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
 * Takes away what the server would fail at before the endpoint can refuse it: a form that cannot be
 * decoded, or is too long, and the parts of a multipart request, which no endpoint takes. The
 * endpoint sees a request without them, and refuses it.
 */
@Provider
public final class MalformedFormFilter implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (UnsupportedMethodFilter.allowed(request.getUriInfo().getPath()).isEmpty()) {
      return;
    }
    String contentType = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (isForm(contentType) && request.hasEntity()) {
      byte[] body = request.getEntityStream().readNBytes(JsonRequest.MAX_BYTES + 1);
      request.setEntityStream(
          body.length <= JsonRequest.MAX_BYTES && isWellFormed(body)
              ? new ByteArrayInputStream(body)
              : InputStream.nullInputStream());
    }
    MediaType type = MalformedContentTypeFilter.mediaType(contentType);
    if (type != null && type.getType().equalsIgnoreCase("multipart") && request.hasEntity()) {
      request.setEntityStream(new ByteArrayInputStream(noParts(type)));
    }
  }

  /** A multipart body with one part that says nothing. */
  private static byte[] noParts(MediaType type) {
    String boundary = type.getParameters().getOrDefault("boundary", "");
    return "--%1$s\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n--%1$s--\r\n"
        .formatted(boundary)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether a content type, well-formed or not, is taken for that of a form. */
  static boolean isForm(@Nullable String contentType) {
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
