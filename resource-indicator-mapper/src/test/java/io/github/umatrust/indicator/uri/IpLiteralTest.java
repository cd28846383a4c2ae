package io.github.umatrust.indicator.uri;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[::]",
        "[::1]",
        "[1::]",
        "[2001:DB8::1]",
        "[1:2:3:4:5:6:7:8]",
        "[1:2:3:4:5:6:7::]",
        "[::2:3:4:5:6:7:8]",
        "[1::3:4:5:6:7:8]",
        "[1:2:3:4:5:6:192.0.2.1]",
        "[::255.249.199.9]",
        "[1:2:3:4:5::192.0.2.1]",
        "[v1.a]",
        "[VF0.~a:1;b]"
      })
  void isOne(String text) {
    assertThat(IpLiteral.isOne(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "::1",
        "[::1",
        "[:]",
        "[:::]",
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1:2:3:4::5:6:7:8]",
        "[1::2::3]",
        "[12345::]",
        "[g::]",
        "[1:2:3:4:5:6:7:192.0.2.1]",
        "[::192.0.2]",
        "[::192.0.2.256]",
        "[::192.0.2.01]",
        "[::192.0.2.1:1]",
        "[192.0.2.1]",
        "[fe80::1%25eth0]",
        "[v.a]",
        "[v1.]",
        "[vg.a]",
        "[v1.a%41]"
      })
  void isNone(String text) {
    assertThat(IpLiteral.isOne(text)).isFalse();
  }
}
