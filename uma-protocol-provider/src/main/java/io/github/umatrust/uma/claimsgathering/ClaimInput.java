package io.github.umatrust.uma.claimsgathering;

import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.requirement.RequiredClaim;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a page asks for a claim, judged by what the claim is called.
 *
 * @param type the type of the input (HTML)
 * @param autocomplete what browsers may fill in (HTML autofill)
 * @param labelKey the message with the name of the claim; null for a claim of no standard
 */
record ClaimInput(String type, String autocomplete, @Nullable String labelKey) {

  /** A reason why a value will not do, as the end of a message's key. */
  enum Fault {
    REQUIRED,
    TOO_LONG,
    CHARACTERS,
    EMAIL,
    URL,
    DATE;

    /** The key of the message. */
    String messageKey() {
      return "umaClaimsFault." + name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String TEXT = "text";

  private static final Map<String, ClaimInput> STANDARD =
      Map.ofEntries(
          entry("email", "email", "email", true),
          entry("phone_number", "tel", "tel", true),
          entry("website", "url", "url", true),
          entry("birthdate", "date", "bday", true),
          entry("name", TEXT, "name", true),
          entry("given_name", TEXT, "given-name", true),
          entry("family_name", TEXT, "family-name", true),
          entry("middle_name", TEXT, "additional-name", true),
          entry("nickname", TEXT, "nickname", true),
          entry("preferred_username", TEXT, "username", true),
          entry("address", TEXT, "street-address", true),
          entry("organization", TEXT, "organization", true),
          entry("profile", "url", "off", false),
          entry("picture", "url", "off", false));

  /** Other names of the same claims, as attribute profiles of SAML have them. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "urn:oid:0.9.2342.19200300.100.1.3", "email",
          "mail", "email",
          "urn:oid:2.5.4.42", "given_name",
          "urn:oid:2.5.4.4", "family_name",
          "urn:oid:2.5.4.20", "phone_number",
          "urn:oid:2.5.4.10", "organization",
          "phone", "phone_number",
          "birthday", "birthdate");

  /** Anything with one at sign and something around it; what is behind it only a message tells. */
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

  private static Map.Entry<String, ClaimInput> entry(
      String name, String type, String autocomplete, boolean labelled) {
    return Map.entry(
        name, new ClaimInput(type, autocomplete, labelled ? "umaClaim." + name : null));
  }

  /** How to ask for a required claim. */
  static ClaimInput of(RequiredClaim claim) {
    ClaimInput known = ofName(claim.name());
    if (known == null && claim.claimType() != null) {
      known = ofName(claim.claimType());
    }
    return known == null ? new ClaimInput(TEXT, "off", null) : known;
  }

  private static @Nullable ClaimInput ofName(String name) {
    return STANDARD.get(ALIASES.getOrDefault(name, name));
  }

  /**
   * Why a value will not do; null when it will.
   *
   * @param value what was typed, stripped
   */
  @Nullable Fault faultOf(String value) {
    if (value.isEmpty()) {
      return Fault.REQUIRED;
    }
    if (value.length() > JsonRequest.MAX_TEXT) {
      return Fault.TOO_LONG;
    }
    if (value.codePoints().anyMatch(ClaimInput::isNotStorable)) {
      return Fault.CHARACTERS;
    }
    return switch (type) {
      case "email" -> EMAIL.matcher(value).matches() ? null : Fault.EMAIL;
      case "url" -> isWebAddress(value) ? null : Fault.URL;
      case "date" -> isDate(value) ? null : Fault.DATE;
      default -> null;
    };
  }

  private static boolean isNotStorable(int codePoint) {
    int kind = Character.getType(codePoint);
    return kind == Character.CONTROL || kind == Character.SURROGATE;
  }

  private static boolean isWebAddress(String value) {
    try {
      URI uri = new URI(value);
      return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isDate(String value) {
    try {
      LocalDate.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
