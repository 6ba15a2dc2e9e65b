package dev.firn.source.digest;

import java.io.Serializable;
import java.util.BitSet;

/** What the digests of rows come to, by buckets of keys. */
public final class DigestSums implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Number of rows, and both halves of their digests. */
  private static final int PER_BUCKET = 3;

  private final long[] sums;
  private long rows;

  /**
   * @param buckets a power of two
   */
  public DigestSums(int buckets) {
    this.sums = new long[PER_BUCKET * buckets];
  }

  public int buckets() {
    return sums.length / PER_BUCKET;
  }

  /** The bucket of a key. */
  public static int bucket(long key, int buckets) {
    return (int) (key & buckets - 1);
  }

  public void add(RowDigest row) {
    add(bucket(row.key(), buckets()), 1, row.high(), row.low());
  }

  /** Adds what rows of one bucket come to. */
  public void add(int bucket, long count, long high, long low) {
    rows += count;
    sums[PER_BUCKET * bucket] += count;
    sums[PER_BUCKET * bucket + 1] ^= high;
    sums[PER_BUCKET * bucket + 2] ^= low;
  }

  /** Adds what other rows of the same side come to. */
  public DigestSums plus(DigestSums others) {
    for (int bucket = 0; bucket < buckets(); bucket++) {
      int at = PER_BUCKET * bucket;
      add(bucket, others.sums[at], others.sums[at + 1], others.sums[at + 2]);
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
