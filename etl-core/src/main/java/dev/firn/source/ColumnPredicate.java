package dev.firn.source;

/**
 * Something that may be true of values of a column.
 *
 * @param condition SQL in which {@code %s} stands for the column
 * @param shown SQL of the same kind: what is to be told of a value of which it is true
 */
public record ColumnPredicate(String column, String condition, String shown) {

  /**
   * @param name of the column, as the statement writes it
   */
  public String conditionSql(String name) {
    return condition.formatted(name);
  }

  /**
   * @param name of the column, as the statement writes it
   */
  public String shownSql(String name) {
    return shown.formatted(name);
  }
}
