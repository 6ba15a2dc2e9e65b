package dev.firn.source.postgres.wire;

import java.util.Arrays;
import java.util.function.Consumer;

/** Bytes as a server sends them, collected one value after the other. */
public final class SentBytes {

  private byte[] bytes = new byte[256];
  private int length;

  public void clear() {
    length = 0;
  }

  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  public void int8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  public void int16(int value) {
    int8(value >> 8);
    int8(value);
  }

  public void int32(int value) {
    int16(value >> 16);
    int16(value);
  }

  public void int64(long value) {
    int32((int) (value >> 32));
    int32((int) value);
  }

  public void all(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /** A value behind its length. */
  public void withLength(Consumer<SentBytes> value) {
    int at = length;
    int32(0);
    value.accept(this);
    int end = length;
    length = at;
    int32(end - at - Integer.BYTES);
    length = end;
  }
}
