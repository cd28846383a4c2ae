package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.journal.JournalEntry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of journal entries ended: newest first, then by id.
 *
 * @param recordedAt when the last one was recorded, milliseconds since the epoch
 * @param id its id
 */
public record EntryCursor(long recordedAt, String id) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})~([0-9a-f-]{36})");

  /** Where this entry stands. */
  public static EntryCursor at(JournalEntry entry) {
    return new EntryCursor(entry.recordedAt(), entry.id());
  }

  /**
   * Reads the form that {@link #toString()} writes.
   *
   * @throws InvalidQueryException when it is none
   */
  public static EntryCursor parse(String text) throws InvalidQueryException {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidQueryException("Not the mark of a page: after");
    }
    return new EntryCursor(Long.parseLong(matcher.group(1)), matcher.group(2));
  }

  @Override
  public String toString() {
    return recordedAt + "~" + id;
  }
}
