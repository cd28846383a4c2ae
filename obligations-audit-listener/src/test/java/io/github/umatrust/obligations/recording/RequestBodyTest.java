package io.github.umatrust.obligations.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, RequestBody.MAX - 1, RequestBody.MAX, RequestBody.MAX + 1, 200_000})
  void whoeverReadsNextGetsAllOfIt(int size) throws IOException {
    RequestBody body = new RequestBody(new ByteArrayInputStream(bytes(size)));

    assertThat(body.small().isPresent()).isEqualTo(size <= RequestBody.MAX);
    if (body.small().isPresent()) {
      assertThat(body.small().get().readAllBytes()).isEqualTo(bytes(size));
    }
    assertThat(body.whole().readAllBytes()).isEqualTo(bytes(size));
  }

  @Test
  void noMoreIsReadThanItTakesToKnowThatItIsTooLarge() throws IOException {
    Endless endless = new Endless();

    RequestBody body = new RequestBody(endless);

    assertThat(body.small()).isEmpty();
    assertThat(endless.read).isEqualTo(RequestBody.MAX + 1);
  }

  /** A body without an end. */
  private static final class Endless extends InputStream {

    private long read;

    @Override
    public int read() {
      read++;
      return 'x';
    }

    @Override
    public int read(byte[] into, int from, int length) {
      Arrays.fill(into, from, from + length, (byte) 'x');
      read += length;
      return length;
    }
  }
}
