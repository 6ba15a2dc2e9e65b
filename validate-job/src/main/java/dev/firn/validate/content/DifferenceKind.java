package dev.firn.validate.content;

import java.util.Locale;

/** How the rows of a key differ. */
public enum DifferenceKind {
  /** The lake does not have it. */
  MISSING,
  /** Only the lake has it. */
  EXTRA,
  /** Both have it, with other values. */
  CHANGED,
  /** The lake has it more often. */
  DOUBLED;

  /** Of a key that differs, by how many rows both sides have of it. */
  static DifferenceKind of(int sourceRows, int lakeRows) {
    if (sourceRows == 0) {
      return EXTRA;
    } else if (lakeRows < sourceRows) {
      return MISSING;
    }
    return lakeRows > sourceRows ? DOUBLED : CHANGED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
