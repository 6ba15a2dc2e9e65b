package dev.firn.source.oracle.health;

import dev.firn.source.oracle.connect.OracleVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/** What only a look at the health of a server asks. */
public final class HealthStatements {

  /** In which moments are told: days of the server, whose zone is that of its machine. */
  private static final String MOMENT = "'YYYY-MM-DD HH24:MI:SS'";

  static final String UNDO_RETENTION =
      "SELECT VALUE FROM V$PARAMETER WHERE NAME = 'undo_retention'";

  /** What the servers have been able to keep lately, in seconds, and whom they have failed. */
  static final String UNDO_LATELY =
      """
      SELECT MIN(CASE WHEN TUNED_UNDORETENTION > 0 THEN TUNED_UNDORETENTION END) AS KEPT,
             SUM(SSOLDERRCNT) AS BROKEN_OFF
        FROM GV$UNDOSTAT
      """;

  static final String CHARACTER_SETS =
      """
      SELECT PARAMETER, VALUE
        FROM NLS_DATABASE_PARAMETERS
       WHERE PARAMETER IN ('NLS_CHARACTERSET', 'NLS_NCHAR_CHARACTERSET')
      """;

  /** Of each redo thread, what of its log is archived and kept, and how much was removed. */
  static final String ARCHIVED_LOG =
      """
      SELECT THREAD# AS THREAD, TO_CHAR(MIN(CASE WHEN DELETED = 'NO' THEN FIRST_CHANGE# END)) AS FIRST_SCN,
             TO_CHAR(MIN(CASE WHEN DELETED = 'NO' THEN FIRST_TIME END), %1$s) AS SINCE,
             SUM(CASE WHEN DELETED = 'YES' THEN 1 ELSE 0 END) AS REMOVED, TO_CHAR(SYSDATE, %1$s) AS NOW
        FROM V$ARCHIVED_LOG
       WHERE STANDBY_DEST = 'NO'
       GROUP BY THREAD#
      """
          .formatted(MOMENT);

  /** When the log was begun that has an SCN. */
  static final String LOG_OF_SCN =
      """
      SELECT TO_CHAR(MAX(FIRST_TIME), %s) AS BEGUN
        FROM V$ARCHIVED_LOG
       WHERE STANDBY_DEST = 'NO' AND FIRST_CHANGE# <= :scn
      """
          .formatted(MOMENT);

  /** Who has written and has not ended, on all instances. */
  static final String OPEN_TRANSACTIONS =
      """
      SELECT t.INST_ID, s.SID, s.SERIAL# AS SERIAL, s.USERNAME, s.MACHINE, s.PROGRAM,
             TO_CHAR(t.START_DATE, %1$s) AS SINCE, TO_CHAR(SYSDATE, %1$s) AS NOW
        FROM GV$TRANSACTION t
        LEFT JOIN GV$SESSION s ON s.INST_ID = t.INST_ID AND s.SADDR = t.SES_ADDR
       ORDER BY t.START_DATE
      """
          .formatted(MOMENT);

  /** Its clock. */
  public static final String CLOCK =
      "SELECT TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD HH24:MI:SS.FF3') FROM DUAL";

  private HealthStatements() {}

  /** All of them, by what they ask for. */
  public static Map<String, String> all(OracleVersion server) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("undo retention", UNDO_RETENTION);
    all.put("undo lately", UNDO_LATELY);
    all.put("character sets", CHARACTER_SETS);
    all.put("archived log", ARCHIVED_LOG);
    all.put("log of an SCN", LOG_OF_SCN);
    all.put("transactions that stay open", OPEN_TRANSACTIONS);
    all.put("clock", CLOCK);
    ViewRights.of(server).forEach(view -> all.put("may see " + view.name(), view.question()));
    return all;
  }
}
