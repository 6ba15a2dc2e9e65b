package dev.firn.source.postgres.copy;

import dev.firn.source.digest.RowDigest;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.SentBytes;
import dev.firn.source.postgres.wire.SentForm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Digests of the bytes in which {@code record_send} sends a row: the number of columns, and of each
 * its type, its length and its value.
 */
final class SentDigest implements RowDigest {

  private static final long serialVersionUID = 1L;

  static final String ALGORITHM = "SHA-256";

  private final List<Column> all;
  private final List<Column> key;
  private transient @Nullable Work work;
  private long keyDigest;
  private long high;
  private long low;

  /**
   * A column of the rows.
   *
   * @param object the number of its type
   */
  record Column(int ordinal, int object, SentForm form) implements java.io.Serializable {}

  /** What cannot travel to a task. */
  private record Work(MessageDigest digest, SentBytes bytes) {}

  SentDigest(List<Column> all, List<Column> key) {
    this.all = List.copyOf(all);
    this.key = List.copyOf(key);
  }

  @Override
  public void take(InternalRow row) {
    keyDigest = CopyBytes.int64(digest(row, key), 0);
    byte[] whole = digest(row, all);
    high = CopyBytes.int64(whole, 0);
    low = CopyBytes.int64(whole, Long.BYTES);
  }

  private byte[] digest(InternalRow row, List<Column> columns) {
    Work with = work();
    SentBytes bytes = with.bytes();
    bytes.clear();
    bytes.int32(columns.size());
    for (Column column : columns) {
      bytes.int32(column.object());
      if (row.isNullAt(column.ordinal())) {
        bytes.int32(-1);
      } else {
        bytes.withLength(out -> column.form().write(row, column.ordinal(), out));
      }
    }
    with.digest().update(bytes.array(), 0, bytes.length());
    return with.digest().digest();
  }

  private Work work() {
    Work made = work;
    if (made == null) {
      try {
        made = new Work(MessageDigest.getInstance(ALGORITHM), new SentBytes());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
      work = made;
    }
    return made;
  }

  @Override
  public long key() {
    return keyDigest;
  }

  @Override
  public long high() {
    return high;
  }

  @Override
  public long low() {
    return low;
  }
}
