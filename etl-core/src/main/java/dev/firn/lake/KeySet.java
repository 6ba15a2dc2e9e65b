package dev.firn.lake;

import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are looked for among very many rows: a hash table in arrays, so that a row that is not
 * meant costs neither an object nor more than one look into memory.
 */
final class KeySet implements Serializable {

  private static final long serialVersionUID = 1L;

  private final KeyColumn[] columns;

  /** Of each key its values, as {@link KeyColumn#literal} has them. */
  private final @Nullable Object[][] keys;

  private final long[] hashes;

  /** By the same index as the hashes, the number of the key, counted from 1; 0 is a free place. */
  private final int[] numbers;

  private final int mask;

  private KeySet(KeyColumn[] columns, @Nullable Object[][] keys) {
    this.columns = columns;
    this.keys = keys;
    int size = Integer.highestOneBit(Math.max(8, keys.length)) * 4;
    this.hashes = new long[size];
    this.numbers = new int[size];
    this.mask = size - 1;
    for (int i = 0; i < keys.length; i++) {
      add(i);
    }
  }

  /**
   * @param columns of the key
   * @param keys values in the order of the columns, as rows of Spark have them
   * @return null if values cannot be compared here
   */
  static @Nullable KeySet of(Schema schema, List<String> columns, List<@Nullable Object[]> keys) {
    KeyColumn[] kinds = new KeyColumn[columns.size()];
    @Nullable Object[][] literals = new @Nullable Object[keys.size()][columns.size()];
    for (int i = 0; i < kinds.length; i++) {
      Types.NestedField field = schema.findField(columns.get(i));
      KeyColumn kind = KeyColumn.of(field.type());
      if (kind == null) {
        return null;
      }
      kinds[i] = kind;
      for (int k = 0; k < literals.length; k++) {
        Object value = keys.get(k)[i];
        literals[k][i] = value == null ? null : kind.literal(field.type().asPrimitiveType(), value);
        if (literals[k][i] == null) {
          return null;
        }
      }
    }
    return new KeySet(kinds, literals);
  }

  private void add(int key) {
    long hash = 0;
    for (int i = 0; i < columns.length; i++) {
      hash = mixed(hash, columns[i].hash(keys[key][i]));
    }
    int at = (int) hash & mask;
    while (numbers[at] != 0) {
      at = at + 1 & mask;
    }
    hashes[at] = hash;
    numbers[at] = key + 1;
  }

  /**
   * True if the row has one of the keys.
   *
   * @param values of the key's columns
   */
  boolean contains(ColumnVector[] values, int row) {
    long hash = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i].isNullAt(row)) {
        return false;
      }
      hash = mixed(hash, columns[i].hash(values[i], row));
    }
    for (int at = (int) hash & mask; numbers[at] != 0; at = at + 1 & mask) {
      if (hashes[at] == hash && isAt(values, row, keys[numbers[at] - 1])) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(ColumnVector[] values, int row, @Nullable Object[] key) {
    for (int i = 0; i < key.length; i++) {
      if (!columns[i].isAt(values[i], row, key[i])) {
        return false;
      }
    }
    return true;
  }

  /** Every bit of the result depends on every bit of what is added (Stafford's mix 13). */
  private static long mixed(long hash, long added) {
    long mixed = hash * 31 + added;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
