package dev.firn.model;

/** What to do with a table that has an Oracle LONG or LONG RAW column. */
public enum LongColumns {
  /** Load the other columns. */
  EXCLUDE,
  /** Leave the table out. */
  SKIP_TABLE,
  /** Fail the table. */
  ERROR
}
