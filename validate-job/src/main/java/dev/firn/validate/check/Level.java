package dev.firn.validate.check;

import java.util.Locale;

/** How closely tables are compared. */
public enum Level {
  /** The numbers of rows. */
  COUNT,
  /** All values; what differs is named by table and column. */
  CHECKSUM,
  /** All values; what differs is named by key and column, with what both sides have. */
  ROWS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
