package dev.firn.source.digest;

import java.io.Serializable;
import java.util.BitSet;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** What the digests of rows come to, by buckets of keys. */
public final class DigestSums implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Number of rows, exclusive or of both halves of their digests, and the sum: rows that are there
   * twice are nothing by exclusive or.
   */
  private static final int PER_BUCKET = 4;

  /** What a bucket takes. */
  public static final int BYTES_PER_BUCKET = PER_BUCKET * Long.BYTES;

  private final long[] sums;
  private long rows;

  /**
   * @param buckets a power of two
   */
  public DigestSums(int buckets) {
    this.sums = new long[PER_BUCKET * buckets];
  }

  /** What rows come to. */
  public static DigestSums of(Iterator<InternalRow> rows, RowDigest digest, int buckets) {
    DigestSums sums = new DigestSums(buckets);
    while (rows.hasNext()) {
      digest.take(rows.next());
      sums.add(digest);
    }
    return sums;
  }

  /** What rows come to that are read as columns. */
  public static DigestSums ofBatches(Iterator<RowBatch> batches, RowDigest digest, int buckets) {
    DigestSums sums = new DigestSums(buckets);
    while (batches.hasNext()) {
      digest.addTo(sums, batches.next());
    }
    return sums;
  }

  public int buckets() {
    return sums.length / PER_BUCKET;
  }

  /** The bucket of a key. */
  public static int bucket(long key, int buckets) {
    return (int) (key & buckets - 1);
  }

  public void add(RowDigest row) {
    add(bucket(row.key(), buckets()), 1, row.high(), row.low(), row.addend());
  }

  /** Adds what rows of one bucket come to. */
  public void add(int bucket, long count, long high, long low, long sum) {
    rows += count;
    sums[PER_BUCKET * bucket] += count;
    sums[PER_BUCKET * bucket + 1] ^= high;
    sums[PER_BUCKET * bucket + 2] ^= low;
    sums[PER_BUCKET * bucket + 3] += sum;
  }

  /** Adds what other rows of the same side come to. */
  public DigestSums plus(DigestSums others) {
    for (int bucket = 0; bucket < buckets(); bucket++) {
      int at = PER_BUCKET * bucket;
      add(bucket, others.sums[at], others.sums[at + 1], others.sums[at + 2], others.sums[at + 3]);
    }
    return this;
  }

  /** How many rows there are in all. */
  public long rows() {
    return rows;
  }

  /** How many rows some of the buckets have. */
  public long rowsIn(BitSet some) {
    return some.stream().mapToLong(bucket -> sums[PER_BUCKET * bucket]).sum();
  }

  /** The buckets in which both sides do not come to the same. */
  public BitSet differing(DigestSums other) {
    BitSet differing = new BitSet(buckets());
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != other.sums[i]) {
        differing.set(i / PER_BUCKET);
      }
    }
    return differing;
  }
}
