package dev.firn.source.oracle;

import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.connect.SessionStatements;
import java.util.LinkedHashMap;
import java.util.Map;

/** Questions to the server that are not about tables. */
public final class SourceStatements {

  /** Read as text, because it may have more digits than a long. */
  static final String POSITION = "SELECT TO_CHAR(CURRENT_SCN) FROM V$DATABASE";

  /** The same for those who may not read V$DATABASE, but execute DBMS_FLASHBACK. */
  static final String POSITION_BY_FUNCTION =
      "SELECT TO_CHAR(DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER) FROM DUAL";

  /**
   * Who began before an SCN and has not ended, on all instances. A branch of a distributed
   * transaction need not have a session, and that of an autonomous one has another transaction too.
   */
  static final String OPEN_TRANSACTIONS =
      """
      SELECT t.INST_ID, s.SID, s.SERIAL#, s.USERNAME, s.MACHINE, s.PROGRAM, s.STATUS,
             TO_CHAR(t.START_SCN) AS START_SCN, t.START_TIME
        FROM GV$TRANSACTION t
        LEFT JOIN GV$SESSION s ON s.INST_ID = t.INST_ID AND s.SADDR = t.SES_ADDR
       WHERE t.START_SCN < :scn
       ORDER BY t.START_SCN
      """;

  private SourceStatements() {}

  /** All of them, by what they ask for or say. */
  public static Map<String, String> all(OracleVersion server) {
    Map<String, String> all = new LinkedHashMap<>();
    int place = 1;
    for (String sql : SessionStatements.of(server)) {
      all.put("session " + place++, sql);
    }
    all.put("position", POSITION);
    all.put("position by function", POSITION_BY_FUNCTION);
    all.put("open transactions", OPEN_TRANSACTIONS);
    return all;
  }
}
