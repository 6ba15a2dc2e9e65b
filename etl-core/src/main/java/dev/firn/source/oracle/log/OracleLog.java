package dev.firn.source.oracle.log;

import dev.firn.model.DatabaseType;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;

/** Oracle's redo log, whose positions are SCNs. */
public enum OracleLog implements SourceLog {
  INSTANCE;

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

  @Override
  public String text(long position) {
    return Long.toUnsignedString(position);
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
   * What its connector sends again after a restart was not looked at yet, so nothing is dropped.
   */
  @Override
  public Order order(LogPlace event, LogPlace last) {
    return Order.UNKNOWN;
  }

  @Override
  public boolean beganBefore(long transaction, long other) {
    return Long.compareUnsigned(transaction, other) < 0;
  }

  @Override
  public boolean placesBy(String field) {
    return field.equals("scn") || field.equals("commit_scn");
  }

  @Override
  public PlaceReader newPlace() {
    return new Reader();
  }

  /** A place of {@code scn} and {@code commit_scn}, which come as text. */
  private static final class Reader implements PlaceReader {
    private long scn = -1;
    private long commitScn = -1;

    @Override
    public void number(String field, long value) {
      if (field.equals("scn")) {
        scn = value;
      } else {
        commitScn = value;
      }
    }

    @Override
    public void text(String field, String value) {
      try {
        number(field, Long.parseUnsignedLong(value));
      } catch (NumberFormatException e) {
        number(field, -1);
      }
    }

    @Override
    public LogPlace place() {
      return new LogPlace(INSTANCE, scn, commitScn, -1);
    }
  }
}
