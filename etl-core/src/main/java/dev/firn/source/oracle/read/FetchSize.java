package dev.firn.source.oracle.read;

/** How many rows come with each round trip, so that the driver's buffers stay small. */
public final class FetchSize {

  /** The driver holds a buffer of the widest possible row for each. */
  private static final long BUFFER_BYTES = 16L << 20;

  private static final int MIN_ROWS = 10;

  private FetchSize() {}

  /**
   * @param rowBytes of the widest possible row, without large values
   * @param largeValues columns of large values, of which the beginning comes with the row
   * @param prefetchBytes how much of each
   * @param wanted what the configuration says
   */
  public static int rows(long rowBytes, int largeValues, int prefetchBytes, int wanted) {
    long each = Math.max(1, rowBytes + (long) largeValues * prefetchBytes);
    return (int) Math.min(wanted, Math.max(MIN_ROWS, BUFFER_BYTES / each));
  }
}
