package io.github.umatrust.obligations.journal;

import org.jspecify.annotations.Nullable;

/** Takes the values of a new row, always in the same order. */
interface Columns {

  void text(String column, @Nullable String value);

  void number(String column, @Nullable Long value);

  void bool(String column, boolean value);
}
