package io.github.umatrust.obligations.journal;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the parts of a row are committed to in the log: each part that can name a person has a salt
 * of its own, so that it can be forgotten without the others. A part whose person was erased has
 * kept the digest that stood for it and nothing else.
 */
public final class Seals {

  /** What is sealed by itself. */
  public enum Section {
    /** The whole record, which has nothing personal in it; its salt is never dropped. */
    RECORD("r"),
    /** Session, user and refresh tokens that a token hangs on. */
    GRANT("g"),
    AUTHORIZING_PARTY("a"),
    REQUESTING_PARTY("q"),
    /** Permissions with the names of the owner's resource sets. */
    PERMISSIONS("p"),
    /** Terms and names of claims of the requesting party, reports of its access. */
    STATEMENTS("s"),
    /** What an end reaches. */
    END("e");

    private final String mark;

    Section(String mark) {
      this.mark = mark;
    }

    /** The member of a record that this section is, for example {@code requesting_party}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The seal of one section. */
  public sealed interface Seal permits Salt, Digest {}

  /**
   * An open seal.
   *
   * @param value 16 random bytes, base64url
   */
  public record Salt(String value) implements Seal {}

  /**
   * What is left of a section that was erased.
   *
   * @param value SHA-256 of the section with its salt, base64url
   */
  public record Digest(String value) implements Seal {}

  /** Length of the stored form, in characters, at most. */
  public static final int LENGTH = 400;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int SALT_BYTES = 16;

  private final Map<Section, Seal> seals;

  private Seals(Map<Section, Seal> seals) {
    this.seals = seals;
  }

  /** New salts for every section. */
  public static Seals fresh() {
    Section[] sections = Section.values();
    byte[] random = new byte[SALT_BYTES * sections.length];
    RANDOM.nextBytes(random);
    Map<Section, Seal> seals = new EnumMap<>(Section.class);
    for (int i = 0; i < sections.length; i++) {
      byte[] salt = Arrays.copyOfRange(random, i * SALT_BYTES, (i + 1) * SALT_BYTES);
      seals.put(sections[i], new Salt(BASE64.encodeToString(salt)));
    }
    return new Seals(seals);
  }

  /** The seal of this section. */
  public Seal of(Section section) {
    Seal seal = seals.get(section);
    if (seal == null) {
      throw new IllegalStateException("no seal for " + section);
    }
    return seal;
  }

  /** These seals with this section closed for ever. */
  public Seals closed(Section section, Digest digest) {
    Map<Section, Seal> changed = new EnumMap<>(seals);
    changed.put(section, digest);
    return new Seals(changed);
  }

  /** The stored form: {@code r:salt g:salt a#digest …}. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Section, Seal> entry : seals.entrySet()) {
      text.append(text.isEmpty() ? "" : " ").append(entry.getKey().mark);
      if (entry.getValue() instanceof Salt salt) {
        text.append(':').append(salt.value());
      } else if (entry.getValue() instanceof Digest digest) {
        text.append('#').append(digest.value());
      }
    }
    return text.toString();
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static Seals ofText(String text) {
    Map<Section, Seal> seals = new EnumMap<>(Section.class);
    for (String part : text.split(" ", -1)) {
      Section section = part.length() < 3 ? null : byMark(part.substring(0, 1)).orElse(null);
      if (section == null) {
        throw new IllegalArgumentException("not the seals of a row");
      }
      String value = part.substring(2);
      seals.put(
          section,
          switch (part.charAt(1)) {
            case ':' -> new Salt(value);
            case '#' -> new Digest(value);
            default -> throw new IllegalArgumentException("not the seals of a row");
          });
    }
    return new Seals(seals);
  }

  private static Optional<Section> byMark(String mark) {
    for (Section section : Section.values()) {
      if (section.mark.equals(mark)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Seals that && seals.equals(that.seals);
  }

  @Override
  public int hashCode() {
    return seals.hashCode();
  }

  /** Names the sections only: a salt would help to guess what was sealed with it. */
  @Override
  public String toString() {
    return "Seals" + seals.keySet();
  }
}
