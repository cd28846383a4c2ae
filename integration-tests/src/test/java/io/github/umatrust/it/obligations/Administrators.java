package io.github.umatrust.it.obligations;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;

/** People with roles of the administration. */
final class Administrators {

  private Administrators() {}

  /** Adds somebody whose password is the name. */
  static void add(TestRealm realm, String name) {
    realm.adminPost(
        "users",
        Map.of(
            "username",
            name,
            "enabled",
            true,
            "firstName",
            name,
            "lastName",
            name,
            "email",
            name + "@example.org",
            "emailVerified",
            true,
            "credentials",
            List.of(Map.of("type", "password", "value", name, "temporary", false))));
  }

  /** Adds somebody with a role of a client, for example {@code realm-management}. */
  static void add(TestRealm realm, String name, String client, String role) {
    add(realm, name);
    String uuid = realm.clientUuid(client);
    JsonNode found = realm.adminGet("clients/" + uuid + "/roles/" + role);
    realm.adminPost(
        "users/" + realm.userId(name) + "/role-mappings/clients/" + uuid, List.of(found));
  }
}
