package dev.firn.source.oracle.read;

/** ROWIDs as text: six digits of 64 for the segment, three for the file, six for the block. */
final class RowidText {

  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final int BLOCK_BITS = 22;
  private static final long BLOCKS = (1L << BLOCK_BITS) - 1;

  private RowidText() {}

  /**
   * The first row of a block.
   *
   * @param storage the number of the segment
   * @param address of the block in its tablespace, in 32 bits
   */
  static String firstOf(long storage, long address) {
    StringBuilder text = new StringBuilder(18);
    append(text, storage, 6);
    append(text, address >>> BLOCK_BITS, 3);
    append(text, address & BLOCKS, 6);
    append(text, 0, 3);
    return text.toString();
  }

  private static void append(StringBuilder text, long number, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      text.append(DIGITS.charAt((int) (number >>> (6 * i)) & 63));
    }
  }
}
