package dev.firn.source.postgres.copy;

import dev.firn.source.digest.RowDigest;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.SentBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** SHA-256 of the bytes in which {@code record_send} sends a row. */
final class SentDigest implements RowDigest {

  private static final long serialVersionUID = 1L;

  static final String ALGORITHM = "SHA-256";

  private final SentRow all;
  private final SentRow key;
  private transient @Nullable Work work;
  private long keyDigest;
  private long high;
  private long low;

  /** What cannot travel to a task. */
  private record Work(MessageDigest digest, SentBytes bytes) {}

  SentDigest(SentRow all, SentRow key) {
    this.all = all;
    this.key = key;
  }

  @Override
  public void take(InternalRow row) {
    keyDigest = keyOf(row);
    byte[] whole = digest(row, all);
    high = CopyBytes.int64(whole, 0);
    low = CopyBytes.int64(whole, Long.BYTES);
  }

  @Override
  public long keyOf(InternalRow row) {
    return CopyBytes.int64(digest(row, key), 0);
  }

  private byte[] digest(InternalRow row, SentRow columns) {
    Work with = work();
    columns.write(row, with.bytes());
    with.digest().update(with.bytes().array(), 0, with.bytes().length());
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
