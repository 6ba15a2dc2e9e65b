package dev.firn.source;

import java.util.function.LongSupplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a source table, and how many of them the source has sent.
 *
 * @param counted final once the rows were written
 */
public record SourceRows(Dataset<Row> rows, LongSupplier counted) {

  /** Rows sent in all. */
  public long sent() {
    return counted.getAsLong();
  }
}
