package dev.firn.source.postgres.copy;

import dev.firn.source.digest.RowDigest;
import dev.firn.source.postgres.wire.SentBytes;
import dev.firn.source.postgres.wire.ServerHash;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The server's own hash of the bytes in which {@code record_send} sends a row. */
final class SentHash implements RowDigest {

  private static final long serialVersionUID = 1L;

  private final SentRow all;
  private final SentRow key;
  private final long seed;
  private transient @Nullable Work work;
  private long keyHash;
  private long rowHash;

  /** What cannot travel to a task. */
  private record Work(ServerHash hash, SentBytes bytes) {}

  SentHash(SentRow all, SentRow key, long seed) {
    this.all = all;
    this.key = key;
    this.seed = seed;
  }

  @Override
  public void take(InternalRow row) {
    Work with = work();
    keyHash = hash(row, key, with);
    rowHash = hash(row, all, with);
  }

  @Override
  public long keyOf(InternalRow row) {
    return hash(row, key, work());
  }

  private Work work() {
    Work made = work;
    if (made == null) {
      made = new Work(new ServerHash(), new SentBytes());
      work = made;
    }
    return made;
  }

  private long hash(InternalRow row, SentRow columns, Work with) {
    columns.write(row, with.bytes());
    return with.hash().of(with.bytes().array(), with.bytes().length(), seed);
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
    return rowHash & 0xFFFF_FFFFL;
  }
}
