package dev.firn.source;

import dev.firn.model.LogPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table came to be.
 *
 * @param createdBy of all events of the transaction that created it
 * @param sentSince of the transaction from which on its changes are sent; null if nothing sends
 *     them
 * @param withoutEvents of transactions that may have given it rows, or taken some, of which no
 *     event tells, or before which its events may have been another table's
 * @param gap why not all changes since then are in the stream, as a clause; empty if all are
 * @param altered what was last altered of it so that nothing tells what earlier events mean, or of
 *     which rows they are; null if nothing was
 */
public record TableOrigin(
    LogPlace createdBy,
    @Nullable LogPlace sentSince,
    List<LogPlace> withoutEvents,
    String gap,
    @Nullable Alteration altered) {

  public TableOrigin {
    withoutEvents = List.copyOf(withoutEvents);
  }

  /**
   * Something that was altered of a table.
   *
   * @param transaction that has altered it
   * @param what as a clause
   */
  public record Alteration(long transaction, String what) {

    private static final char BLANK = ' ';

    /** What {@link #parse} reads. */
    public String text() {
      return transaction + String.valueOf(BLANK) + what;
    }

    public static Alteration parse(String text) {
      int blank = text.indexOf(BLANK);
      return new Alteration(Long.parseLong(text.substring(0, blank)), text.substring(blank + 1));
    }
  }
}
