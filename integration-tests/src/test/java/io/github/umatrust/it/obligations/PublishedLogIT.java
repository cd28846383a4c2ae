package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log as others see it: they need none of our code to verify it, and can with ours. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class PublishedLogIT {

  private static final Path GO_LIBRARIES = Path.of("/usr/share/gocode");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory = Path.of("");

  private TestRealm realm;
  private PublishedLog log;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.log = new PublishedLog(realm);
    set("obligations.checkpoint-interval", "1");
  }

  @AfterEach
  void tearDown() {
    set("obligations.log.public", "");
    set("obligations.log.witnesses", "");
  }

  private void set(String attribute, String value) {
    ObjectNode attributes = (ObjectNode) realm.adminGet("").path("attributes").deepCopy();
    attributes.put(attribute, value);
    realm.changeRealm(Map.of("attributes", attributes));
  }

  /** Has so many PATs issued, and waits until the log has them. */
  private long grow(int by) {
    long before = log.size();
    for (int i = 0; i < by; i++) {
      Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"));
    }
    await().atMost(LIMIT).until(() -> log.size() >= before + by);
    return log.size();
  }

  @Test
  void everyTokenIsAnEntryUnderASignedRoot() {
    long size = grow(5);
    List<byte[]> entries = log.entries(size);
    List<String> checkpoint = log.checkpoint();

    assertThat(entries).hasSize((int) size).allMatch(entry -> entry.length == 32);
    assertThat(checkpoint.get(0)).endsWith("/realms/" + realm.name() + "/obligations/log");
    assertThat(checkpoint.get(0)).doesNotContain("://");
    assertThat(checkpoint.get(2))
        .isEqualTo(Base64.getEncoder().encodeToString(PublishedLog.root(entries)));
    assertThat(checkpoint.get(3)).isEmpty();
    assertThat(checkpoint.get(4)).startsWith("\u2014 " + checkpoint.get(0) + " ");

    byte[] leaves = log.bytes("tile/0/000.p/" + size);
    assertThat(leaves).hasSize((int) size * 32);
    assertThat(leaves).startsWith(PublishedLog.leaf(entries.get(0)));
    assertThat(log.bytes("tile/0/000.p/2")).isEqualTo(Arrays.copyOf(leaves, 64));
  }

  @Test
  void answersCanBeCachedAsLongAsTheyHold() {
    long size = grow(1);
    Reply checkpoint = log.get("checkpoint", "Origin", "https://auditor.example");
    Reply tile = log.get("tile/0/000.p/" + size, "Origin", "https://auditor.example");

    assertThat(checkpoint.header("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(checkpoint.header("Cache-Control")).contains("public, max-age=5");
    assertThat(checkpoint.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(tile.header("Content-Type")).contains("application/octet-stream");
    assertThat(tile.header("Cache-Control")).contains("public, max-age=31536000, immutable");
    assertThat(tile.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(Http.send("HEAD", log.url() + "/checkpoint", null).status()).isEqualTo(200);
    Reply preflight =
        Http.send("OPTIONS", log.url() + "/cosignatures", null, "Origin", "https://a.example");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("POST");
  }

  @Test
  void whatIsNotThereIsNotServed() {
    long size = grow(1);
    List<String> paths =
        List.of(
            "tile/0/000",
            "tile/0/000.p/" + (size + 1),
            "tile/0/001.p/1",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/000.p/" + (size + 1),
            "tile/entries/x000/000.p/1",
            "tile/0/000.p/0",
            "tile/0/000.p/01",
            "tile/64/000.p/1",
            "tile/",
            "checkpoint/" + (size + 1),
            "checkpoint/cosigned",
            "checkpoint/x",
            "nothing");
    assertThat(paths).filteredOn(path -> log.get(path).status() != 404).isEmpty();
    assertThat(log.get("tile/0/000").text("error")).isEqualTo("not_found");
    assertThat(log.get("tile/0/000").text("error_description")).isNotBlank();
    assertThat(log.get("tile/0/000").header("Cache-Control")).contains("no-store");
  }

  @Test
  void keysSayWhatTheyAreGoodFor() {
    long size = grow(1);
    JsonNode keys = log.get("keys").json();

    assertThat(keys.path("origin").asText()).isEqualTo(log.checkpoint().get(0));
    assertThat(keys.path("minIndex").asLong()).isZero();
    assertThat(keys.path("size").asLong()).isGreaterThanOrEqualTo(size);
    assertThat(keys.path("keys")).hasSize(1);
    assertThat(keys.at("/keys/0/vkey").asText()).isEqualTo(log.get("vkey").body().strip());
    assertThat(keys.at("/keys/0/active").asBoolean()).isTrue();
    assertThat(keys.at("/keys/0/firstSize").asLong()).isZero();
    assertThat(keys.toString()).doesNotContain("rivate");
    assertThat(log.get("checkpoint/0").status()).isEqualTo(200);
  }

  @Test
  void realmWithoutALedgerHasNoLog(KeycloakServer server) {
    String name = "it-publishedlog-without";
    Http.postJson(
        server.baseUrl() + "/admin/realms",
        Map.of("realm", name, "enabled", true),
        Http.AUTHORIZATION,
        realm.administrator());
    PublishedLog none = new PublishedLog(new TestRealm(server.baseUrl(), name));

    assertThat(none.get("checkpoint").status()).isEqualTo(404);
    assertThat(none.get("keys").status()).isEqualTo(404);
  }

  @Test
  void logOutlivesTheLedger() {
    grow(1);
    realm.changeRealm(Map.of("eventsListeners", List.of("jboss-logging")));
    try {
      assertThat(log.get("checkpoint").status()).isEqualTo(200);
    } finally {
      realm.changeRealm(Map.of("eventsListeners", List.of("jboss-logging", "obligations-audit")));
    }
  }

  @Test
  void closedLogIsForThoseWhoMayViewEvents() {
    long size = grow(1);
    set("obligations.log.public", "false");
    for (String path :
        List.of("checkpoint", "checkpoint/0", "tile/0/000.p/" + size, "keys", "vkey")) {
      Reply nobody = log.get(path);
      assertThat(nobody.status()).as(path).isEqualTo(401);
      assertThat(nobody.header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
      assertThat(nobody.text("error")).isEqualTo("invalid_token");
      assertThat(log.get(path, Http.AUTHORIZATION, "Bearer nonsense").status()).isEqualTo(401);
      Reply alice = log.get(path, Http.AUTHORIZATION, realm.userAuthorization("alice"));
      assertThat(alice.status()).as(path).isEqualTo(403);
      assertThat(alice.text("error")).isEqualTo("access_denied");
      Reply auditor = log.get(path, Http.AUTHORIZATION, realm.userAuthorization("auditor"));
      assertThat(auditor.status()).as(path).isEqualTo(200);
      assertThat(auditor.header("Cache-Control").orElse("")).startsWith("private, ");
    }
    assertThat(post("x").status()).isEqualTo(401);
    set("obligations.log.public", "true");
    assertThat(log.get("checkpoint").status()).isEqualTo(200);
  }

  private Reply post(String note) {
    return Http.send("POST", log.url() + "/cosignatures", note, "Content-Type", "text/plain");
  }

  @Test
  void cosignaturesOfNamedWitnessesAreServed() {
    grow(1);
    WitnessKey witness = new WitnessKey("witness.example/w1");
    WitnessKey stranger = new WitnessKey("witness.example/w2");
    String checkpoint = log.get("checkpoint").body();
    long now = Instant.now().getEpochSecond();
    String line = witness.cosign(checkpoint, now);
    assertThat(post(checkpoint + line).status()).as("nobody is named").isEqualTo(403);

    set("obligations.log.witnesses", "nonsense " + witness.verifierKey());
    assertThat(log.get("keys").json().at("/witnesses/0").asText()).isEqualTo(witness.verifierKey());
    Reply taken = post(checkpoint + line);

    assertThat(taken.status()).as(taken.body()).isEqualTo(200);
    assertThat(taken.body()).isEqualTo(checkpoint + line);
    assertThat(post(checkpoint + line).body()).as("again").isEqualTo(checkpoint + line);
    assertThat(log.get("checkpoint/cosigned").body()).isEqualTo(checkpoint + line);
    String size = checkpoint.lines().toList().get(1);
    assertThat(log.get("checkpoint/" + size).body()).isEqualTo(checkpoint + line);

    for (String refused :
        List.of(
            "",
            "nonsense",
            checkpoint,
            checkpoint + stranger.cosign(checkpoint, now),
            checkpoint + witness.cosign(checkpoint, now + 3600),
            checkpoint
                + line.replace("\u2014 witness.example/w1 ", "\u2014 witness.example/w1 AAAA"),
            checkpoint.replace("\n" + size + "\n", "\n1234567\n") + line,
            "\u2014")) {
      Reply reply = post(refused);
      assertThat(reply.status()).as(refused).isEqualTo(400);
      assertThat(reply.text("error")).isEqualTo("invalid_request");
    }
    assertThat(post("x".repeat(70_000)).status()).isEqualTo(413);
    assertThat(log.get("checkpoint/" + size).body()).isEqualTo(checkpoint + line);
  }

  /** What a command said. */
  private record Run(int exit, String output) {}

  private Run run(Map<String, String> environment, Path workingDirectory, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "run", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("takes too long: " + command);
    }
    return new Run(process.exitValue(), Files.readString(output));
  }

  private Run jar(String... arguments) throws IOException, InterruptedException {
    Path jar =
        Keycloak.providers().stream()
            .filter(p -> p.getFileName().toString().contains("obligations-audit-listener"))
            .findAny()
            .orElseThrow();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString()));
    command.addAll(List.of(arguments));
    return run(Map.of(), directory, command);
  }

  @Test
  void jarVerifiesTheLogFromOutside() throws IOException, InterruptedException {
    grow(3);
    String vkey = log.get("vkey").body().strip();
    Run first = jar("log", log.url(), "--vkey", vkey, "--save", "saved");
    long size = grow(2);
    Run second = jar("log", log.url(), "--vkey", vkey, "--since", "saved");

    assertThat(first.output()).endsWith("verified\n");
    assertThat(first.exit()).isZero();
    assertThat(second.output()).contains("size " + size, "it grew from").endsWith("verified\n");
    assertThat(second.exit()).isZero();

    String forged =
        Files.readString(directory.resolve("saved"), StandardCharsets.UTF_8)
            .replaceFirst("\n[0-9]+\n", "\n2\n");
    Files.writeString(directory.resolve("forged"), forged);
    assertThat(jar("log", log.url(), "--vkey", vkey, "--since", "forged").exit()).isEqualTo(1);
  }

  @Test
  void jarReadsAClosedLogWithAToken() throws IOException, InterruptedException {
    grow(1);
    set("obligations.log.public", "false");
    assertThat(jar("log", log.url()).exit()).isEqualTo(3);
    Files.writeString(
        directory.resolve("token"),
        realm.userAuthorization("auditor").substring("Bearer ".length()));
    assertThat(jar("log", log.url(), "--token-file", "token").output()).endsWith("verified\n");
  }

  @Test
  void jarComparesTheServersRecordsWithTheLog() throws IOException, InterruptedException {
    grow(3);
    String token = realm.userAuthorization("auditor").substring("Bearer ".length());
    Files.writeString(directory.resolve("token"), token);
    Run run =
        jar(
            "log",
            log.url(),
            "--openings",
            realm.adminUrl("obligations/log/openings"),
            "--token-file",
            "token");

    assertThat(run.output())
        .contains("the records they commit to verified")
        .endsWith("verified\n")
        .doesNotContain(token);
    assertThat(run.exit()).isZero();
  }

  /** The evidence of the latest entry, as a file. */
  private Path evidence() throws IOException {
    String auditor = realm.userAuthorization("auditor");
    String id =
        Http.get(realm.adminUrl("obligations/entries"), Http.AUTHORIZATION, auditor)
            .json()
            .at("/0/id")
            .asText();
    Reply reply =
        Http.get(
            realm.adminUrl("obligations/entries/" + id + "/evidence?format=tlog-proof"),
            Http.AUTHORIZATION,
            auditor);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return Files.writeString(directory.resolve("entry.tlog-proof"), reply.body());
  }

  @Test
  void jarVerifiesEvidenceOffline() throws IOException, InterruptedException {
    grow(2);
    String file = evidence().toString();
    String vkey = log.get("vkey").body().strip();
    Run run = jar("evidence", file, "--vkey", vkey);

    assertThat(run.output()).contains("{\"record\":{", "pat_issued").endsWith("verified\n");
    assertThat(jar("evidence", file, "--vkey", new WitnessKey("x").verifierKey()).exit())
        .isEqualTo(1);
  }

  @Test
  void goVerifiesEvidenceOffline() throws IOException, InterruptedException {
    Path program = goProgram();
    grow(2);
    String vkey = log.get("vkey").body().strip();
    Path file = evidence();
    List<String> command = List.of(program.toString(), "-evidence", file.toString(), "-vkey", vkey);
    assertThat(run(Map.of(), directory, command).output()).endsWith("verified\n");

    String changed = Files.readString(file).replaceFirst("\nindex [0-9]+\n", "\nindex 0\n");
    Files.writeString(file, changed);
    assertThat(run(Map.of(), directory, command).exit()).isEqualTo(1);
  }

  /** Code of others, in another language: what verifies Go's checksum database. */
  @Test
  void goVerifiesTheLogFromOutside() throws IOException, InterruptedException {
    Path program = goProgram();
    grow(3);
    String vkey = log.get("vkey").body().strip();
    Run first =
        run(
            Map.of(),
            directory,
            List.of(program.toString(), "-log", log.url(), "-vkey", vkey, "-save", "saved"));
    long size = grow(4);
    Run second =
        run(
            Map.of(),
            directory,
            List.of(program.toString(), "-log", log.url(), "-vkey", vkey, "-since", "saved"));

    assertThat(first.output()).endsWith("verified\n");
    assertThat(second.output())
        .contains(size + " entries are in the tree", "it grew from", "proved by")
        .endsWith("verified\n");

    String other = new WitnessKey("x").verifierKey();
    assertThat(
            run(Map.of(), directory, List.of(program.toString(), "-log", log.url(), "-vkey", other))
                .exit())
        .isEqualTo(1);
  }

  private Path goProgram() throws IOException, InterruptedException {
    boolean installed =
        Files.isDirectory(GO_LIBRARIES.resolve("src/golang.org/x/mod/sumdb/tlog"))
            && Files.isExecutable(Path.of("/usr/bin/go"));
    if (!installed) {
      System.out.println(
          "SKIPPED: the log was not verified by Go's own code: the Debian packages golang-go and"
              + " golang-golang-x-mod-dev are not installed");
    }
    Assumptions.assumeTrue(
        installed, "the Debian packages golang-go and golang-golang-x-mod-dev are not installed");
    Path program = directory.resolve("verifylog");
    Run build =
        run(
            Map.of(
                "GO111MODULE",
                "off",
                "GOPATH",
                GO_LIBRARIES.toString(),
                "GOFLAGS",
                "",
                "GOCACHE",
                directory.resolve("go-cache").toString()),
            Path.of("src/test/go/verifylog").toAbsolutePath(),
            List.of("/usr/bin/go", "build", "-o", program.toString(), "."));
    assertThat(build.exit()).as(build.output()).isZero();
    return program;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
  void nothingElseCanBeDone(String method) {
    grow(1);
    for (String path : List.of("checkpoint", "tile/0/000.p/1", "cosignatures")) {
      assertThat(Http.send(method, log.url() + "/" + path, "x").status())
          .as(method + " " + path)
          .isIn(404, 405);
    }
  }
}
