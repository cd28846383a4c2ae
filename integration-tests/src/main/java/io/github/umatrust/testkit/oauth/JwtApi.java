package io.github.umatrust.testkit.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.http.LocalServer.Answer;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An API that takes access tokens which are JWTs of one realm and name the API, and nothing else,
 * as their audience (RFC 8707 §3).
 */
public final class JwtApi implements AutoCloseable {

  private final String issuer;
  private final String resource;
  private final LocalServer server;

  /**
   * Starts the API.
   *
   * @param issuer the realm's issuer
   * @param resource the URI that tokens must have as audience
   */
  public JwtApi(String issuer, String resource) {
    this.issuer = issuer;
    this.resource = resource;
    this.server = new LocalServer((path, token) -> answer(token));
  }

  /** Where the API answers. */
  public String url() {
    return server.baseUrl() + "/";
  }

  @Override
  public void close() {
    server.close();
  }

  private Answer answer(Optional<String> token) {
    return token.isPresent() && accepts(token.get())
        ? new Answer(200, Map.of(), "welcome")
        : new Answer(401, Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""), "");
  }

  private boolean accepts(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWK key =
          JWKSet.parse(Http.get(issuer + "/protocol/openid-connect/certs").body())
              .getKeyByKeyId(jwt.getHeader().getKeyID());
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      return key instanceof RSAKey rsa
          && jwt.verify(new RSASSAVerifier(rsa))
          && issuer.equals(claims.getIssuer())
          && claims.getExpirationTime() != null
          && claims.getExpirationTime().toInstant().isAfter(Instant.now())
          && claims.getAudience().contains(resource);
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }
}
