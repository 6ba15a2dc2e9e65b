package dev.firn.source.postgres.copy;

import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.RowBatch;
import dev.firn.source.digest.RowDigest;
import dev.firn.source.postgres.wire.SentBytes;
import dev.firn.source.postgres.wire.ServerHash;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * The server's own hash of a record, which it makes of hashes of its columns. So it can be made of
 * rows, and of columns one after the other.
 */
final class SentHash implements RowDigest {

  private static final long serialVersionUID = 1L;

  /** What is added up of a hash: so that the server needs no more than 64 bits for the sum. */
  static final int ADDEND = Integer.MAX_VALUE;

  private final HashedColumn[] all;
  private final int[] key;
  private final long seed;
  private transient @Nullable Work work;
  private long keyHash;
  private long rowHash;
  private long addend;

  /** What cannot travel to a task. */
  private static final class Work {
    private final ServerHash hash;
    private final SentBytes bytes = new SentBytes();
    private long[] rows = {};
    private long[][] columns = {};

    Work(long seed) {
      hash = new ServerHash(seed);
    }

    /** Makes room for the hashes of so many rows, and of columns of them. */
    void resize(int count, int columnsKept) {
      if (rows.length < count) {
        rows = new long[count];
        columns = new long[columnsKept][count];
      }
      Arrays.fill(rows, 0);
    }
  }

  /**
   * @param all the columns of a row
   * @param key which of them are the key's, in its order
   */
  SentHash(List<HashedColumn> all, List<Integer> key, long seed) {
    this.all = all.toArray(HashedColumn[]::new);
    this.key = key.stream().mapToInt(Integer::intValue).toArray();
    this.seed = seed;
  }

  private Work work() {
    Work made = work;
    if (made == null) {
      made = new Work(seed);
      work = made;
    }
    return made;
  }

  @Override
  public void take(InternalRow row) {
    Work with = work();
    long hash = 0;
    for (HashedColumn column : all) {
      hash = ServerHash.and(hash, column.hash(row, column.ordinal(), with.bytes, with.hash));
    }
    rowHash = hash;
    addend = addend(hash, with.hash);
    keyHash = keyOf(row);
  }

  @Override
  public long keyOf(InternalRow row) {
    Work with = work();
    long hash = 0;
    for (int i : key) {
      hash = ServerHash.and(hash, all[i].hash(row, all[i].ordinal(), with.bytes, with.hash));
    }
    return hash;
  }

  /**
   * Hashed once more: a record's hash is little more than a sum, and two rows that have swapped a
   * value can come to the same exclusive or.
   */
  private static long addend(long record, ServerHash hash) {
    return hash.folded(record) & ADDEND;
  }

  @Override
  public void addTo(DigestSums sums, RowBatch batch) {
    Work with = work();
    int count = batch.columns().numRows();
    with.resize(count, all.length);
    for (int i = 0; i < all.length; i++) {
      hashColumn(all[i], batch.columns(), with.columns[i], with);
    }
    for (int row = 0; row < count; row++) {
      if (!batch.has(row)) {
        continue;
      }
      long ofKey = 0;
      for (int i : key) {
        ofKey = ServerHash.and(ofKey, with.columns[i][row]);
      }
      long ofRow = with.rows[row];
      sums.add(DigestSums.bucket(ofKey, sums.buckets()), 1, ofRow, 0, addend(ofRow, with.hash));
    }
  }

  private static void hashColumn(
      HashedColumn column, ColumnarBatch batch, long[] hashes, Work with) {
    int count = batch.numRows();
    ColumnarArray values = new ColumnarArray(batch.column(column.ordinal()), 0, count);
    long[] rows = with.rows;
    for (int row = 0; row < count; row++) {
      long hash = column.hash(values, row, with.bytes, with.hash);
      hashes[row] = hash;
      rows[row] = ServerHash.and(rows[row], hash);
    }
  }

  @Override
  public long key() {
    return keyHash;
  }

  @Override
  public long high() {
    return rowHash;
  }

  /** Nothing: the hash has 64 bits. */
  @Override
  public long low() {
    return 0;
  }

  @Override
  public long addend() {
    return addend;
  }
}
