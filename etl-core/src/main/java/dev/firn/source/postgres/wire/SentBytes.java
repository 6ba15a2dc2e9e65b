package dev.firn.source.postgres.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Bytes as a server sends them, collected one value after the other. */
public final class SentBytes {

  private static final VarHandle INT16 = of(short[].class);
  private static final VarHandle INT32 = of(int[].class);
  private static final VarHandle INT64 = of(long[].class);

  private byte[] bytes = new byte[256];
  private int length;

  private static VarHandle of(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  public void clear() {
    length = 0;
  }

  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** The number that they are, if it has 32 bits at most. */
  public int number() {
    return switch (length) {
      case Byte.BYTES -> bytes[0];
      case Short.BYTES -> (short) INT16.get(bytes, 0);
      case Integer.BYTES -> (int) INT32.get(bytes, 0);
      default -> throw new IllegalStateException(length + " bytes are no number");
    };
  }

  /** Has so many bytes behind them that are 0. */
  void pad(int more) {
    reserve(more);
    Arrays.fill(bytes, length, length + more, (byte) 0);
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
    reserve(Short.BYTES);
    INT16.set(bytes, length, (short) value);
    length += Short.BYTES;
  }

  public void int32(int value) {
    reserve(Integer.BYTES);
    INT32.set(bytes, length, value);
    length += Integer.BYTES;
  }

  public void int64(long value) {
    reserve(Long.BYTES);
    INT64.set(bytes, length, value);
    length += Long.BYTES;
  }

  public void all(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  public void all(UTF8String text) {
    int size = text.numBytes();
    reserve(size);
    text.writeToMemory(bytes, Platform.BYTE_ARRAY_OFFSET + (long) length);
    length += size;
  }

  /** Leaves room for the length of a value that comes next; {@link #endValue} fills it in. */
  public int beginValue() {
    int32(0);
    return length;
  }

  /**
   * @param begin what {@link #beginValue} has said
   */
  public void endValue(int begin) {
    INT32.set(bytes, begin - Integer.BYTES, length - begin);
  }
}
