package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.clause.Clause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.theme.Theme;

/**
 * The clauses in the words of the message bundles, in the language of whoever reads them: the
 * realm's own where it has some, else those that come with the ledger.
 */
public final class ClauseTexts {

  private static final String PREFIX = "obligationsClause.";

  private ClauseTexts() {}

  /**
   * The fourteen clauses, in the draft's order.
   *
   * @param reader who reads them, null when nobody knows
   */
  public static List<ClauseRepresentation> of(
      KeycloakSession session, RealmModel realm, @Nullable UserModel reader) {
    Locale locale = session.getContext().resolveLocale(reader);
    Properties messages;
    try {
      messages = session.theme().getTheme(Theme.Type.LOGIN).getEnhancedMessages(realm, locale);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.stream(Clause.values())
        .map(
            clause ->
                ClauseRepresentation.of(
                    clause,
                    text(messages, locale, clause, "title", clause.title()),
                    text(messages, locale, clause, "text", clause.title())))
        .toList();
  }

  private static String text(
      Properties messages, Locale locale, Clause clause, String part, String otherwise) {
    String pattern = messages.getProperty(PREFIX + clause.id() + "." + part);
    if (pattern == null) {
      return otherwise;
    }
    try {
      return new MessageFormat(pattern, locale).format(new Object[0]);
    } catch (IllegalArgumentException e) {
      return pattern; // a realm's own words with a brace in them
    }
  }
}
