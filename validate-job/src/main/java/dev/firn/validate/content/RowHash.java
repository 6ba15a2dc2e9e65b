package dev.firn.validate.content;

import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The hashes of the row that it was shown last.
 *
 * <p>Each column is hashed by a function of its own, chosen by the key of the row: a value that
 * moves to another column or to another row has another hash there.
 */
final class RowHash {

  private static final long STEP = 0x9E37_79B9_7F4A_7C15L;
  private static final long FACTOR = 0xC2B2_AE3D_27D4_EB4FL;
  private static final long OTHER_FACTOR = 0x1656_67B1_9E37_79F9L;

  private final ValueHash[] hashes;
  private final int[] keyOrdinals;
  private final long seed;
  private final long[] columns;
  private long key;
  private long high;
  private long low;

  RowHash(RowShape shape) {
    this.hashes = ValueHash.ofAll(shape.type());
    this.keyOrdinals = shape.key().stream().mapToInt(Integer::intValue).toArray();
    this.seed = shape.seed();
    this.columns = new long[hashes.length];
  }

  void take(InternalRow row) {
    long named = seed;
    for (int ordinal : keyOrdinals) {
      named = hashes[ordinal].of(row, ordinal, named);
    }
    long one = named;
    long other = ~named;
    long function = named;
    for (int i = 0; i < columns.length; i++) {
      function += STEP;
      long value = hashes[i].of(row, i, function);
      columns[i] = value;
      one = Long.rotateLeft(one ^ value, 31) * FACTOR;
      other = Long.rotateLeft(other + value, 27) * OTHER_FACTOR;
    }
    high = mixed(one);
    low = mixed(other);
    key = keyOrdinals.length == 0 ? high : named;
  }

  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * FACTOR;
    mixed = (mixed ^ (mixed >>> 29)) * OTHER_FACTOR;
    return mixed ^ (mixed >>> 32);
  }

  /** Of the key; of the whole row if there is none. */
  long key() {
    return key;
  }

  /** The first half of the whole row's 128 bits. */
  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /** Of each column; the same array for every row. */
  long[] columns() {
    return columns;
  }
}
