package dev.firn.source.oracle.log;

import dev.firn.model.DatabaseType;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;

/**
 * Oracle's redo log, whose positions are SCNs.
 *
 * <p>A place is the SCN of the commit, the transaction, and which of its events it is. The SCN at
 * which a row was written says nothing: who commits later may have written earlier, and many rows
 * share one.
 */
public enum OracleLog implements SourceLog {
  INSTANCE;

  /** Bits of a place's own position that count the events of a transaction; above is the thread. */
  private static final int SEQUENCE_BITS = 48;

  private static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;
  private static final long MAX_THREAD = (1L << (63 - SEQUENCE_BITS)) - 1;

  /** Sixteen digits: undo segment, slot, and how often the slot was used. */
  private static final int TRANSACTION_DIGITS = 16;

  @Override
  public DatabaseType database() {
    return DatabaseType.ORACLE;
  }

  @Override
  public String positionName() {
    return OracleScn.NAME;
  }

  @Override
  public String positionColumn() {
    return "oracle_scn";
  }

  /** Of its commit: that grows along the stream, and loads are compared with it. */
  @Override
  public String text(LogPlace place) {
    return place.namesCommit() ? Long.toUnsignedString(place.committed()) : "";
  }

  @Override
  public boolean wrote(String readPoint) {
    return OracleReadPoint.wrote(readPoint);
  }

  @Override
  public ReadPoint parseReadPoint(String text) {
    return OracleReadPoint.parse(text);
  }

  /**
   * Debezium sends the transactions of a redo thread in the order of their commits, and none that
   * was committed before the last one of its thread; several may have the SCN of their commit in
   * common. Within a transaction it numbers what it sends. All that was seen of several threads is
   * that it is merged by SCN.
   */
  @Override
  public Order order(LogPlace event, LogPlace last) {
    if (!isWhole(event) || !isWhole(last)) {
      return Order.UNKNOWN;
    }
    int commits = Long.compareUnsigned(event.committed(), last.committed());
    if (commits != 0) {
      return commits < 0 ? Order.BEFORE : Order.AFTER;
    }
    if (!event.sharesTransaction(last)) {
      return Order.BESIDE;
    }
    int within = Long.compare(event.position(), last.position());
    return within == 0 ? Order.SAME : within < 0 ? Order.BEFORE : Order.AFTER;
  }

  private static boolean isWhole(LogPlace place) {
    return place.position() != -1 && place.namesCommit() && place.namesTransaction();
  }

  /** The redo thread of the commit. */
  @Override
  public long lane(LogPlace place) {
    return place.position() == -1 ? 0 : place.position() >>> SEQUENCE_BITS;
  }

  /**
   * A table is altered only while nobody has an open transaction that has changed it, so what was
   * committed after a look was written with the columns that the look has seen, or with later ones.
   */
  @Override
  public boolean beganBefore(LogPlace place, long horizon) {
    return place.namesCommit() && Long.compareUnsigned(place.committed(), horizon) <= 0;
  }

  @Override
  public boolean placesBy(String field) {
    return switch (field) {
      case "commit_scn", "txId", "txSeq", "redo_thread" -> true;
      default -> false;
    };
  }

  /** Oracle numbers columns anew when one is dropped, so they are known by other numbers. */
  @Override
  public boolean numbersFields() {
    return false;
  }

  @Override
  public PlaceReader newPlace() {
    return new Reader();
  }

  /** SCNs come as text, and transactions in hexadecimal digits. */
  private static final class Reader implements PlaceReader {
    private long commitScn = -1;
    private long transaction = -1;
    private long sequence = -1;
    private long thread = -1;

    @Override
    public void number(String field, long value) {
      switch (field) {
        case "commit_scn" -> commitScn = value;
        case "txSeq" -> sequence = value;
        case "redo_thread" -> thread = value;
        default -> {}
      }
    }

    @Override
    public void text(String field, String value) {
      try {
        if (!field.equals("txId")) {
          number(field, Long.parseUnsignedLong(value));
        } else if (value.length() == TRANSACTION_DIGITS) {
          transaction = Long.parseUnsignedLong(value, 16);
        }
      } catch (NumberFormatException e) {
        number(field, -1);
      }
    }

    /** Without the commit, nothing tells where it stands among others. */
    @Override
    public LogPlace place() {
      boolean isWhole =
          commitScn != -1
              && transaction != -1
              && sequence >= 0
              && sequence <= MAX_SEQUENCE
              && thread >= 0
              && thread <= MAX_THREAD;
      return new LogPlace(
          INSTANCE, isWhole ? thread << SEQUENCE_BITS | sequence : -1, commitScn, transaction);
    }
  }
}
