package dev.firn.source.mark;

/** What the values of a column are by which rows are found that were written lately. */
public enum MarkKind {
  /** Instants, whatever zone they are shown in. */
  INSTANT,
  /** Dates with times of some zone. */
  LOCAL_TIME,
  /** Dates of some zone. */
  DATE,
  /** Whole numbers, as sequences give them. */
  NUMBER,
  /** No column: the transactions that have written the rows. */
  TRANSACTION;

  /** True if values follow a clock. */
  public boolean isTime() {
    return this == INSTANT || this == LOCAL_TIME || this == DATE;
  }
}
