package dev.firn.source.postgres.log;

import dev.firn.model.DatabaseType;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;

/** PostgreSQL's write-ahead log, whose positions are LSNs. */
public enum PostgresLog implements SourceLog {
  INSTANCE;

  @Override
  public DatabaseType database() {
    return DatabaseType.POSTGRESQL;
  }

  @Override
  public String positionName() {
    return PostgresLsn.NAME;
  }

  @Override
  public String positionColumn() {
    return "postgres_lsn";
  }

  @Override
  public String text(LogPlace place) {
    return place.position() == -1 ? "" : new PostgresLsn(place.position()).text();
  }

  /** It begins with an LSN. */
  @Override
  public boolean wrote(String readPoint) {
    int slash = readPoint.indexOf('/');
    return slash > 0 && slash < readPoint.indexOf(' ');
  }

  @Override
  public ReadPoint parseReadPoint(String text) {
    return PostgresReadPoint.parse(text);
  }

  /**
   * Within a transaction the LSNs of its records grow along the stream; between transactions the
   * end of the last commit before them does. LSNs of different transactions say nothing: who
   * commits later may have written earlier.
   *
   * <p>The first transaction that a connector without stored offsets sends has no last commit, and
   * if its task is started again within it, one that is none. So it is only compared with itself
   * and with what comes after it.
   */
  @Override
  public Order order(LogPlace event, LogPlace last) {
    if (event.position() == -1 || last.position() == -1 || !event.namesTransaction()) {
      return Order.UNKNOWN;
    }
    if (event.sharesTransaction(last)) {
      return order(event.position(), last.position(), Order.SAME);
    }
    if (!event.namesCommit()) {
      return Order.UNKNOWN;
    }
    return last.namesCommit()
        ? order(event.committed(), last.committed(), Order.UNKNOWN)
        : order(event.committed(), last.position(), Order.BEFORE);
  }

  private static Order order(long of, long to, Order equal) {
    int order = Long.compareUnsigned(of, to);
    return order == 0 ? equal : order < 0 ? Order.BEFORE : Order.AFTER;
  }

  /** Numbers of 32 bits, which begin again: the nearer way round is the right one. */
  @Override
  public boolean beganBefore(LogPlace place, long horizon) {
    return (int) (place.transaction() - horizon) < 0;
  }

  @Override
  public boolean placesBy(String field) {
    return switch (field) {
      case "lsn", "txId", "sequence" -> true;
      default -> false;
    };
  }

  @Override
  public boolean namesDatabaseBy(String field) {
    return field.equals("db");
  }

  @Override
  public PlaceReader newPlace() {
    return new Reader();
  }

  /**
   * A place of {@code lsn}, of the end of the last commit before the event's transaction, and of
   * the low 32 bits of the transaction's id.
   */
  private static final class Reader implements PlaceReader {
    private long lsn = -1;
    private long lastCommit = -1;
    private long transaction = -1;

    @Override
    public void number(String field, long value) {
      switch (field) {
        case "lsn" -> lsn = value;
        case "txId" -> transaction = value;
        default -> {}
      }
    }

    @Override
    public void text(String field, String value) {
      switch (field) {
        case "lsn" -> lsn = unsigned(value, 0, value.length());
        case "sequence" -> lastCommit = firstOf(value);
        default -> {}
      }
    }

    /** The first element of {@code ["<end of the last commit>","<own position>"]}, or -1. */
    private static long firstOf(String sequence) {
      int end = sequence.startsWith("[\"") ? sequence.indexOf('"', 2) : -1;
      return end < 0 ? -1 : unsigned(sequence, 2, end);
    }

    private static long unsigned(String text, int from, int to) {
      try {
        return Long.parseUnsignedLong(text, from, to, 10);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    @Override
    public LogPlace place() {
      return new LogPlace(INSTANCE, lsn, lastCommit, transaction);
    }
  }
}
