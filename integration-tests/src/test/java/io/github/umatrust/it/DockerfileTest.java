package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DockerfileTest {

  private static final Path ROOT = Path.of("..");

  @Test
  void theReadmeShowsTheDockerfileThatIsTested() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("examples/docker/Dockerfile"));
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("```dockerfile\n" + dockerfile + "```\n");
  }
}
