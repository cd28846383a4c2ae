package io.github.umatrust.it.indicator;

import com.fasterxml.jackson.databind.JsonNode;
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
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Request objects (RFC 9101) of one client, with keys of its own. */
final class RequestObjects {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RSAKey rsa;
  private final ECKey ec;
  private final KeyPair ed25519;

  RequestObjects() {
    try {
      rsa = new RSAKeyGenerator(2048).keyID("rsa").keyUse(KeyUse.SIGNATURE).generate();
      ec = new ECKeyGenerator(Curve.P_256).keyID("ec").keyUse(KeyUse.SIGNATURE).generate();
      ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The client's public keys, as it registers them. */
  String publicKeys() {
    byte[] encoded = ed25519.getPublic().getEncoded();
    OctetKeyPair ed =
        new OctetKeyPair.Builder(
                Curve.Ed25519,
                Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
            .keyID("ed")
            .keyUse(KeyUse.SIGNATURE)
            .build();
    return new JWKSet(List.<JWK>of(rsa, ec, ed)).toPublicJWKSet().toString();
  }

  /** The claims of an authorization request; {@code resource} is left out where it is null. */
  static ObjectNode claims(
      TestRealm realm, String clientId, String scope, @Nullable JsonNode resource) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", clientId).put("aud", realm.issuer()).put("client_id", clientId);
    claims.put("response_type", "code").put("redirect_uri", OAuthClient.CALLBACK);
    claims.put("scope", scope);
    if (resource != null) {
      claims.set("resource", resource);
    }
    return claims;
  }

  /** A request object without a signature. */
  static String unsigned(ObjectNode claims) {
    return Base64URL.encode("{\"alg\":\"none\"}") + "." + Base64URL.encode(claims.toString()) + ".";
  }

  /** A signed request object. */
  String signed(String algorithm, String secret, ObjectNode claims) {
    try {
      if (algorithm.equals("EdDSA")) {
        String input =
            Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}")
                + "."
                + Base64URL.encode(claims.toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(ed25519.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signature.sign());
      }
      JWSAlgorithm alg = JWSAlgorithm.parse(algorithm);
      JWSHeader.Builder header = new JWSHeader.Builder(alg);
      JWSSigner signer;
      if (JWSAlgorithm.Family.HMAC_SHA.contains(alg)) {
        signer = new MACSigner(secret.getBytes(StandardCharsets.UTF_8));
      } else if (JWSAlgorithm.Family.EC.contains(alg)) {
        signer = new ECDSASigner(ec);
        header.keyID("ec");
      } else {
        signer = new RSASSASigner(rsa);
        header.keyID("rsa");
      }
      JWSObject object = new JWSObject(header.build(), new Payload(claims.toString()));
      object.sign(signer);
      return object.serialize();
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A signed request object, encrypted for the realm. */
  String encrypted(TestRealm realm, ObjectNode claims) {
    try {
      for (JWK key :
          JWKSet.parse(Http.get(realm.issuer() + "/protocol/openid-connect/certs").body())
              .getKeys()) {
        if (KeyUse.ENCRYPTION.equals(key.getKeyUse()) && key instanceof RSAKey recipient) {
          JWEObject object =
              new JWEObject(
                  new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                      .keyID(recipient.getKeyID())
                      .type(JOSEObjectType.JWT)
                      .build(),
                  new Payload(signed("RS256", "", claims)));
          object.encrypt(new RSAEncrypter(recipient));
          return object.serialize();
        }
      }
      throw new IllegalStateException("the realm has no key to encrypt for");
    } catch (JOSEException | ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
