package io.github.umatrust.uma.requirement;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;

/**
 * Terms in one language: the text itself, or where it is.
 *
 * @param language a language tag (BCP 47)
 * @param text the text; null where there is a URI
 * @param uri an https or http address, which the server itself never fetches; null where there is a
 *     text
 */
public record TermsText(String language, @Nullable String text, @Nullable String uri) {

  /** The longest text, in characters. */
  public static final int MOST_CHARACTERS = 16 * 1024;

  public TermsText {
    if ((text == null) == (uri == null)) {
      throw new IllegalArgumentException("either a text or a URI");
    }
  }

  /** SHA-256 of the text, or of the address where there is no text, in lower-case hex. */
  public String hash() {
    String what = Objects.requireNonNullElse(text, Objects.requireNonNullElse(uri, ""));
    return HexFormat.of()
        .formatHex(HashUtils.hash(JavaAlgorithm.SHA256, what.getBytes(StandardCharsets.UTF_8)));
  }
}
