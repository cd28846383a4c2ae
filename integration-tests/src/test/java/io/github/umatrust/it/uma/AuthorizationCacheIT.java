package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever changes a resource set, Keycloak itself, which keeps lists of resources in mind, knows
 * it with the answer.
 */
@ExtendWith(Keycloak.class)
class AuthorizationCacheIT {

  /** What a resource set is found by. */
  private record Described(String name, String type, String scope) {}

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final String client;
  private String pat = "";

  AuthorizationCacheIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.client = realm.clientUuid("photo-album");
  }

  @BeforeEach
  void token() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
  }

  @Test
  void everyListIsRightAfterEveryChange() {
    Described first = new Described("First", "urn:first", "s-first");
    Described second = new Described("Second", "urn:second", "s-second");
    // Makes the scopes, which else were nothing to be remembered by.
    register(new Described("Other", "urn:other", first.scope()));
    register(new Described("Another", "urn:other", second.scope()));
    isInNoList(first, "none");
    isInNoList(second, "none");

    String id = register(first);
    isInEveryList(first, id);
    isInNoList(second, id);

    Reply updated =
        Http.putJson(uma.resourceSets(id), json(second), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(updated.status()).isEqualTo(200);
    isInNoList(first, id);
    isInEveryList(second, id);

    Reply deleted = Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(deleted.status()).isEqualTo(204);
    isInNoList(first, id);
    isInNoList(second, id);
    assertThat(lists(second).path("owner").toString()).doesNotContain(id);
  }

  private void isInEveryList(Described described, String id) {
    lists(described)
        .properties()
        .forEach(list -> assertThat(list.getValue().toString()).as(list.getKey()).contains(id));
  }

  /** The owner's lists have every resource set, whatever it is called. */
  private void isInNoList(Described described, String id) {
    JsonNode lists = lists(described);
    assertThat(lists).hasSize(6);
    for (String list : List.of("name", "type of owner", "type instances", "scope")) {
      assertThat(lists.path(list).toString()).as(list).doesNotContain(id);
    }
  }

  private JsonNode lists(Described described) {
    Reply reply =
        Http.get(
            realm.issuer()
                + "/test/cached-lists?"
                + Http.form(
                    Map.of(
                        "client", List.of(client),
                        "owner", List.of(realm.userId("alice")),
                        "name", List.of(described.name()),
                        "type", List.of(described.type()),
                        "scope", List.of(described.scope()))));
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  private String register(Described described) {
    Reply created =
        Http.postJson(uma.resourceSets(), json(described), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(created.status()).isEqualTo(201);
    return created.text("_id");
  }

  private static Map<String, ?> json(Described described) {
    return Map.of(
        "name", described.name(),
        "type", described.type(),
        "uri", "https://photos.example.com/" + described.name(),
        "scopes", List.of(described.scope()));
  }
}
