package io.github.umatrust.obligations.publication;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.cors.Cors;

/** Why a request is not answered, in JSON. Any page may read that. */
final class Refusal {

  private static final String INVALID_TOKEN = "invalid_token";

  private Refusal() {}

  /** 404: it is not there, or not yet, or no longer. */
  static ErrorResponseException notFound(String description) {
    return exception(builder(Response.Status.NOT_FOUND, "not_found", description));
  }

  /** 400: the request is not understood. */
  static ErrorResponseException badRequest(String description) {
    return exception(builder(Response.Status.BAD_REQUEST, "invalid_request", description));
  }

  /** 413: the request is too long. */
  static ErrorResponseException tooLarge(String description) {
    return exception(
        builder(Response.Status.REQUEST_ENTITY_TOO_LARGE, "invalid_request", description));
  }

  /** 403: whoever asks may not. */
  static ErrorResponseException forbidden(String description) {
    return exception(builder(Response.Status.FORBIDDEN, "access_denied", description));
  }

  /** 401: a token is wanted. */
  static ErrorResponseException unauthorized(RealmModel realm) {
    return exception(
        builder(Response.Status.UNAUTHORIZED, INVALID_TOKEN, "the log of this realm is closed")
            .header(
                HttpHeaders.WWW_AUTHENTICATE,
                "Bearer realm=\"" + realm.getName().replaceAll("[^ !#-\\[\\]-~]", "_") + "\""));
  }

  private static Response.ResponseBuilder builder(
      Response.Status status, String error, String description) {
    return Response.status(status)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(Cors.ACCESS_CONTROL_ALLOW_ORIGIN, Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new OAuth2ErrorRepresentation(error, description));
  }

  private static ErrorResponseException exception(Response.ResponseBuilder response) {
    return new ErrorResponseException(response.build());
  }
}
