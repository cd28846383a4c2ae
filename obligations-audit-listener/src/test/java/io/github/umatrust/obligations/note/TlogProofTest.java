package io.github.umatrust.obligations.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.umatrust.obligations.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlogProofTest {

  private static final byte[] ENTRY = "second".getBytes(StandardCharsets.UTF_8);
  private static final Hash FIRST = Hash.leaf("first".getBytes(StandardCharsets.UTF_8));
  private static final Hash THIRD = Hash.leaf("third".getBytes(StandardCharsets.UTF_8));
  private static final List<Hash> PATH = List.of(FIRST, THIRD);
  private static final NoteSigner LOG = Keys.log("log.example");
  private static final NoteSigner WITNESS = Keys.witness("witness.example");
  private static final Checkpoint CHECKPOINT =
      new Checkpoint("log.example", 3, Hash.node(Hash.node(FIRST, Hash.leaf(ENTRY)), THIRD));
  private static final SignedNote SIGNED =
      SignedNote.sign(CHECKPOINT.toString(), List.of(LOG))
          .with(List.of(WITNESS.cosign(CHECKPOINT.toString(), 1_700_000_000)));

  private final TlogProof proof = new TlogProof(new byte[] {1, 2, 3}, 1, PATH, SIGNED);

  @Test
  void proofIsWrittenAsTheSpecificationSays() throws NoteException {
    assertThat(proof)
        .hasToString(
            "c2sp.org/tlog-proof@v1\nextra AQID\nindex 1\n"
                + FIRST.toBase64()
                + "\n"
                + THIRD.toBase64()
                + "\n\n"
                + SIGNED);
    assertThat(TlogProof.parse(proof.toString())).isEqualTo(proof);
    assertThat(TlogProof.parse(proof.toString()).extra().orElseThrow()).containsExactly(1, 2, 3);
  }

  @Test
  void proofVerifiesWithoutAnythingElse() throws NoteException {
    TlogProof read = TlogProof.parse(proof.toString());
    assertThat(read.verify(ENTRY, List.of(LOG.verifierKey()))).isEqualTo(CHECKPOINT);
    assertThat(read.verify(ENTRY, List.of(WITNESS.verifierKey(), LOG.verifierKey())))
        .isEqualTo(CHECKPOINT);
  }

  @Test
  void proofOfATreeOfOneHasNoHashes() throws NoteException {
    Checkpoint one = new Checkpoint("log.example", 1, Hash.leaf(ENTRY));
    SignedNote signed = SignedNote.sign(one.toString(), List.of(LOG));
    String text = "c2sp.org/tlog-proof@v1\nindex 0\n\n" + signed;
    TlogProof read = TlogProof.parse(text);

    assertThat(read).hasToString(text);
    assertThat(read.extra()).isEmpty();
    assertThat(read.verify(ENTRY, List.of(LOG.verifierKey()))).isEqualTo(one);
  }

  @Test
  void anythingElseIsNotProved() throws NoteException {
    List<VerifierKey> keys = List.of(LOG.verifierKey());
    assertNotProved(proof, "else".getBytes(StandardCharsets.UTF_8), keys);
    assertNotProved(proof, ENTRY, List.of(Keys.log("log.example").verifierKey()));
    assertNotProved(proof, ENTRY, List.of(WITNESS.verifierKey()));
    assertNotProved(new TlogProof(null, 0, PATH, SIGNED), ENTRY, keys);
    assertNotProved(new TlogProof(null, 3, PATH, SIGNED), ENTRY, keys);
    assertNotProved(new TlogProof(null, 1, List.of(THIRD, FIRST), SIGNED), ENTRY, keys);
    assertNotProved(new TlogProof(null, 1, List.of(FIRST), SIGNED), ENTRY, keys);
    List<Hash> longer = new ArrayList<>(PATH);
    longer.add(THIRD);
    assertNotProved(new TlogProof(null, 1, longer, SIGNED), ENTRY, keys);
    SignedNote changed =
        new SignedNote(SIGNED.text().replace("\n3\n", "\n4\n"), SIGNED.signatures());
    assertNotProved(new TlogProof(null, 1, PATH, changed), ENTRY, keys);
  }

  private static void assertNotProved(TlogProof proof, byte[] entry, List<VerifierKey> keys)
      throws NoteException {
    TlogProof read = TlogProof.parse(proof.toString());
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> read.verify(entry, keys));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nNOTE",
        "c2sp.org/tlog-proof@v1\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex 1\nx\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex 1\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex 1\nextra AQID\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nextra AQID\nextra AQID\nindex 1\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nextra \nindex 1\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nextra AQI\nindex 1\n\nNOTE",
        "c2sp.org/tlog-proof@v1\r\nindex 1\r\n\r\nNOTE",
        " c2sp.org/tlog-proof@v1\nindex 1\n\nNOTE",
        "c2sp.org/tlog-proof@v1\nindex 1\n\n\nNOTE x",
        "c2sp.org/tlog-proof@v1\nindex 1\n\nlog.example\n"
      })
  void whatIsNoProofIsRefused(String text) {
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(() -> TlogProof.parse(text.replace("NOTE", SIGNED.toString())));
  }

  @Test
  void proofHigherThanAnyTreeIsRefused() {
    String hash = FIRST.toBase64() + "\n";
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(
            () ->
                TlogProof.parse(
                    "c2sp.org/tlog-proof@v1\nindex 1\n" + hash.repeat(64) + "\n" + SIGNED));
  }
}
