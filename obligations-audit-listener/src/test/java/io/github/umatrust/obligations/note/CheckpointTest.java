package io.github.umatrust.obligations.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.umatrust.obligations.merkle.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

  @Test
  void checkpointIsReadAsItIsWritten() throws NoteException {
    String text = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";
    Checkpoint checkpoint = Checkpoint.parse(text);

    assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(checkpoint.size()).isEqualTo(20_852_163);
    assertThat(checkpoint.root().toBase64()).isEqualTo(ROOT);
    assertThat(checkpoint.extensions()).isEmpty();
    assertThat(checkpoint).hasToString(text);
  }

  @Test
  void extensionsAreKept() throws NoteException {
    String text = "log.example\n0\n" + ROOT + "\none line\nanother\n";
    assertThat(Checkpoint.parse(text).extensions()).containsExactly("one line", "another");
    assertThat(Checkpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "log.example\n",
        "log.example\n1\n",
        "log.example\n1\n" + ROOT,
        "\n1\n" + ROOT + "\n",
        "log example\n1\n" + ROOT + "\n",
        "log+example\n1\n" + ROOT + "\n",
        "log.example\n\n" + ROOT + "\n",
        "log.example\n01\n" + ROOT + "\n",
        "log.example\n+1\n" + ROOT + "\n",
        "log.example\n-1\n" + ROOT + "\n",
        "log.example\n1.0\n" + ROOT + "\n",
        "log.example\n \u0661\n" + ROOT + "\n",
        "log.example\n9223372036854775808\n" + ROOT + "\n",
        "log.example\n99999999999999999999\n" + ROOT + "\n",
        "log.example\n1\n\n",
        "log.example\n1\nAAAA\n",
        "log.example\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "log.example\n1\n" + ROOT + "\n\n",
        "log.example\n1\n" + ROOT + "\n\nx\n"
      })
  void whatIsNoCheckpointIsRefused(String text) {
    assertThatExceptionOfType(NoteException.class).isThrownBy(() -> Checkpoint.parse(text));
  }

  @Test
  void checkpointMustBeSignedByItsOwnLog() throws NoteException {
    NoteSigner log = Keys.log("log.example");
    NoteSigner other = Keys.log("other.example");
    NoteSigner witness = Keys.witness("log.example");
    Checkpoint checkpoint = new Checkpoint("log.example", 0, Hash.EMPTY_TREE);
    List<VerifierKey> keys = List.of(log.verifierKey(), other.verifierKey(), witness.verifierKey());
    SignedNote bySomebodyElse = SignedNote.sign(checkpoint.toString(), List.of(other));
    SignedNote byTheLog = SignedNote.sign(checkpoint.toString(), List.of(other, log));
    SignedNote byAWitness =
        new SignedNote(checkpoint.toString(), List.of(witness.cosign(checkpoint.toString(), 9)));

    assertThat(Checkpoint.verify(byTheLog, keys)).isEqualTo(checkpoint);
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(() -> Checkpoint.verify(bySomebodyElse, keys));
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(() -> Checkpoint.verify(byAWitness, keys));
  }

  @Test
  void whatCannotBeWrittenIsRefused() {
    Hash root = Hash.EMPTY_TREE;
    assertThatIllegalArgumentException().isThrownBy(() -> new Checkpoint("", 0, root));
    assertThatIllegalArgumentException().isThrownBy(() -> new Checkpoint("a\nb", 0, root));
    assertThatIllegalArgumentException().isThrownBy(() -> new Checkpoint("a", -1, root));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Checkpoint("a", 0, root, List.of("x\ny")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Checkpoint("a", 0, root, List.of("")));
  }
}
