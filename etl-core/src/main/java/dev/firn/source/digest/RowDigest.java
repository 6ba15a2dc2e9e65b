package dev.firn.source.digest;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Makes of a row of the lake the digest that the database makes of the same row. Two rows with one
 * digest are the same; a row whose digest is another may still be the same, if the database has
 * another form for one of its values.
 */
public interface RowDigest extends Serializable {

  /** Shows it the next row, which has all columns in the mapping's order. */
  void take(InternalRow row);

  /** Of the row's key. */
  long key();

  /** Of the key of a row that it is shown for that alone. */
  long keyOf(InternalRow row);

  /** The first half of the whole row's 128 bits. */
  long high();

  long low();

  /** What is added up beside; 0 if that is not needed to tell rows that are there twice. */
  default long addend() {
    return 0;
  }

  /** Adds up rows that come as columns. */
  default void addTo(DigestSums sums, RowBatch batch) {
    for (int row = 0; row < batch.columns().numRows(); row++) {
      if (batch.has(row)) {
        take(batch.columns().getRow(row));
        sums.add(this);
      }
    }
  }
}
