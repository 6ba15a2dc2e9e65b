package dev.firn.cdc;

import java.io.Serializable;

/** How many digits a column lacks the room for; the column's size was measured at the load. */
record UnfitNumber(String column, int integerDigits, int fractionDigits) implements Serializable {

  /** What both need. */
  UnfitNumber and(UnfitNumber other) {
    return new UnfitNumber(
        column,
        Math.max(integerDigits, other.integerDigits),
        Math.max(fractionDigits, other.fractionDigits));
  }
}
