package io.github.umatrust.indicator.consent;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the consent page says about one resource. The page prints the text of an entry as it is,
 * escaped for HTML, except that a text like <code>${key}</code> is taken for a message; nothing a
 * client is called may bring that about.
 */
final class ResourceText {

  /** Message with two parameters: the resource's name and its URI. */
  static final String MESSAGE = "resourceIndicatorConsentText";

  private static final String DEFAULT_PATTERN = "{0} ({1})";
  private static final String KEY_START = "${";
  private static final String KEY_END = "}";

  private final Properties messages;
  private final Locale locale;

  /**
   * Texts of one page.
   *
   * @param messages the messages of the page's theme and realm
   * @param locale the page's language
   */
  ResourceText(Properties messages, Locale locale) {
    this.messages = messages;
    this.locale = locale;
  }

  /**
   * The text of a resource.
   *
   * @param name the name of the resource's client, which may name a message as <code>${key}</code>;
   *     null or blank for a client without one
   * @param clientId stands in for a missing name
   * @param uri the resource's URI
   */
  String of(@Nullable String name, String clientId, String uri) {
    String text =
        format(
            messages.getProperty(MESSAGE, DEFAULT_PATTERN),
            name == null || name.isBlank() ? clientId : nameOf(name),
            uri);
    // Space at the start is nothing in HTML.
    return text.startsWith(KEY_START) ? " " + text : text;
  }

  /** As Keycloak reads a client's name where it shows one. */
  private String nameOf(String name) {
    if (!name.startsWith(KEY_START) || !name.endsWith(KEY_END)) {
      return name;
    }
    String key = name.substring(KEY_START.length(), name.length() - KEY_END.length());
    String message = messages.getProperty(key);
    return message == null ? key : format(message);
  }

  private String format(String pattern, Object... parameters) {
    try {
      return new MessageFormat(pattern, locale).format(parameters);
    } catch (IllegalArgumentException e) {
      // A realm can have messages of its own, which nobody checks.
      return parameters.length == 0
          ? pattern
          : new MessageFormat(DEFAULT_PATTERN, locale).format(parameters);
    }
  }
}
