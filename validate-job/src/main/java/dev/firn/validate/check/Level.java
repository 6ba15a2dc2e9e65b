package dev.firn.validate.check;

import java.util.Locale;

/** How closely tables are compared. */
public enum Level {
  /** The numbers of rows. */
  COUNT,
  /** Every row, by its key. */
  ROWS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
