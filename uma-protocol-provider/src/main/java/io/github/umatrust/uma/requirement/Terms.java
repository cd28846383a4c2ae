package io.github.umatrust.uma.requirement;

import java.util.List;
import java.util.Locale;

/**
 * The terms of a resource set.
 *
 * @param version the owner's name for this state of them
 * @param texts the terms in at least one language, none twice
 */
public record Terms(String version, List<TermsText> texts) {

  public Terms {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("terms without a text");
    }
    texts = List.copyOf(texts);
  }

  /** The text in this language, else in the nearest, else the first. */
  public TermsText in(Locale locale) {
    List<String> tags = texts.stream().map(TermsText::language).toList();
    String best = Locale.lookupTag(List.of(new Locale.LanguageRange(tagOf(locale))), tags);
    return texts.stream()
        .filter(t -> t.language().equalsIgnoreCase(best))
        .findFirst()
        .orElse(texts.get(0));
  }

  /** Whether somebody who accepted this version with this hash accepted these terms. */
  public boolean areThose(String acceptedVersion, String acceptedHash) {
    return version.equals(acceptedVersion)
        && texts.stream().anyMatch(t -> t.hash().equals(acceptedHash));
  }

  private static String tagOf(Locale locale) {
    String tag = locale.toLanguageTag();
    return tag.equals("und") ? "en" : tag;
  }
}
