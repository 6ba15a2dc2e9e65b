package dev.firn.validate.check;

/** One thing that is looked at of a table. */
public interface TableCheck {

  /**
   * Looks at it.
   *
   * @throws RuntimeException if it cannot be looked at, whose reason is the table's then
   */
  Findings check(CheckedTable table);
}
