package io.github.umatrust.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.obligations.Evidence;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.PhotoAlbum;
import io.github.umatrust.testkit.uma.UmaClient;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.testcontainers.containers.GenericContainer;

/**
 * What the JARs have to give in a container, however they came into it: something of each. The
 * server's log is in {@code target/keycloak}, under the name of the test class.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ContainerChecks {

  /** Keycloak's port for everybody, inside the container. */
  static final int HTTP_PORT = 8080;

  /** Keycloak's port for health and metrics, inside the container. */
  static final int MANAGEMENT_PORT = 9000;

  private static final String CALENDAR = "https://calendar.example.com/";

  private final GenericContainer<?> container;
  private TestRealm realm = new TestRealm("", "");

  /**
   * @param container not started yet, with an administrator as {@link TestRealm} expects
   */
  ContainerChecks(GenericContainer<?> container) {
    this.container = container;
  }

  @BeforeAll
  void start() throws IOException {
    Path log =
        Path.of(System.getProperty("keycloak.work", ""), getClass().getSimpleName() + ".log");
    Files.createDirectories(log.getParent());
    Files.deleteIfExists(log);
    container.withLogConsumer(frame -> append(log, frame.getUtf8String()));
    container.start();
    realm = TestRealm.importCopy(url(HTTP_PORT), Keycloak.realmFile(), "it-containers");
  }

  @AfterAll
  void stop() {
    container.stop();
  }

  @Test
  void aPhotoIsServedToWhomItsOwnerLets() {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    String photo = uma.registerResourceSet(pat, "Photo of the sea", PhotoAlbum.VIEW).text("_id");
    try (PhotoAlbum album = new PhotoAlbum(uma, pat, photo)) {
      UmaClient printService = new UmaClient(aat);
      UmaClient.Outcome asked = printService.read(album.photoUrl());
      assertThat(asked.rpt()).isEmpty();
      assertThat(asked.reply().text("error")).isEqualTo("request_submitted");

      realm.share(photo, "alice", "bob", PhotoAlbum.VIEW);

      UmaClient.Outcome allowed = printService.read(album.photoUrl());
      assertThat(allowed.rpt()).isPresent();
      assertThat(allowed.reply().status()).isEqualTo(200);
      assertThat(allowed.reply().body()).isNotEmpty();
    }
  }

  @Test
  void aTokenIsForTheResourceAskedForAndAnUnknownOneIsRefused() {
    OAuthClient planner = realm.client("planner");
    Reply unrestricted = planner.clientCredentials("scope", "calendar contacts");
    assertThat(Tokens.audience(unrestricted.text("access_token")))
        .contains("calendar-api", "contacts-api");

    Reply narrowed = planner.clientCredentials("scope", "calendar contacts", "resource", CALENDAR);
    assertThat(Tokens.audience(narrowed.text("access_token"))).containsExactly(CALENDAR);
    assertThat(Tokens.scope(narrowed.text("access_token")))
        .contains("calendar")
        .doesNotContain("contacts");

    Reply refused = planner.clientCredentials("resource", "https://unknown.example.com/");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_target");
  }

  @Test
  void aTokenIsInTheLogUnderASignedRoot() {
    String tokenId = Tokens.claims(protectionToken()).path("jti").asText();
    String entry = ledger("?tokenId=" + Http.encode(tokenId)).json().at("/0/id").asText();
    String proof = ledger("/" + entry + "/evidence?format=tlog-proof").body();
    String verifierKey = Http.get(realm.issuer() + "/obligations/log/vkey").body().strip();

    JsonNode committed = Evidence.parse(proof).verify(verifierKey);
    assertThat(committed.at("/record/token/id").asText()).isEqualTo(tokenId);
  }

  @Test
  void theServerIsReadyAndTheLedgerIsAskedForThat() {
    Reply ready = Http.get(url(MANAGEMENT_PORT) + "/health/ready");
    assertThat(ready.status()).as(ready.body()).isEqualTo(200);
    assertThat(ready.text("status")).isEqualTo("UP");
    assertThat(ready.json().path("checks").findValuesAsText("name")).contains("Obligations ledger");
  }

  @Test
  void metricsCountWhatIsRecorded() {
    protectionToken();
    assertThat(Http.get(url(MANAGEMENT_PORT) + "/metrics").body().lines())
        .anyMatch(
            line ->
                line.startsWith("umatrust_obligations_entries_total{")
                    && line.contains("interaction=\"pat_issued\"")
                    && !line.endsWith(" 0.0"));
  }

  private String protectionToken() {
    Reply reply = realm.client("photo-album").clientCredentials("scope", "uma_protection");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.text("access_token");
  }

  private Reply ledger(String path) {
    Reply reply =
        Http.get(
            realm.adminUrl("obligations/entries") + path,
            Http.AUTHORIZATION,
            realm.userAuthorization("auditor"));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply;
  }

  private static void append(Path log, String text) {
    try {
      Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String url(int port) {
    return "http://" + container.getHost() + ":" + container.getMappedPort(port);
  }
}
