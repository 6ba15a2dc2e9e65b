package dev.firn.validate.content;

import java.io.Serializable;
import java.util.BitSet;

/**
 * Into which of a number of buckets a key falls.
 *
 * @param count a power of two, at least 2
 * @param factor an odd number: by another one, keys of one bucket fall into many
 */
record Buckets(int count, long factor) implements Serializable {

  private static final long OTHER = 0x9E37_79B9_7F4A_7C15L;

  static Buckets of(int count) {
    return new Buckets(count, 1);
  }

  /** As many, but other ones. */
  Buckets others(int howMany) {
    return new Buckets(howMany, factor * OTHER);
  }

  int of(long key) {
    return (int) ((key * factor) >>> (Long.SIZE - Integer.numberOfTrailingZeros(count)));
  }

  /** Some of the buckets. */
  record Chosen(Buckets buckets, BitSet wanted) implements Serializable {

    boolean has(long key) {
      return wanted.get(buckets.of(key));
    }
  }
}
