package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The JARs as an operator drops them into {@code providers/}: small, and each without the others.
 */
@Tag("thorough")
class ProviderJarsIT {

  private static final String CALENDAR = "https://calendar.example.com/";

  @Test
  void containOurClassesAndNoOthers() throws IOException {
    List<Path> jars = Keycloak.providers();
    assertThat(jars).hasSize(4);
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        assertThat(file.stream().map(e -> e.getName()).filter(n -> n.endsWith(".class")))
            .as(jar.getFileName().toString())
            .allMatch(n -> n.startsWith("io/github/umatrust/"));
        assertThat(file.stream().map(e -> e.getName()).filter(n -> n.endsWith(".jar"))).isEmpty();
      }
    }
  }

  /** What several carry a copy of has another name in each. */
  @Test
  void noClassIsInTwo() throws IOException {
    List<String> classes = new ArrayList<>();
    for (Path jar : Keycloak.providers()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        file.stream().map(e -> e.getName()).filter(n -> n.endsWith(".class")).forEach(classes::add);
      }
    }
    assertThat(classes).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void umaAndThemesWorkWithoutTheOtherTwo() {
    try (KeycloakServer server = start("uma-and-themes", "uma-protocol-provider", "themes")) {
      TestRealm realm = new TestRealm(server.baseUrl(), "uma-trust");
      UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
      String pat =
          realm
              .client("photo-album")
              .clientCredentials("scope", "uma_protection")
              .text("access_token");
      String set = uma.registerResourceSet(pat, "Alone", "view").text("_id");
      String ticket = uma.registerPermission(pat, set, "view").text("ticket");
      String aat =
          realm
              .client("print-service")
              .clientCredentials("scope", "uma_authorization")
              .text("access_token");
      assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("not_authorized");
      Reply info =
          Http.get(
              server.baseUrl() + "/admin/serverinfo", Http.AUTHORIZATION, realm.administrator());
      assertThat(info.json().path("themes").path("login").findValuesAsText("name"))
          .contains("uma-trust");
      // What is not there is not there, and nobody minds the settings that name it.
      assertThat(
              Http.get(realm.adminUrl("obligations"), Http.AUTHORIZATION, realm.administrator())
                  .status())
          .isEqualTo(404);
      assertThat(realm.client("planner").clientCredentials("resource", CALENDAR).status())
          .isEqualTo(200);
    }
  }

  @Test
  void indicatorsAndLedgerWorkWithoutTheOtherTwo() {
    try (KeycloakServer server =
        start("indicators-and-ledger", "resource-indicator-mapper", "obligations-audit-listener")) {
      TestRealm realm = new TestRealm(server.baseUrl(), "uma-trust");
      String token =
          realm.client("planner").clientCredentials("resource", CALENDAR).text("access_token");
      assertThat(Tokens.audience(token)).containsExactly(CALENDAR);
      String pat =
          realm
              .client("photo-album")
              .clientCredentials("scope", "uma_protection")
              .text("access_token");
      JsonNode obligations =
          Http.get(
                  realm.adminUrl("obligations")
                      + "?tokenId="
                      + Http.encode(Tokens.claims(pat).path("jti").asText()),
                  Http.AUTHORIZATION,
                  realm.administrator())
              .json();
      assertThat(obligations).hasSize(5);
      assertThat(Http.get(realm.issuer() + "/.well-known/uma-configuration").status())
          .isEqualTo(404);
    }
  }

  private static KeycloakServer start(String name, String... modules) {
    return KeycloakServer.start(
        Keycloak.installation(name, modules), Ports.free(), Keycloak.realmFile());
  }
}
