package dev.firn.source.oracle.connect;

import java.util.ArrayList;
import java.util.List;

/**
 * What every session says first, whatever the settings of the server, of the user and of this JVM
 * are.
 */
public final class SessionStatements {

  /** The driver takes language and territory from the JVM; errors are read in one language. */
  private static final String LANGUAGE =
      "ALTER SESSION SET NLS_LANGUAGE = 'AMERICAN' NLS_TERRITORY = 'AMERICA'";

  /** Comparisons and orders of text are those of its bytes, so that ranges of keys are. */
  private static final String TEXT =
      "ALTER SESSION SET NLS_SORT = 'BINARY' NLS_COMP = 'BINARY' NLS_NUMERIC_CHARACTERS = '.,'";

  private static final String DATES =
      "ALTER SESSION SET NLS_CALENDAR = 'GREGORIAN' NLS_DATE_FORMAT = 'SYYYY-MM-DD HH24:MI:SS'"
          + " NLS_TIMESTAMP_FORMAT = 'SYYYY-MM-DD HH24:MI:SS.FF9'"
          + " NLS_TIMESTAMP_TZ_FORMAT = 'SYYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM'";

  /** Values of TIMESTAMP WITH LOCAL TIME ZONE are shown in the zone of the session. */
  private static final String ZONE = "ALTER SESSION SET TIME_ZONE = 'UTC'";

  /** Each reader is one of several already; a server of its own would make many of them. */
  private static final String ONE_PROCESS = "ALTER SESSION DISABLE PARALLEL QUERY";

  /** A materialized view that is behind its tables may not answer for them. */
  private static final String NO_REWRITE = "ALTER SESSION SET QUERY_REWRITE_ENABLED = 'FALSE'";

  /** Rows that were archived in place are rows all the same, and their changes are streamed. */
  private static final String ARCHIVED_ROWS = "ALTER SESSION SET ROW ARCHIVAL VISIBILITY = ALL";

  private SessionStatements() {}

  /** In this order, each a statement of its own. */
  public static List<String> of(OracleVersion server) {
    List<String> all =
        new ArrayList<>(List.of(LANGUAGE, TEXT, DATES, ZONE, ONE_PROCESS, NO_REWRITE));
    if (server.isAtLeast(OracleVersion.V12_1)) {
      all.add(ARCHIVED_ROWS);
    }
    return List.copyOf(all);
  }
}
