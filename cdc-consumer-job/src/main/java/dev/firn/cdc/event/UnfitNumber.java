package dev.firn.cdc.event;

import java.io.Serializable;

/** How many digits a column lacks the room for; the column's size was measured at the load. */
public record UnfitNumber(String column, int integerDigits, int fractionDigits)
    implements Serializable {

  /** What both need. */
  public UnfitNumber and(UnfitNumber other) {
    return new UnfitNumber(
        column,
        Math.max(integerDigits, other.integerDigits),
        Math.max(fractionDigits, other.fractionDigits));
  }
}
