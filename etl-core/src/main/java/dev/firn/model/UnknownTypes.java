package dev.firn.model;

/** What to do with a column whose type has no mapping of its own. */
public enum UnknownTypes {
  /** Keep its text form, as the database writes it. */
  TEXT,
  /** Load the other columns. */
  SKIP_COLUMN,
  /** Fail the table. */
  FAIL
}
