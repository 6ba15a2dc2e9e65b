package dev.firn.source.postgres;

import dev.firn.source.postgres.connect.SqlName;

/**
 * Something that may be true of values of a column.
 *
 * @param condition SQL in which {@code %s} stands for the column
 * @param shown SQL of the same kind: what is to be told of a value of which it is true
 */
public record ColumnPredicate(String column, String condition, String shown) {

  /** The condition on the column of the table that is called {@code t}. */
  String conditionSql() {
    return condition.formatted("t." + SqlName.quoted(column));
  }

  String shownSql() {
    return shown.formatted("t." + SqlName.quoted(column));
  }
}
