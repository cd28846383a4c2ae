package io.github.umatrust.uma.account;

import io.github.umatrust.uma.protocol.JsonRequest;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Finds people as other people name them. */
public final class People {

  private People() {}

  /**
   * The user with this id, else with this name; empty where there is none.
   *
   * @param idOrName what somebody sent
   */
  public static Optional<UserModel> find(
      KeycloakSession session, RealmModel realm, String idOrName) {
    if (idOrName.isBlank()
        || idOrName.length() > JsonRequest.MAX_TEXT
        || idOrName.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    return Optional.ofNullable(session.users().getUserById(realm, idOrName))
        .or(() -> Optional.ofNullable(session.users().getUserByUsername(realm, idOrName)));
  }
}
