package io.github.umatrust.uma.claimtoken;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.fact.SuppliedClaim;
import io.github.umatrust.uma.protocol.JsonRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an ID token says about a person, in the form in which claims are kept: a text as it is,
 * numbers and truth values as JSON has them, arrays and objects as JSON without spaces and with
 * members in the order of their names. Numbers are written out, so that {@code 1.50} and {@code
 * 15e-1} are one.
 */
final class IdentityClaims {

  /** The longest value, in characters: what a database column holds. */
  static final int MAX_VALUE = JsonRequest.MAX_TEXT;

  /** Members that say something about the token, its issue, or the login; not about the person. */
  private static final Set<String> PROTOCOL =
      Set.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "nbf",
          "iat",
          "jti",
          "typ",
          "azp",
          "nonce",
          "acr",
          "amr",
          "auth_time",
          "at_hash",
          "c_hash",
          "s_hash",
          "sid",
          "session_state",
          "sub_jwk",
          "cnf",
          "scope",
          "client_id",
          "events",
          "_claim_names",
          "_claim_sources");

  private static final String EMAIL = "email";

  /** Claims that count only where the issuer says that it verified them, and where it says so. */
  private static final Map<String, String> VERIFIED_BY =
      Map.of(EMAIL, "email_verified", "phone_number", "phone_number_verified");

  private IdentityClaims() {}

  /**
   * The wanted claims of a token, in the order of their names. What is empty, too long, or has
   * characters that cannot be kept is left out.
   */
  static List<SuppliedClaim> of(
      ObjectNode claims, Verdict.Believed verdict, String format, Set<String> wanted) {
    List<SuppliedClaim> supplied = new ArrayList<>();
    for (String name : new TreeSet<>(wanted)) {
      String value = PROTOCOL.contains(name) ? null : value(claims.path(name));
      if (value != null && isVerified(claims, name, verdict.trustsEmail())) {
        supplied.add(new SuppliedClaim(name, value, verdict.issuer(), format));
      }
    }
    return supplied;
  }

  private static boolean isVerified(ObjectNode claims, String name, boolean trustsEmail) {
    String verifiedBy = VERIFIED_BY.get(name);
    if (verifiedBy == null) {
      return true;
    }
    JsonNode verified = claims.path(verifiedBy);
    return verified.isMissingNode() ? trustsEmail && EMAIL.equals(name) : verified.asBoolean();
  }

  /** The value in the form in which it is kept; null where it cannot be. */
  static @Nullable String value(JsonNode node) {
    String value = node.isTextual() ? node.textValue() : node.isEmpty() ? scalar(node) : json(node);
    return value == null
            || value.isBlank()
            || value.length() > MAX_VALUE
            || !JsonRequest.isStorable(value)
        ? null
        : value;
  }

  private static @Nullable String json(JsonNode node) {
    if (node.isTextual()) {
      return JsonRequest.isStorable(node.textValue()) ? node.toString() : null;
    }
    if (node.isArray()) {
      StringJoiner array = new StringJoiner(",", "[", "]");
      for (JsonNode element : node) {
        String value = json(element);
        if (value == null) {
          return null;
        }
        array.add(value);
      }
      return array.toString();
    }
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> members = new TreeMap<>();
      object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
      StringJoiner json = new StringJoiner(",", "{", "}");
      for (Map.Entry<String, JsonNode> member : members.entrySet()) {
        String name = json(object.textNode(member.getKey()));
        String value = json(member.getValue());
        if (name == null || value == null) {
          return null;
        }
        json.add(name + ":" + value);
      }
      return json.toString();
    }
    return node.isNull() ? "null" : scalar(node);
  }

  private static @Nullable String scalar(JsonNode node) {
    if (node.isBoolean()) {
      return node.toString();
    }
    return node.isNumber() ? number(node.decimalValue()) : null;
  }

  /** Written out, a number with a great exponent would be long beyond all bounds. */
  private static @Nullable String number(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.precision() > MAX_VALUE || Math.abs((long) stripped.scale()) > MAX_VALUE
        ? null
        : stripped.toPlainString();
  }
}
