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

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
