package io.github.umatrust.it.uma;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An OpenID Connect provider, as far as its ID tokens go: it says what it is told to, rightly or
 * wrongly signed.
 */
final class ClaimsAgency implements AutoCloseable {

  /** The realm's client id at the agency. */
  static final String CLIENT_ID = "the-realm";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY_ID = "agency";

  private final RSAKey key = key();
  private final LocalServer server =
      new LocalServer(
          (path, token) ->
              new LocalServer.Answer(
                  200,
                  Map.of("Content-Type", "application/json"),
                  new JWKSet(key).toPublicJWKSet().toString()));

  /** The issuer of the tokens. */
  String issuer() {
    return server.baseUrl();
  }

  /** Makes the agency an identity provider of a realm. */
  void addTo(TestRealm realm, String alias) {
    addTo(realm, alias, issuer(), issuer() + "/keys");
  }

  /** Makes an OpenID Connect provider an identity provider of a realm. */
  static void addTo(TestRealm realm, String alias, String issuer, String keys) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("issuer", issuer);
    config.put("authorizationUrl", issuer + "/auth");
    config.put("tokenUrl", issuer + "/token");
    config.put("clientId", CLIENT_ID);
    config.put("clientSecret", CLIENT_ID + "-secret");
    config.put("validateSignature", "true");
    config.put("useJwksUrl", "true");
    config.put("jwksUrl", keys);
    realm.adminPost(
        "identity-provider/instances",
        Map.of("alias", alias, "providerId", "oidc", "enabled", true, "config", config));
  }

  /** What a good token about this person says at this moment. */
  ObjectNode claims(String subject) {
    long now = Instant.now().getEpochSecond();
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", issuer()).put("sub", subject).put("aud", CLIENT_ID);
    claims.put("iat", now).put("exp", now + 3600).put("nonce", "of another login");
    claims.put("email", subject + "@agency.test").put("email_verified", true);
    return claims;
  }

  /** A token of the agency. */
  String signed(ObjectNode claims) {
    return signed("JWT", claims);
  }

  /** A token of the agency whose header says what it is. */
  String signed(String type, ObjectNode claims) {
    return sign(JWSAlgorithm.RS256, type, claims, rsa(key));
  }

  /** A token that another key signed, though it names the agency's. */
  String signedByAnother(ObjectNode claims) {
    return sign(JWSAlgorithm.RS256, "JWT", claims, rsa(key()));
  }

  /** A token signed by HMAC, with the text of the agency's public key as the secret. */
  String signedWithThePublicKey(ObjectNode claims) {
    try {
      byte[] pem =
          ("-----BEGIN PUBLIC KEY-----\n"
                  + Base64.getMimeEncoder(64, new byte[] {'\n'})
                      .encodeToString(key.toPublicKey().getEncoded())
                  + "\n-----END PUBLIC KEY-----\n")
              .getBytes(StandardCharsets.US_ASCII);
      return sign(JWSAlgorithm.HS256, "JWT", claims, new MACSigner(pem));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token with any header, and the signature of another. */
  String withHeader(String header, ObjectNode claims) {
    String signature = signed(claims).split("\\.", -1)[2];
    return base64url(header) + "." + base64url(claims.toString()) + "." + signature;
  }

  /** A token that is encrypted for whoever has the agency's own key. */
  String encrypted(ObjectNode claims) {
    try {
      JWEObject jwe =
          new JWEObject(
              new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                  .contentType("JWT")
                  .build(),
              new Payload(signed(claims)));
      jwe.encrypt(new RSAEncrypter(key));
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  static String base64url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sign(
      JWSAlgorithm algorithm, String type, ObjectNode claims, JWSSigner signer) {
    try {
      JWSObject jws =
          new JWSObject(
              new JWSHeader.Builder(algorithm).keyID(KEY_ID).type(new JOSEObjectType(type)).build(),
              new Payload(claims.toString()));
      jws.sign(signer);
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWSSigner rsa(RSAKey key) {
    try {
      return new RSASSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048)
          .keyID(KEY_ID)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
