package io.github.umatrust.uma.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

/** Responses as every endpoint gives them: JSON, and never kept by a cache. */
public final class UmaResponses {

  private UmaResponses() {}

  /** A response with a JSON body. */
  public static ResponseBuilder json(int status, JsonNode body) {
    return empty(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body.toString());
  }

  /** A response without a body. */
  public static ResponseBuilder empty(int status) {
    return Response.status(status)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Pragma", "no-cache");
  }
}
