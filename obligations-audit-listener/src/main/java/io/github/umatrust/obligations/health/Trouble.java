package io.github.umatrust.obligations.health;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, for a log that anybody in operations may read. Databases put the values of rows
 * into the messages of their exceptions, and here these are names and ids of persons.
 */
public final class Trouble {

  private Trouble() {}

  /**
   * The exception's class and those of its causes, with the state that SQL has for it, and no
   * message: for example {@code RollbackException, PSQLException (23514)}.
   */
  public static String of(Throwable exception) {
    List<String> names = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = exception; cause != null && seen.add(cause); cause = cause.getCause()) {
      String name = cause.getClass().getSimpleName();
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      names.add((name.isEmpty() ? cause.getClass().getName() : name) + inBrackets(state));
    }
    return String.join(", ", names);
  }

  private static String inBrackets(@Nullable String state) {
    return state == null ? "" : " (" + state + ")";
  }
}
