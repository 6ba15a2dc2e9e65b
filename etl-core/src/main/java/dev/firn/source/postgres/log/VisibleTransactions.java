package dev.firn.source.postgres.log;

import dev.firn.model.LogPlace;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The transactions that a PostgreSQL snapshot sees, in the server's own text form {@code
 * xmin:xmax:xip,…} of 64-bit transaction ids.
 *
 * <p>This, not a comparison of log positions, decides whether a change is already in a loaded
 * table: a transaction may write at a low position and commit after the load.
 */
public final class VisibleTransactions implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String text;
  private final long firstInvisible;
  private final long[] inProgress;

  private VisibleTransactions(String text, long firstInvisible, long[] inProgress) {
    this.text = text;
    this.firstInvisible = firstInvisible;
    this.inProgress = inProgress;
  }

  /** Reads what {@code pg_current_snapshot()} prints. */
  public static VisibleTransactions parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "Cannot read transaction snapshot \"" + text + "\": expected xmin:xmax:xip");
    }
    long[] running =
        parts[2].isEmpty()
            ? new long[0]
            : LongStream.of(
                    Arrays.stream(parts[2].split(",", -1)).mapToLong(Long::parseLong).toArray())
                .sorted()
                .toArray();
    return new VisibleTransactions(text, Long.parseLong(parts[1]), running);
  }

  /**
   * True if the transaction had committed, or had rolled back, before the snapshot was taken.
   *
   * @param transactionId the low 32 bits of the id, as events carry it, or all 64
   */
  public boolean contains(long transactionId) {
    long id = transactionId >>> 32 == 0 ? widen(transactionId) : transactionId;
    return id < firstInvisible && Arrays.binarySearch(inProgress, id) < 0;
  }

  /** The oldest transaction that may have been open; all before it had ended. */
  public long oldestUnseen() {
    return Long.parseLong(text.substring(0, text.indexOf(':')));
  }

  /** The first transaction that had no number yet. */
  public long firstInvisible() {
    return firstInvisible;
  }

  /** True if it names its transaction, and that had ended. */
  public boolean hasSeen(LogPlace place) {
    return place.namesTransaction() && contains(place.transaction());
  }

  /** The 64-bit id nearest to the snapshot that has these low 32 bits. */
  private long widen(long low) {
    long epoch = firstInvisible >>> 32;
    long best = (epoch << 32) | low;
    for (long candidate : new long[] {best - (1L << 32), best + (1L << 32)}) {
      if (candidate >= 0
          && Math.abs(candidate - firstInvisible) < Math.abs(best - firstInvisible)) {
        best = candidate;
      }
    }
    return best;
  }

  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VisibleTransactions that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
