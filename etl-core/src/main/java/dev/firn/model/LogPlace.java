package dev.firn.model;

import java.io.Serializable;

/**
 * Where an event stands in its source's log. The numbers are unsigned, and their meaning is the
 * database's: others may only ask for the order and for the text.
 *
 * @param log of which kind of database
 * @param position the event's own, or -1 if it has none
 * @param committed where the source stood when it committed the event, or -1; grows along the
 *     stream, while the event's own position does not
 * @param transaction what tells the event's transaction from others, or -1
 */
public record LogPlace(SourceLog log, long position, long committed, long transaction)
    implements Serializable, Comparable<LogPlace> {

  /** The position as the database writes it; empty if it is not known. */
  public String text() {
    return log.text(this);
  }

  /** True if a read point can say whether it has seen it. */
  public boolean namesTransaction() {
    return transaction != -1;
  }

  /** How it stands to the last place of the same Kafka partition. */
  public SourceLog.Order order(LogPlace last) {
    return log.order(this, last);
  }

  /** True if both are of one transaction that they name. */
  public boolean sharesTransaction(LogPlace other) {
    return namesTransaction() && transaction == other.transaction;
  }

  /** True if the source says how far it was when it committed the event. */
  public boolean namesCommit() {
    return committed != -1;
  }

  /** What {@link #stored(SourceLog, String)} reads, for a ledger. */
  public String stored() {
    return position + "," + committed + "," + transaction;
  }

  /**
   * Reads a place from a ledger.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static LogPlace stored(SourceLog log, String text) {
    String[] numbers = text.split(",", -1);
    if (numbers.length != 3) {
      throw new IllegalArgumentException("No place in a log: \"" + text + "\"");
    }
    return new LogPlace(
        log, Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  /**
   * True if its transaction is known, and the source was not yet there when it began.
   *
   * @param horizon how far a look at the source has seen it, as {@code TableIdentity} keeps it
   */
  public boolean beganBefore(long horizon) {
    return namesTransaction() && log.beganBefore(this, horizon);
  }

  /** What tells its own order of commits from others of the same log. */
  public long lane() {
    return log.lane(this);
  }

  /** The same of all events of its transaction. */
  public LogPlace ofTransaction() {
    return new LogPlace(log, -1, -1, transaction);
  }

  /**
   * The order in which the source committed; within one transaction that of its statements, which
   * is the log's own.
   */
  @Override
  public int compareTo(LogPlace other) {
    int byCommit = Long.compareUnsigned(order(), other.order());
    return byCommit == 0 ? Long.compareUnsigned(position, other.position) : byCommit;
  }

  private long order() {
    return committed == -1 ? position : committed;
  }
}
