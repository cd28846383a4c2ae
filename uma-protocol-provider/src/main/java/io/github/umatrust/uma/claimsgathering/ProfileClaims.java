package io.github.umatrust.uma.claimsgathering;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.UserModel;

/**
 * What the realm knows of a person: the standard claims (OpenID Connect Core 1.0 §5.1) that the
 * realm would also put into the person's ID token. Other attributes of a user are none of a page's
 * business.
 */
final class ProfileClaims {

  /**
   * Claims that are an attribute of the user, by the names that Keycloak gives these attributes.
   */
  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          "middle_name", "middleName",
          "nickname", "nickname",
          "website", "website",
          "gender", "gender",
          "birthdate", "birthdate",
          "zoneinfo", "zoneinfo",
          "locale", "locale",
          "phone_number", "phoneNumber");

  private final UserModel user;

  ProfileClaims(UserModel user) {
    this.user = user;
  }

  /** What the person may want to say; null where the realm does not know. */
  @Nullable String known(String claim) {
    String value =
        switch (claim) {
          case "email" -> user.getEmail();
          case "given_name" -> user.getFirstName();
          case "family_name" -> user.getLastName();
          case "name" -> name();
          case "preferred_username" -> user.getUsername();
          default ->
              ATTRIBUTES.containsKey(claim) ? user.getFirstAttribute(ATTRIBUTES.get(claim)) : null;
        };
    return value == null || value.isBlank() ? null : value.strip();
  }

  /**
   * What the realm attests; null where it does not. An e-mail address and a phone number must have
   * been verified.
   */
  @Nullable String attested(String claim) {
    boolean verified =
        switch (claim) {
          case "email" -> user.isEmailVerified();
          case "phone_number" ->
              Boolean.parseBoolean(user.getFirstAttribute("phoneNumberVerified"));
          default -> true;
        };
    return verified ? known(claim) : null;
  }

  /** The name by which people know the person. */
  String displayName() {
    String name = name();
    return name == null ? user.getUsername() : name;
  }

  private @Nullable String name() {
    String first = user.getFirstName();
    String last = user.getLastName();
    String name = ((first == null ? "" : first) + " " + (last == null ? "" : last)).strip();
    return name.isEmpty() ? null : name;
  }
}
