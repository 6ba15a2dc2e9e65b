package dev.firn.source.postgres.log;

import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import java.time.Instant;

/**
 * An exported snapshot.
 *
 * <p>Whether it has seen a change is never decided by comparing positions alone: a transaction may
 * write below the read point and commit after it.
 *
 * @param position no transaction that the snapshot sees committed after this position
 * @param visible which transactions it sees
 */
public record PostgresReadPoint(PostgresLsn position, VisibleTransactions visible, Instant takenAt)
    implements ReadPoint {

  @Override
  public boolean hasSeen(LogPlace place) {
    return place.namesTransaction()
        && !isBeyond(place.position())
        && !isBeyond(place.committed())
        && visible.contains(place.transaction());
  }

  @Override
  public boolean knowsOf(LogPlace place) {
    return place.namesTransaction() || isBeyond(place.position()) || isBeyond(place.committed());
  }

  /**
   * What the load sees has committed before its position, so an event at or behind it is news. This
   * also keeps the comparison of 32-bit transaction ids from going wrong years later.
   */
  private boolean isBeyond(long lsn) {
    return lsn >= 0 && Long.compareUnsigned(lsn, position.bytes()) >= 0;
  }

  @Override
  public String seen() {
    return "transactions " + visible.text();
  }

  @Override
  public String text() {
    return position.text() + " " + visible.text() + " " + takenAt;
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #text()} writes
   */
  public static PostgresReadPoint parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("Cannot read \"" + text + "\" as a read point");
    }
    return new PostgresReadPoint(
        PostgresLsn.parse(parts[0]), VisibleTransactions.parse(parts[1]), Instant.parse(parts[2]));
  }
}
