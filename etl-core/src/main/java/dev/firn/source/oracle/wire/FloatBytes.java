package dev.firn.source.oracle.wire;

/**
 * {@code BINARY_FLOAT} and {@code BINARY_DOUBLE} as Oracle stores and sends them: the bits of IEEE
 * 754, turned around so that the bytes sort as the numbers do.
 */
public final class FloatBytes {

  private FloatBytes() {}

  public static float single(byte[] bytes) {
    int bits = (int) bits(bytes, Float.BYTES);
    return Float.intBitsToFloat(bits < 0 ? bits & Integer.MAX_VALUE : ~bits);
  }

  public static double floating(byte[] bytes) {
    long bits = bits(bytes, Double.BYTES);
    return Double.longBitsToDouble(bits < 0 ? bits & Long.MAX_VALUE : ~bits);
  }

  private static long bits(byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new IllegalArgumentException("No number of Oracle: " + bytes.length + " bytes");
    }
    long bits = 0;
    for (byte each : bytes) {
      bits = bits << 8 | each & 0xFF;
    }
    return bits;
  }
}
