package dev.firn.source.postgres.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash of 64 bits that PostgreSQL makes of bytes: Bob Jenkins' lookup3, as {@code
 * hash_bytes_extended} has it on machines whose lowest byte comes first.
 */
public final class ServerHash {

  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int START = 0x9E37_79B9 + 3_923_095;
  private static final int BLOCK = 12;

  /** By which {@code hash_record_extended} multiplies what came before a column. */
  private static final int PER_COLUMN = 31;

  private final long seed;

  // Not in variables of a method, because three values cannot be returned.
  private int a;
  private int b;
  private int c;

  public ServerHash(long seed) {
    this.seed = seed;
  }

  /** Of bytes, as of a {@code bytea}. */
  public long of(SentBytes sent) {
    // What is behind them counts as 0, so that the last block is one as any other.
    sent.pad(BLOCK);
    byte[] bytes = sent.array();
    int length = sent.length();
    start(length);
    int at = 0;
    for (; length - at >= BLOCK; at += BLOCK) {
      a += (int) INT32.get(bytes, at);
      b += (int) INT32.get(bytes, at + 4);
      c += (int) INT32.get(bytes, at + 8);
      mix();
    }
    a += (int) INT32.get(bytes, at);
    b += (int) INT32.get(bytes, at + 4);
    // The lowest byte of the last word is for the length.
    c += (int) INT32.get(bytes, at + 8) << Byte.SIZE;
    return end();
  }

  /** Of a number of at most 32 bits, as of an {@code int4}. */
  public long of(int value) {
    start(Integer.BYTES);
    a += value;
    return end();
  }

  /** Of a number, as of an {@code int8}; several numbers have the same. */
  public long folded(long value) {
    int high = (int) (value >> Integer.SIZE);
    return of((int) value ^ (value >= 0 ? high : ~high));
  }

  /**
   * Of a record that has one more column.
   *
   * @param record of the columns before it, 0 at first
   * @param column 0 if it is null
   */
  public static long and(long record, long column) {
    return PER_COLUMN * record + column;
  }

  private void start(int length) {
    a = START + length;
    b = a;
    c = a;
    if (seed != 0) {
      a += (int) (seed >>> Integer.SIZE);
      b += (int) seed;
      mix();
    }
  }

  private void mix() {
    a = (a - c) ^ Integer.rotateLeft(c, 4);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 6);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 8);
    b += a;
    a = (a - c) ^ Integer.rotateLeft(c, 16);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 19);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 4);
    b += a;
  }

  private long end() {
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    c = (c ^ b) - Integer.rotateLeft(b, 24);
    return (long) b << Integer.SIZE | Integer.toUnsignedLong(c);
  }
}
