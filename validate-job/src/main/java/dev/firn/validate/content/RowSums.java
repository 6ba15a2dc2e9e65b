package dev.firn.validate.content;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What rows add up to, whatever their order: their number, the hashes of each column, and those of
 * the rows by buckets of keys. Sums, so that a row that is there twice counts twice.
 */
final class RowSums implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Number of rows, and both halves of their hashes. */
  private static final int PER_BUCKET = 3;

  private final long[] columns;
  private final long[] buckets;
  private long rows;

  RowSums(int columns, int buckets) {
    this.columns = new long[columns];
    this.buckets = new long[PER_BUCKET * buckets];
  }

  static int bytes(int columns, int buckets) {
    return Long.BYTES * (columns + PER_BUCKET * buckets);
  }

  /**
   * Adds up the rows whose keys are in buckets that were chosen before.
   *
   * @param chosen none for all rows
   */
  static RowSums of(
      Iterator<InternalRow> rows, RowShape shape, Buckets buckets, List<Buckets.Chosen> chosen) {
    RowSums sums = new RowSums(shape.columns(), buckets.count());
    RowHash hash = new RowHash(shape);
    while (rows.hasNext()) {
      hash.take(rows.next());
      if (chosen.isEmpty() || chosen.stream().allMatch(one -> one.has(hash.key()))) {
        sums.add(hash, buckets);
      }
    }
    return sums;
  }

  private void add(RowHash hash, Buckets all) {
    rows++;
    long[] values = hash.columns();
    for (int i = 0; i < values.length; i++) {
      columns[i] += values[i];
    }
    int at = PER_BUCKET * all.of(hash.key());
    buckets[at]++;
    buckets[at + 1] += hash.high();
    buckets[at + 2] += hash.low();
  }

  /** Adds what other rows of the same side add up to. */
  synchronized void add(RowSums other) {
    rows += other.rows;
    for (int i = 0; i < columns.length; i++) {
      columns[i] += other.columns[i];
    }
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
  }

  long rows() {
    return rows;
  }

  /** The ordinals of the columns in which both sides do not add up to the same. */
  List<Integer> differingColumns(RowSums other) {
    List<Integer> differing = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] != other.columns[i]) {
        differing.add(i);
      }
    }
    return differing;
  }

  /** The buckets in which both sides do not add up to the same. */
  BitSet differingBuckets(RowSums other) {
    BitSet differing = new BitSet(buckets.length / PER_BUCKET);
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] != other.buckets[i]) {
        differing.set(i / PER_BUCKET);
      }
    }
    return differing;
  }

  long rowsIn(int bucket) {
    return buckets[PER_BUCKET * bucket];
  }
}
