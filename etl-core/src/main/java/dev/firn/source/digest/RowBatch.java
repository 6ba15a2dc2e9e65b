package dev.firn.source.digest;

import java.util.BitSet;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Rows that come as columns.
 *
 * @param columns in the order of a contract
 * @param chosen which of its rows they are; null if all
 */
public record RowBatch(ColumnarBatch columns, @Nullable BitSet chosen) {

  public boolean has(int row) {
    return chosen == null || chosen.get(row);
  }
}
