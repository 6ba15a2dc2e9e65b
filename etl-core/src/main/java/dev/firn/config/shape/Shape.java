package dev.firn.config.shape;

import dev.firn.config.binding.ValueType;

/** What the lake keeps of a table's changes. */
public enum Shape {
  /** The rows as they are at the source, under the table's own name. */
  MIRROR,
  /** Every change, one row each. */
  HISTORY,
  /** Every version of every row, with the time for which it was there. */
  SCD2;

  /** The lake table of a table of that name in the lake. */
  public String tableName(String mirror) {
    return this == MIRROR ? mirror : mirror + "__" + key();
  }

  /** As it is written in configurations. */
  public String key() {
    return ValueType.nameOf(this);
  }
}
