package dev.firn.testing;

import dev.firn.model.DatabaseType;
import dev.firn.model.ReadPoint;
import dev.firn.source.DatabaseKind;
import dev.firn.source.oracle.log.OracleReadPoint;
import dev.firn.source.oracle.log.OracleScn;
import java.time.Instant;

/** Read points of loads that never were. */
public final class ReadPoints {

  private ReadPoints() {}

  /**
   * @param lsn as {@code 0/1A}
   */
  public static ReadPoint ofPostgres(String lsn, Instant taken) {
    return DatabaseKind.of(DatabaseType.POSTGRESQL).log().parseReadPoint(lsn + " 7:9:7,8 " + taken);
  }

  public static ReadPoint ofOracle(String scn, Instant taken) {
    return new OracleReadPoint(OracleScn.parse(scn), taken);
  }
}
