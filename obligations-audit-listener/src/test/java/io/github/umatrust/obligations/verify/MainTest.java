package io.github.umatrust.obligations.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.Keys;
import io.github.umatrust.obligations.note.NoteSigner;
import io.github.umatrust.obligations.note.SignedNote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @TempDir Path directory = Path.of("");

  private final LogSite site = new LogSite();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void setUp() {
    site.grow(700, "record ");
  }

  @AfterEach
  void tearDown() {
    site.close();
  }

  private Outcome run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        List.of(arguments),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Duration.ofMillis(1));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String vkey() {
    return site.signer.verifierKey().toString();
  }

  private Outcome log(String... more) {
    List<String> arguments = new ArrayList<>(List.of("log", site.address(), "--vkey", vkey()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private String file(String name, String content) {
    try {
      return Files.writeString(directory.resolve(name), content).toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void wholeLogVerifies() {
    assertThat(log()).isEqualTo(Outcome.VERIFIED);
    assertThat(said())
        .contains("checkpoint " + LogSite.ORIGIN, "size 700", "700 entries", "signed by")
        .endsWith("verified\n");
    assertThat(complained()).isEmpty();
  }

  @Test
  void slashAtTheEndOfTheAddressIsNoMatter() {
    assertThat(run("log", site.address() + "/", "--vkey", vkey())).isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void emptyLogVerifies() {
    try (LogSite empty = new LogSite()) {
      assertThat(run("log", empty.address(), "--vkey", empty.signer.verifierKey().toString()))
          .isEqualTo(Outcome.VERIFIED);
    }
  }

  @Test
  void withoutAKeyTheLogsOwnWordIsTakenAndSaidSo() {
    assertThat(run("log", site.address())).isEqualTo(Outcome.VERIFIED);
    assertThat(said()).contains("No --vkey of the log", "--vkey " + vkey());
  }

  @Test
  void checkpointOfAnotherKeyIsNotVerified() {
    String other = Keys.log(LogSite.ORIGIN).verifierKey().toString();
    assertThat(run("log", site.address(), "--vkey", other)).isEqualTo(Outcome.NOT_VERIFIED);
    assertThat(complained()).contains("NOT VERIFIED: the log's checkpoint: no signature");
  }

  @Test
  void cosignaturesOfNamedWitnessesAreShownAndVerified() {
    NoteSigner witness = Keys.witness("witness.example");
    site.checkpoint =
        site.checkpoint.with(List.of(witness.cosign(site.checkpoint.text(), 1_800_000_000)));
    assertThat(log("--vkey", witness.verifierKey().toString())).isEqualTo(Outcome.VERIFIED);
    assertThat(said()).contains("signed by witness.example", "at 2027-01-15T08:00:00Z");

    site.checkpoint = site.checkpoint.with(List.of(witness.cosign("another\n", 1)));
    assertThat(log("--vkey", witness.verifierKey().toString())).isEqualTo(Outcome.NOT_VERIFIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/entries/000",
        "tile/entries/002.p/188",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2"
      })
  void changedByteOfAnyTileIsNamed(String path) {
    byte[] changed = site.tile(path);
    changed[changed.length - 1] ^= 1;
    site.instead.put("/log/" + path, changed);

    assertThat(log()).isEqualTo(Outcome.NOT_VERIFIED);
    int entry =
        path.contains("002.p")
            ? 699
            : path.contains("/1/") ? 256 : path.endsWith("000") ? 255 : 511;
    assertThat(complained()).contains("NOT VERIFIED: entry " + entry + ": a hash of tile/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/entries/000",
        "tile/entries/002.p/188",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2"
      })
  void missingAndShortTilesAreNamed(String path) {
    byte[] whole = site.tile(path);
    site.instead.put("/log/" + path, new byte[0]);
    assertThat(log()).isEqualTo(Outcome.NOT_VERIFIED);
    assertThat(complained()).contains("there is no " + path);

    site.instead.put("/log/" + path, Arrays.copyOf(whole, whole.length - 1));
    assertThat(log()).isEqualTo(Outcome.NOT_VERIFIED);

    site.instead.put("/log/" + path, Arrays.copyOf(whole, whole.length + 1));
    assertThat(log()).isEqualTo(Outcome.NOT_VERIFIED);
  }

  /** The tree is whole, but not the one that was signed. */
  @Test
  void anotherTreeThanTheSignedOneIsNotVerified() {
    Checkpoint other = new Checkpoint(LogSite.ORIGIN, 700, Hash.EMPTY_TREE);
    site.checkpoint = SignedNote.sign(other.toString(), List.of(site.signer));
    assertThat(log()).isEqualTo(Outcome.NOT_VERIFIED);
    assertThat(complained()).contains("not that of the checkpoint");
  }

  @Test
  void checkpointThatIsNoneIsNotVerified() {
    site.instead.put("/log/checkpoint", LogSite.text("<html>\u001b[2J</html>\n"));
    assertThat(log()).isEqualTo(Outcome.NOT_VERIFIED);
    assertThat(complained()).doesNotContain("\u001b");
  }

  @Test
  void growthSinceAnEarlierCheckpointIsVerified() {
    String saved = directory.resolve("saved").toString();
    assertThat(log("--save", saved)).isEqualTo(Outcome.VERIFIED);
    site.grow(400, "record ");

    assertThat(log("--since", saved, "--save", saved)).isEqualTo(Outcome.VERIFIED);
    assertThat(said()).contains("it grew from the 700 entries");
    assertThat(directory.resolve("saved")).hasContent(site.checkpoint.toString());
    assertThat(log("--since", saved)).as("of the same size").isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void rewrittenLogIsBetrayedByAnEarlierCheckpoint() {
    String before = file("before", site.checkpoint.toString());
    try (LogSite rewritten = new LogSite()) {
      rewritten.signer = site.signer;
      rewritten.grow(800, "rewritten ");
      assertThat(run("log", rewritten.address(), "--vkey", vkey(), "--since", before))
          .isEqualTo(Outcome.NOT_VERIFIED);
      assertThat(complained()).contains("the log was rewritten");
    }
    try (LogSite forked = new LogSite()) {
      forked.signer = site.signer;
      forked.grow(700, "forked ");
      assertThat(run("log", forked.address(), "--vkey", vkey(), "--since", before))
          .isEqualTo(Outcome.NOT_VERIFIED);
    }
    try (LogSite shrunk = new LogSite()) {
      shrunk.signer = site.signer;
      shrunk.grow(600, "record ");
      assertThat(run("log", shrunk.address(), "--vkey", vkey(), "--since", before))
          .isEqualTo(Outcome.NOT_VERIFIED);
      assertThat(complained()).contains("the log has shrunk");
    }
  }

  @Test
  void checkpointOfBeforeMustBeOfTheSameLogAndSigned() {
    String forged = site.checkpoint.toString().replace("\n700\n", "\n699\n");
    assertThat(log("--since", file("forged", forged))).isEqualTo(Outcome.NOT_VERIFIED);
    NoteSigner other = Keys.log("other.example");
    String ofAnother =
        SignedNote.sign(
                new Checkpoint("other.example", 0, Hash.EMPTY_TREE).toString(), List.of(other))
            .toString();
    assertThat(log("--since", file("other", ofAnother), "--vkey", other.verifierKey().toString()))
        .isEqualTo(Outcome.NOT_VERIFIED);
    assertThat(complained()).contains("is of another log");
  }

  @Test
  void prunedLogVerifiesWhatItHas() {
    site.minIndex = 512;
    assertThat(log()).isEqualTo(Outcome.VERIFIED);
    assertThat(said()).contains("entries 0 to 511 were pruned", "188 entries");
    String saved = directory.resolve("saved").toString();
    assertThat(log("--save", saved)).isEqualTo(Outcome.VERIFIED);
    site.grow(1, "record ");
    assertThat(log("--since", saved)).isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void recordsOfTheServerAreCompared() {
    assertThat(log("--openings", site.openings())).isEqualTo(Outcome.VERIFIED);
    assertThat(said()).contains("the records they commit to");

    site.instead.put("/log/tile/entries/001", site.tile("tile/entries/001"));
    site.changeRecordOnly(300);
    assertThat(log("--openings", site.openings())).isEqualTo(Outcome.NOT_VERIFIED);
    assertThat(complained())
        .contains("entry 300: the server's record is not the one that was logged");

    site.instead.put("/openings", LogSite.text("0 " + "cmVjb3JkIDA=" + "\n2 AA==\n"));
    assertThat(log("--openings", site.openings())).isEqualTo(Outcome.NOT_VERIFIED);
    assertThat(complained()).contains("entry 1: the server has no record");
    site.instead.put("/openings", new byte[0]);
    assertThat(log("--openings", site.openings())).isEqualTo(Outcome.NOT_VERIFIED);
    site.instead.put("/openings", LogSite.text("0 cmVj*\n"));
    assertThat(log("--openings", site.openings())).isEqualTo(Outcome.NOT_VERIFIED);
    site.instead.put("/openings", LogSite.text("zero AAAA\n"));
    assertThat(log("--openings", site.openings())).isEqualTo(Outcome.UNREADABLE);
  }

  @Test
  void closedLogIsReadWithAToken() {
    site.authorization = "Bearer abc.def";
    assertThat(log()).isEqualTo(Outcome.UNREADABLE);
    assertThat(complained()).contains("HTTP 401").doesNotContain("abc.def");
    assertThat(log("--token-file", file("token", "abc.def\n"))).isEqualTo(Outcome.VERIFIED);
    assertThat(log("--token-file", file("bad", "a b\n"))).isEqualTo(Outcome.USAGE);
  }

  @Test
  void busyServerIsAskedAgain() {
    site.busy = 3;
    assertThat(log()).isEqualTo(Outcome.VERIFIED);
    site.busy = 4;
    assertThat(log()).isEqualTo(Outcome.UNREADABLE);
    assertThat(complained()).contains("HTTP 503");
  }

  @Test
  void serverThatIsNotThereIsNoVerdict() {
    site.close();
    assertThat(log()).isEqualTo(Outcome.UNREADABLE);
  }

  @Test
  void evidenceVerifiesWithoutTheServer() {
    String evidence = file("entry.tlog-proof", site.evidence(300));
    site.close();
    assertThat(run("evidence", evidence, "--vkey", vkey())).isEqualTo(Outcome.VERIFIED);
    assertThat(said())
        .contains("entry 300 of " + LogSite.ORIGIN, "700 entries", "record 300", "verified");
  }

  @Test
  void changedEvidenceIsNotVerified() {
    String evidence = site.evidence(300);
    String other = site.evidence(301);
    String extra = evidence.lines().filter(l -> l.startsWith("extra")).findAny().orElseThrow();
    String otherExtra = other.lines().filter(l -> l.startsWith("extra")).findAny().orElseThrow();

    for (String changed :
        List.of(
            evidence.replace(extra, otherExtra),
            evidence.replace(extra + "\n", ""),
            evidence.replace("index 300", "index 301"),
            evidence.replace("\n700\n", "\n701\n"),
            "",
            "c2sp.org/tlog-proof@v1\n")) {
      assertThat(run("evidence", file("changed", changed), "--vkey", vkey()))
          .isEqualTo(Outcome.NOT_VERIFIED);
    }
    assertThat(
            run(
                "evidence",
                file("right", evidence),
                "--vkey",
                Keys.log(LogSite.ORIGIN).verifierKey().toString()))
        .isEqualTo(Outcome.NOT_VERIFIED);
  }

  @Test
  void recordCannotMoveTheCursor() {
    site.grow(1, "\u001b[2J\u202e\u0085\ud83d\ude00");
    String evidence = file("evil", site.evidence(700));
    assertThat(run("evidence", evidence, "--vkey", vkey())).isEqualTo(Outcome.VERIFIED);
    assertThat(said()).contains("\\u001b[2J\\u202e\\u0085\ud83d\ude00700");
  }

  @Test
  void evidenceWantsAKeyFromElsewhere() {
    assertThat(run("evidence", file("right", site.evidence(3)))).isEqualTo(Outcome.USAGE);
    assertThat(run("evidence", "no-such-file", "--vkey", vkey())).isEqualTo(Outcome.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify",
        "log",
        "log a b",
        "log ftp://idp.example/log",
        "log idp.example/log",
        "log http://idp.example/log?x=y",
        "log http:///log",
        "log http://idp.example/log --vkey",
        "log http://idp.example/log --vkey nonsense",
        "log http://idp.example/log --loud",
        "log http://idp.example/log --save a --save b",
        "log http://idp.example/log --since no-such-file",
        "log http://idp.example/log --openings nonsense",
        "evidence",
        "evidence a --since b"
      })
  void commandLinesThatAreNotUnderstoodAreSaid(String line) {
    assertThat(run(line.split(" "))).isEqualTo(Outcome.USAGE);
    assertThat(complained()).contains("--help");
  }

  @Test
  void helpSaysWhatThereIs() {
    assertThat(run("--help")).isEqualTo(Outcome.VERIFIED);
    assertThat(said()).contains("--since", "evidence", "Exit status");
    assertThat(run()).isEqualTo(Outcome.USAGE);
    assertThat(run("log", "--help")).isEqualTo(Outcome.VERIFIED);
  }
}
