package io.github.umatrust.it.uma.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;

/**
 * A resource server that acts for one owner.
 *
 * @param pat the PAT by which it does
 */
record Registrar(UmaEndpoints uma, String pat) {

  /** Registers a resource set; its id. */
  String register(String name, String... scopes) {
    Reply registered = uma.registerResourceSet(pat, name, scopes);
    assertThat(registered.status()).as(registered.body()).isEqualTo(201);
    return registered.text("_id");
  }

  /** The ids of the resource sets it has for this owner. */
  List<String> list() {
    Reply list = ask();
    assertThat(list.status()).as(list.body()).isEqualTo(200);
    return Reply.texts(list.json());
  }

  /** Asks for the list; the answer, whatever it is. */
  Reply ask() {
    return Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat));
  }

  /** Nothing that the protection API offers tells of, or touches, this resource set. */
  void isToldNothingOf(String id) {
    assertThat(list()).doesNotContain(id);
    assertThat(Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat)).text("error"))
        .isEqualTo("not_found");
    assertThat(
            Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat)).text("error"))
        .isEqualTo("not_found");
    assertThat(uma.registerPermission(pat, id, "read").text("error"))
        .isEqualTo("invalid_resource_set_id");
  }
}
