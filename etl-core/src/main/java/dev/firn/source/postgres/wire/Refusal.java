package dev.firn.source.postgres.wire;

import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.UnfitNumberException;

/** What is said of a value that the lake's type has no place for. */
public record Refusal(TableId table, ColumnMapping column) {

  public IllegalArgumentException of(String value) {
    return new IllegalArgumentException(
        said(value)
            + " Change the value at the source, or leave the table out with --table-filter.");
  }

  /** Of a value that was not there when the size of the column was chosen. */
  public UnfitNumberException unfit(String value) {
    return new UnfitNumberException(
        said(value + " (" + column.evidence() + ")")
            + " Set numbers_without_size: text, or load with --fresh-start to measure anew.");
  }

  private String said(String value) {
    return "Cannot read column "
        + column.column()
        + " of "
        + table
        + ": the lake's type "
        + column.sparkType().simpleString()
        + " has no place for "
        + value
        + ".";
  }
}
