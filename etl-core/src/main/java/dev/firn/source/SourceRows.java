package dev.firn.source;

import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a source table, and what the source has sent of them.
 *
 * @param counted final once the rows were written
 */
public record SourceRows(Dataset<Row> rows, Supplier<SentRows> counted) {

  public SentRows sent() {
    return counted.get();
  }
}
