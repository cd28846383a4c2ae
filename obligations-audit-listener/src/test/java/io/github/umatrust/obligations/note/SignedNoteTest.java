package io.github.umatrust.obligations.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

  private static final String VKEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  private static final String NOTE =
      """
      This is an example message.

      \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  @Test
  void publishedNoteVerifies() throws NoteException {
    VerifierKey key = VerifierKey.parse(VKEY);
    SignedNote note = SignedNote.parse(NOTE);

    assertThat(key.idText()).isEqualTo("530d903a");
    assertThat(key).hasToString(VKEY);
    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.verify(List.of(key))).containsExactly(key);
    assertThat(note).hasToString(NOTE);
    assertThat(SignedNote.parse(NOTE.getBytes(StandardCharsets.UTF_8))).isEqualTo(note);
  }

  @Test
  void noBitOfTextOrSignatureCanChange() throws NoteException {
    VerifierKey key = VerifierKey.parse(VKEY);
    String line = SignedNote.parse(NOTE).signatures().get(0).toString();
    NoteSignature signature = NoteSignature.parse(line);
    for (int bit = 0; bit < 512; bit++) {
      byte[] bytes = signature.signature();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(
          new SignedNote(
              "This is an example message.\n",
              List.of(new NoteSignature(signature.name(), signature.keyId(), bytes))),
          List.of(key));
    }
    for (String text :
        List.of("This is an example message\n", "This is an example message.\n\n", "\n")) {
      assertRefused(new SignedNote(text, List.of(signature)), List.of(key));
    }
  }

  @Test
  void signaturesOfUnknownKeysSayNothing() throws NoteException {
    NoteSigner log = Keys.log("log.example");
    NoteSigner sameName = Keys.log("log.example");
    NoteSigner stranger = Keys.log("stranger.example");
    NoteSignature nonsense = new NoteSignature("log.example", 7, new byte[] {1});
    SignedNote note =
        SignedNote.sign("text\n", List.of(stranger, sameName, log)).with(List.of(nonsense));

    assertThat(note.verify(List.of(log.verifierKey()))).containsExactly(log.verifierKey());
    assertThat(SignedNote.parse(note.toString())).isEqualTo(note);
  }

  @Test
  void signatureOfAKnownKeyThatFailsSpoilsTheNote() {
    NoteSigner log = Keys.log("log.example");
    NoteSigner other = Keys.log("other.example");
    NoteSignature ofAnotherText = other.sign("another text\n");
    SignedNote note = SignedNote.sign("text\n", List.of(log)).with(List.of(ofAnotherText));

    assertRefused(note, List.of(log.verifierKey(), other.verifierKey()));
    SignedNote twice =
        SignedNote.sign("text\n", List.of(log)).with(List.of(log.sign("another text\n")));
    assertRefused(twice, List.of(log.verifierKey()));
  }

  @Test
  void noteThatNoKnownKeySignedIsRefused() {
    SignedNote note = SignedNote.sign("text\n", List.of(Keys.log("log.example")));
    assertRefused(note, List.of(Keys.log("log.example").verifierKey()));
    assertRefused(note, List.of());
  }

  @Test
  void sixteenSignaturesAndMoreAreTaken() throws NoteException {
    List<NoteSigner> signers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      signers.add(Keys.log("log.example/" + i));
    }
    SignedNote note = SignedNote.parse(SignedNote.sign("text\n", signers).toString());
    List<VerifierKey> keys = signers.stream().map(NoteSigner::verifierKey).toList();
    assertThat(note.verify(keys)).isEqualTo(keys);

    String tooMany = note + signers.get(0).sign("text\n").toString() + "\n";
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> SignedNote.parse(tooMany));
  }

  @Test
  void textMayHaveEmptyLinesAndAnyLanguage() throws NoteException {
    NoteSigner log = Keys.log("log.example/Grüße");
    String text = "Erste Zeile\n\n\u2014 keine Unterschrift AAAAAAAA\n\nGrüße \ud83d\ude00\n";
    SignedNote note = SignedNote.parse(SignedNote.sign(text, List.of(log)).toString());
    assertThat(note.text()).isEqualTo(text);
    assertThat(note.verify(List.of(log.verifierKey()))).hasSize(1);
  }

  static List<String> malformed() {
    String good = NOTE;
    String line = "\u2014 example.com/foo Uw2QOkn8srU=\n";
    return List.of(
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n" + line,
        good.substring(0, good.length() - 1),
        good + "\n",
        good + "x\n",
        good.replace("\n", "\r\n"),
        good.replace("example m", "example\tm"),
        good.replace("example m", "example\u0000m"),
        good.replace("example m", "example\ud800m"),
        good.replace("\u2014", "-"),
        good.replace("\u2014 ", "\u2014  "),
        good.replace("\u2014 ", "\u2014"),
        good.replace("/foo ", "/foo  "),
        good.replace("/foo ", "/f+o "),
        good.replace("/foo ", "/f\u00a0o "),
        good.replace("/foo ", "/f\u2003o "),
        good.replace("/foo ", "/f\u0085o "),
        good.replace("QM=\n", "QM\n"),
        good.replace("QM=\n", "QN=\n"),
        good.replace("QM=\n", "QM= \n"),
        "text\n\n\u2014 example.com/foo Uw2QOg==\n",
        "text\n\n\u2014 example.com/foo \n",
        "text\n\n\u2014 example.com/foo\n",
        "x".repeat(1_000_000) + good);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsNoNoteIsRefused(String note) {
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> SignedNote.parse(note));
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] note = NOTE.getBytes(StandardCharsets.UTF_8);
    note[3] = (byte) 0xc3;
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> SignedNote.parse(note));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903a+",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==",
        "example.com/foo+530d903a+AQ==",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n"
      })
  void whatIsNoVerifierKeyIsRefused(String text) {
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> VerifierKey.parse(text));
  }

  @Test
  void nameAndTypeAreInTheId() throws NoteException {
    byte[] key = VerifierKey.parse(VKEY).publicKey();
    VerifierKey witness = VerifierKey.of("example.com/foo", VerifierKey.Type.COSIGNATURE, key);

    assertThat(witness.idText()).isNotEqualTo("530d903a");
    assertThat(VerifierKey.parse(witness.toString())).isEqualTo(witness);
    assertThat(witness).isNotEqualTo(VerifierKey.parse(VKEY));
  }

  @Test
  void signerTellsNothingOfItsPrivateKey() {
    NoteSigner signer = Keys.log("log.example");
    assertThat(signer).hasToString("signer of " + signer.verifierKey());
    assertThatIllegalStateException().isThrownBy(() -> signer.cosign("text\n", 1));
    assertThatIllegalStateException()
        .isThrownBy(() -> Keys.witness("witness.example").sign("text\n"));
  }

  @Test
  void privateKeyOfAnotherIsNoticed() {
    VerifierKey other = Keys.log("log.example").verifierKey();
    byte[] seed = new byte[32];
    byte[] pkcs8 =
        HexFormat.of()
            .parseHex("302e020100300506032b657004220420" + HexFormat.of().formatHex(seed));
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(() -> new NoteSigner(other, pkcs8))
        .withMessageContaining("does not belong");
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(() -> new NoteSigner(other, new byte[5]));
  }

  @Test
  void cosignatureHoldsForItsTimeAndText() throws NoteException {
    NoteSigner witness = Keys.witness("witness.example/w1");
    VerifierKey key = witness.verifierKey();
    String text = "log.example\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    NoteSignature cosignature = witness.cosign(text, 1_679_315_147);

    assertThat(key.verifies(text, cosignature)).isTrue();
    assertThat(Cosignature.time(cosignature)).isEqualTo(1_679_315_147);
    assertThat(key.verifies(text + "x\n", cosignature)).isFalse();
    for (int bit = 0; bit < 72 * 8; bit++) {
      byte[] bytes = cosignature.signature();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(key.verifies(text, new NoteSignature(key.name(), key.id(), bytes))).isFalse();
    }
    assertThat(key.verifies(text, new NoteSignature(key.name(), key.id(), new byte[64]))).isFalse();
    assertThat(key.verifies(text, Keys.log("witness.example/w1").sign(text))).isFalse();
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(() -> Cosignature.time(Keys.log("log.example").sign(text)));
  }

  /** The message as the specification spells it, signed by a plain Ed25519 key. */
  @Test
  void cosignedMessageIsThatOfTheSpecification() {
    String text =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    assertThat(new String(Cosignature.message(text, 1_679_315_147), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            cosignature/v1
            time 1679315147
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
            """);
  }

  private static void assertRefused(SignedNote note, List<VerifierKey> known) {
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> note.verify(known));
    List<VerifierKey> reversed = new ArrayList<>(known);
    Collections.reverse(reversed);
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> note.verify(reversed));
  }
}
