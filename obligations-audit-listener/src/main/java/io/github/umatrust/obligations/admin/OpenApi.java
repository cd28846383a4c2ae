package io.github.umatrust.obligations.admin;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI document of everything that the ledger serves. It is the same in every realm. */
public final class OpenApi {

  private static final String RESOURCE = "/META-INF/umatrust-obligations-openapi.json";

  private OpenApi() {}

  /** The answer with the document. */
  public static Response.ResponseBuilder response() {
    try (InputStream document = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (document == null) {
        throw new IllegalStateException("the JAR has no " + RESOURCE);
      }
      return Response.ok(document.readAllBytes(), MediaType.APPLICATION_JSON_TYPE)
          .header(HttpHeaders.CACHE_CONTROL, "public, max-age=3600")
          .header("X-Content-Type-Options", "nosniff");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
