package dev.firn.source.postgres;

import dev.firn.source.postgres.copy.SplitCounts;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a source table, and how many of them the source has sent. */
public record SourceRows(Dataset<Row> rows, SplitCounts counts) {

  /** Rows sent in all; final once the rows were written. */
  public long sent() {
    return counts.total();
  }
}
