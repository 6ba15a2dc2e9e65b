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

  private int a;
  private int b;
  private int c;

  /** Of bytes, as of a {@code bytea}. */
  public long of(byte[] bytes, int length, long seed) {
    start(length, seed);
    int at = 0;
    for (; length - at >= BLOCK; at += BLOCK) {
      a += (int) INT32.get(bytes, at);
      b += (int) INT32.get(bytes, at + 4);
      c += (int) INT32.get(bytes, at + 8);
      mix();
    }
    // The lowest byte of the last word is for the length.
    for (int i = 0; at + i < length; i++) {
      int value = Byte.toUnsignedInt(bytes[at + i]) << Byte.SIZE * (i < 8 ? i % 4 : i - 7);
      if (i < 4) {
        a += value;
      } else if (i < 8) {
        b += value;
      } else {
        c += value;
      }
    }
    return end();
  }

  private void start(int length, long seed) {
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
