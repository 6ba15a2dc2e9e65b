package dev.firn.validate.content;

import java.util.List;

/**
 * What a comparison of two sides has found.
 *
 * @param isEqual true if they hold the same rows
 * @param columns those whose values do not add up to the same, so all of them where rows are
 *     missing
 * @param differences what the rows are that differ, if that was asked for
 */
public record ContentResult(
    boolean isEqual,
    long sourceRows,
    long lakeRows,
    List<String> columns,
    Differences differences) {

  /** Nothing differs. */
  static ContentResult equal(long rows) {
    return new ContentResult(true, rows, rows, List.of(), Differences.NONE);
  }

  /** What was found among some of the rows. */
  ContentResult of(long allSourceRows, long allLakeRows) {
    return new ContentResult(isEqual, allSourceRows, allLakeRows, columns, differences);
  }

  public ContentResult {
    columns = List.copyOf(columns);
  }
}
