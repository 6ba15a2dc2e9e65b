package dev.firn.lake.keys;

import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are looked for among very many rows: a hash table in arrays. A row that is not meant
 * costs no object, and most often no look beyond one bit.
 */
final class KeySet implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int PLACES_PER_KEY = 2;

  /** So many that nearly all rows that are not meant are told by them, and few enough to cache. */
  private static final int BITS_PER_KEY = 16;

  private final KeyColumn[] columns;
  private final int size;

  /** By the highest bits of a hash, whether a key has them. */
  private final transient long[] bits;

  private final transient long[] hashes;

  /** By the same index as the hashes, the number of the key, counted from 1; 0 is a free place. */
  private final transient int[] keys;

  private KeySet(KeyColumn[] columns, int size) {
    this.columns = columns;
    this.size = size;
    int most = Integer.highestOneBit(Math.max(8, size)) * 2;
    this.bits = new long[most * BITS_PER_KEY / Long.SIZE];
    this.hashes = new long[most * PLACES_PER_KEY];
    this.keys = new int[hashes.length];
    for (int key = 0; key < size; key++) {
      add(key);
    }
  }

  /**
   * @param columns of the key
   * @param keys values in the order of the columns, as rows of Spark have them
   * @return null if values cannot be compared here
   */
  static @Nullable KeySet of(Schema schema, List<String> columns, List<@Nullable Object[]> keys) {
    KeyColumn[] wanted = new KeyColumn[columns.size()];
    for (int i = 0; i < wanted.length; i++) {
      Types.NestedField field = schema.findField(columns.get(i));
      KeyColumn column = KeyColumn.of(field.type(), keys.size());
      if (column == null) {
        return null;
      }
      wanted[i] = column;
      for (int key = 0; key < keys.size(); key++) {
        Object literal = KeyLiteral.of(field.type(), keys.get(key)[i]);
        if (literal == null) {
          return null;
        }
        column.set(key, literal);
      }
    }
    return new KeySet(wanted, keys.size());
  }

  /** The table is many times as large as what it is made of. */
  private Object readResolve() {
    return new KeySet(columns, size);
  }

  private void add(int key) {
    long hash = 0;
    for (KeyColumn column : columns) {
      hash = mixed(hash, column.hash(key));
    }
    int bit = bit(hash);
    bits[bit / Long.SIZE] |= 1L << bit;
    int at = place(hash);
    while (keys[at] != 0) {
      at = place(at + 1);
    }
    hashes[at] = hash;
    keys[at] = key + 1;
  }

  /**
   * Finds the rows that have one of the keys. Goes through one column after the other, because a
   * loop over one kind of vector is one that the JVM makes fast.
   *
   * @param values of the key's columns
   * @param rows how many there are
   * @param found gets their numbers in ascending order
   * @return how many they are
   */
  int find(ColumnVector[] values, int rows, int[] found) {
    long[] all = new long[rows];
    for (int i = 0; i < values.length; i++) {
      mix(columns[i], values[i], all);
    }
    int count = 0;
    for (int row = 0; row < rows; row++) {
      int bit = bit(all[row]);
      if ((bits[bit / Long.SIZE] & 1L << bit) != 0 && isFound(all[row], values, row)) {
        found[count++] = row;
      }
    }
    return count;
  }

  private static void mix(KeyColumn column, ColumnVector values, long[] all) {
    boolean hasNull = values.hasNull();
    for (int row = 0; row < all.length; row++) {
      if (!hasNull || !values.isNullAt(row)) {
        all[row] = mixed(all[row], column.hash(values, row));
      }
    }
  }

  private boolean isFound(long hash, ColumnVector[] values, int row) {
    for (int at = place(hash); keys[at] != 0; at = place(at + 1)) {
      if (hashes[at] == hash && isAt(values, row, keys[at] - 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(ColumnVector[] values, int row, int key) {
    for (int i = 0; i < columns.length; i++) {
      if (values[i].isNullAt(row) || !columns[i].isAt(values[i], row, key)) {
        return false;
      }
    }
    return true;
  }

  private int bit(long hash) {
    return (int) (hash >>> 33) & bits.length * Long.SIZE - 1;
  }

  private int place(long hash) {
    return (int) hash & hashes.length - 1;
  }

  /** Every bit of the result depends on every bit of what is added (Stafford's mix 13). */
  private static long mixed(long hash, long added) {
    long mixed = hash * 31 + added;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
