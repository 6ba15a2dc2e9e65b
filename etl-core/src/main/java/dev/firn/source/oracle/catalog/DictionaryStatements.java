package dev.firn.source.oracle.catalog;

import dev.firn.source.oracle.connect.OracleVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every question to the dictionary. Each is asked of one view, because the optimizers of old
 * releases join those views badly, and of those that every user may read unless it says otherwise.
 */
public final class DictionaryStatements {

  static final String OBJECTS =
      """
      SELECT OBJECT_NAME, SUBOBJECT_NAME, OBJECT_TYPE, OBJECT_ID, DATA_OBJECT_ID, TEMPORARY, SECONDARY
        FROM ALL_OBJECTS
       WHERE OWNER = :owner AND OBJECT_NAME LIKE :name ESCAPE '\\'
         AND OBJECT_TYPE IN ('TABLE', 'TABLE PARTITION', 'TABLE SUBPARTITION', 'VIEW')
       ORDER BY OBJECT_NAME, OBJECT_ID
      """;

  static final String TABLES =
      """
      SELECT TABLE_NAME, CLUSTER_NAME, IOT_NAME, IOT_TYPE, TEMPORARY, SECONDARY, NESTED, PARTITIONED,
             LOGGING, NUM_ROWS, BLOCKS, AVG_ROW_LEN
        FROM ALL_TABLES
       WHERE OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\'
      """;

  static final String OBJECT_TABLES =
      """
      SELECT TABLE_NAME, TABLE_TYPE_OWNER, TABLE_TYPE
        FROM ALL_OBJECT_TABLES
       WHERE OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\'
      """;

  static final String EXTERNAL_TABLES =
      "SELECT TABLE_NAME FROM ALL_EXTERNAL_TABLES WHERE OWNER = :owner";

  static final String MATERIALIZED_VIEWS = "SELECT MVIEW_NAME FROM ALL_MVIEWS WHERE OWNER = :owner";

  static final String MATERIALIZED_VIEW_LOGS =
      "SELECT LOG_TABLE, MASTER FROM ALL_MVIEW_LOGS WHERE LOG_OWNER = :owner";

  static final String QUEUE_TABLES =
      "SELECT QUEUE_TABLE FROM ALL_QUEUE_TABLES WHERE OWNER = :owner";

  /** A key that is not enforced, or was not when rows came, may name several rows. */
  static final String PRIMARY_KEYS =
      """
      SELECT c.TABLE_NAME, k.COLUMN_NAME, c.STATUS, c.VALIDATED, c.CONSTRAINT_NAME,
             TO_CHAR(c.LAST_CHANGE, 'YYYY-MM-DD HH24:MI:SS') AS LAST_CHANGE
        FROM ALL_CONSTRAINTS c
        JOIN ALL_CONS_COLUMNS k ON k.OWNER = c.OWNER AND k.CONSTRAINT_NAME = c.CONSTRAINT_NAME
                               AND k.TABLE_NAME = c.TABLE_NAME
       WHERE c.OWNER = :owner AND c.TABLE_NAME LIKE :name ESCAPE '\\' AND c.CONSTRAINT_TYPE = 'P'
       ORDER BY c.TABLE_NAME, k.POSITION
      """;

  static final String LOG_GROUPS =
      """
      SELECT TABLE_NAME, LOG_GROUP_TYPE
        FROM ALL_LOG_GROUPS
       WHERE OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\'
      """;

  /** Policies that hide rows from a user who is not exempt. */
  static final String ROW_POLICIES =
      """
      SELECT OBJECT_NAME, POLICY_NAME
        FROM ALL_POLICIES
       WHERE OBJECT_OWNER = :owner AND OBJECT_NAME LIKE :name ESCAPE '\\'
         AND SEL = 'YES' AND ENABLE = 'YES'
      """;

  /** Of what views are made. */
  static final String VIEW_SOURCES =
      """
      SELECT OWNER, NAME, REFERENCED_OWNER, REFERENCED_NAME, REFERENCED_TYPE, REFERENCED_LINK_NAME
        FROM ALL_DEPENDENCIES
       WHERE OWNER = :owner AND NAME LIKE :name ESCAPE '\\' AND TYPE = 'VIEW'
         AND REFERENCED_TYPE IN ('TABLE', 'VIEW')
      """;

  /** Tables that the user may see, and whether reads of them leave out what is damaged. */
  static final String SKIPPED_BLOCKS =
      """
      SELECT TABLE_NAME, SKIP_CORRUPT
        FROM ALL_TABLES
       WHERE OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\'
      """;

  static final String USER = "SELECT USER FROM DUAL";

  static final String SYSTEM_PRIVILEGES =
      """
      SELECT PRIVILEGE
        FROM SESSION_PRIVS
       WHERE PRIVILEGE IN ('SELECT ANY TABLE', 'READ ANY TABLE', 'FLASHBACK ANY TABLE',
                           'EXEMPT ACCESS POLICY', 'EXEMPT REDACTION POLICY')
      """;

  /** The grants on tables of a schema; what the user owns needs none. */
  static final String TABLE_PRIVILEGES =
      """
      SELECT TABLE_NAME, PRIVILEGE
        FROM ALL_TAB_PRIVS
       WHERE TABLE_SCHEMA = :owner AND TABLE_NAME LIKE :name ESCAPE '\\'
         AND PRIVILEGE IN ('SELECT', 'READ', 'FLASHBACK')
      """;

  /** Where large values are kept. */
  static final String LOBS = "SELECT TABLE_NAME, SEGMENT_NAME FROM ALL_LOBS WHERE OWNER = :owner";

  /** How large tables and their large values are; for those who may read DBA_SEGMENTS. */
  static final String SEGMENTS =
      """
      SELECT SEGMENT_NAME, SUM(BYTES) AS BYTES
        FROM DBA_SEGMENTS
       WHERE OWNER = :owner
         AND SEGMENT_TYPE IN ('TABLE', 'TABLE PARTITION', 'TABLE SUBPARTITION', 'LOBSEGMENT',
                              'LOB PARTITION', 'LOB SUBPARTITION')
       GROUP BY SEGMENT_NAME
      """;

  static final String LONG_COLUMNS =
      "SELECT TABLE_NAME FROM ALL_TAB_COLS WHERE OWNER = :owner AND DATA_TYPE IN ('LONG', 'LONG RAW')";

  /** Policies that change values for a user who is not exempt; for those who may read the view. */
  static final String REDACTION_POLICIES =
      "SELECT OBJECT_NAME, POLICY_NAME, ENABLE FROM REDACTION_POLICIES WHERE OBJECT_OWNER = :owner";

  /** Since 23: grants that are for all tables of a schema. */
  static final String SCHEMA_PRIVILEGES =
      "SELECT PRIVILEGE FROM SESSION_SCHEMA_PRIVS WHERE SCHEMA = :owner";

  /** Whether the user may see where rows are stored. */
  public static final String MAY_SEE_EXTENTS = "SELECT 1 FROM DBA_EXTENTS WHERE 1 = 0";

  /** What is called how now. */
  static final String TABLE_BY_NUMBER =
      """
      SELECT OWNER, OBJECT_NAME
        FROM ALL_OBJECTS
       WHERE OBJECT_ID = :object_number AND OBJECT_TYPE = 'TABLE'
      """;

  /** Where a part is stored now; at first, where its own number says. */
  static final String PART_BY_NUMBER =
      """
      SELECT OBJECT_ID, DATA_OBJECT_ID
        FROM ALL_OBJECTS
       WHERE OBJECT_ID = :object_number
      """;

  static final String DEFAULT_OF_COLUMN =
      """
      SELECT DEFAULT_LENGTH
        FROM ALL_TAB_COLS
       WHERE OWNER = :owner AND TABLE_NAME = :name AND COLUMN_NAME = :column_name
      """;

  /** What keeps the rows of one table now. */
  static final String STORAGE =
      """
      SELECT OBJECT_NAME, SUBOBJECT_NAME, OBJECT_TYPE, OBJECT_ID, DATA_OBJECT_ID, TEMPORARY, SECONDARY
        FROM ALL_OBJECTS
       WHERE OWNER = :owner AND OBJECT_NAME = :name
         AND OBJECT_TYPE IN ('TABLE', 'TABLE PARTITION', 'TABLE SUBPARTITION')
       ORDER BY OBJECT_ID
      """;

  /** The same of all objects, for those who may read DBA_OBJECTS: not all releases show parts. */
  static final String ALL_STORAGE = STORAGE.replace("FROM ALL_OBJECTS", "FROM DBA_OBJECTS");

  /** Whether the past of a table is kept in other tables; for those who may look at all. */
  static final String ARCHIVED =
      """
      SELECT TABLE_NAME
        FROM DBA_FLASHBACK_ARCHIVE_TABLES
       WHERE OWNER_NAME = :owner AND TABLE_NAME = :name
      """;

  /** The same of the user's own tables. */
  static final String OWN_ARCHIVED =
      ARCHIVED.replace("DBA_FLASHBACK_ARCHIVE_TABLES", "USER_FLASHBACK_ARCHIVE_TABLES");

  /** When tables were altered last, grants included. */
  static final String LAST_ALTERED =
      """
      SELECT OBJECT_NAME, TO_CHAR(LAST_DDL_TIME, 'YYYY-MM-DD HH24:MI:SS') AS ALTERED
        FROM ALL_OBJECTS
       WHERE OWNER = :owner AND OBJECT_NAME LIKE :name ESCAPE '\\' AND OBJECT_TYPE = 'TABLE'
      """;

  static final String PARTITIONED =
      """
      SELECT TABLE_NAME
        FROM ALL_TABLES
       WHERE OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\' AND PARTITIONED = 'YES'
      """;

  static final String COLUMN_NUMBERS =
      """
      SELECT TABLE_NAME, COLUMN_NAME, INTERNAL_COLUMN_ID
        FROM ALL_TAB_COLS
       WHERE OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\'
       ORDER BY TABLE_NAME, INTERNAL_COLUMN_ID
      """;

  /** For those who may read DBA_EXTENTS; that of users has no addresses. */
  static final String EXTENTS =
      """
      SELECT PARTITION_NAME, RELATIVE_FNO, BLOCK_ID, BLOCKS
        FROM DBA_EXTENTS
       WHERE OWNER = :owner AND SEGMENT_NAME = :name
         AND SEGMENT_TYPE IN ('TABLE', 'TABLE PARTITION', 'TABLE SUBPARTITION')
       ORDER BY PARTITION_NAME, RELATIVE_FNO, BLOCK_ID
      """;

  /** The server's own text of an address, to be compared with ours. */
  static final String ROWID =
      "SELECT ROWIDTOCHAR(DBMS_ROWID.ROWID_CREATE(1, :segment_number, :file_number, :block_number, 0)) FROM DUAL";

  /** For those who may read V$DATABASE. */
  private static final String DATABASE =
      """
      SELECT TO_CHAR(DBID) AS DBID, TO_CHAR(RESETLOGS_CHANGE#) AS INCARNATION,
             TO_CHAR(CURRENT_SCN) AS SCN, LOG_MODE, FORCE_LOGGING, SUPPLEMENTAL_LOG_DATA_MIN,
             SUPPLEMENTAL_LOG_DATA_ALL, DATABASE_ROLE, OPEN_MODE, %s AS SOME_TABLES_ONLY,
             %s AS CONTAINER
        FROM V$DATABASE
      """;

  /** What the database calls itself, or its root container; for those who may read V$DATABASE. */
  private static final String NAMES =
      "SELECT NAME, %s AS CDB, SYS_CONTEXT('USERENV', '%s') AS CONTAINER FROM V$DATABASE";

  /** What a pluggable database logs beyond the whole; for those who may read it. */
  static final String LOGGING_OF_PDB = "SELECT MINIMAL, ALL_COLUMN FROM DBA_SUPPLEMENTAL_LOGGING";

  /** Parts into which rows may be written past the log. */
  static final String UNLOGGED_PARTITIONS =
      """
      SELECT TABLE_NAME
        FROM ALL_TAB_PARTITIONS
       WHERE TABLE_OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\' AND LOGGING = 'NO'
      """;

  static final String UNLOGGED_SUBPARTITIONS =
      UNLOGGED_PARTITIONS.replace("ALL_TAB_PARTITIONS", "ALL_TAB_SUBPARTITIONS");

  private static final String COLUMNS =
      """
      SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, DATA_TYPE_OWNER, DATA_LENGTH, DATA_PRECISION,
             DATA_SCALE, CHAR_LENGTH, NULLABLE, HIDDEN_COLUMN, VIRTUAL_COLUMN, %s AS USER_GENERATED
        FROM ALL_TAB_COLS
       WHERE OWNER = :owner AND TABLE_NAME LIKE :name ESCAPE '\\'
       ORDER BY TABLE_NAME, INTERNAL_COLUMN_ID
      """;

  private DictionaryStatements() {}

  /** Before invisible columns, whatever was hidden was the server's own. */
  static String columns(OracleVersion server) {
    return COLUMNS.formatted(server.isAtLeast(OracleVersion.V12_1) ? "USER_GENERATED" : "'NO'");
  }

  /** What the database says of itself; for those who may read V$DATABASE. */
  public static String database(OracleVersion server) {
    return DATABASE.formatted(
        server.isAtLeast(OracleVersion.V19) ? "SUPPLEMENTAL_LOG_DATA_SR" : "'NO'",
        server.isAtLeast(OracleVersion.V12_1)
            ? "SYS_CONTEXT('USERENV', 'CON_NAME') || ' ' || TO_CHAR(CON_DBID)"
            : "SYS_CONTEXT('USERENV', 'DB_NAME')");
  }

  /** What it calls itself. */
  static String names(OracleVersion server) {
    boolean mayBePluggable = server.isAtLeast(OracleVersion.V12_1);
    return NAMES.formatted(
        mayBePluggable ? "CDB" : "'NO'", mayBePluggable ? "CON_NAME" : "DB_NAME");
  }

  /** All of them, by what they ask for. */
  public static Map<String, String> all(OracleVersion server) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("objects", OBJECTS);
    all.put("objects by name", Names.byName(OBJECTS));
    all.put("tables", TABLES);
    all.put("tables by name", Names.byName(TABLES));
    all.put("object tables", OBJECT_TABLES);
    all.put("object tables by name", Names.byName(OBJECT_TABLES));
    all.put("external tables", EXTERNAL_TABLES);
    all.put("materialized views", MATERIALIZED_VIEWS);
    all.put("materialized view logs", MATERIALIZED_VIEW_LOGS);
    all.put("queue tables", QUEUE_TABLES);
    all.put("columns", columns(server));
    all.put("columns by name", Names.byName(columns(server)));
    all.put("tables with a LONG", LONG_COLUMNS);
    all.put("primary keys", PRIMARY_KEYS);
    all.put("primary keys by name", Names.byName(PRIMARY_KEYS));
    all.put("log groups", LOG_GROUPS);
    all.put("log groups by name", Names.byName(LOG_GROUPS));
    all.put("user", USER);
    all.put("system privileges", SYSTEM_PRIVILEGES);
    all.put("table privileges by name", Names.byName(TABLE_PRIVILEGES));
    if (server.isAtLeast(OracleVersion.V23)) {
      all.put("schema privileges", SCHEMA_PRIVILEGES);
    }
    all.put("sources of views by name", Names.byName(VIEW_SOURCES));
    all.put("skipped blocks by name", Names.byName(SKIPPED_BLOCKS));
    all.put("row policies by name", Names.byName(ROW_POLICIES));
    all.put("redaction policies", REDACTION_POLICIES);
    all.put("large values", LOBS);
    all.put("segments", SEGMENTS);
    all.put("may see extents", MAY_SEE_EXTENTS);
    all.put("storage", STORAGE);
    all.put("storage of all", ALL_STORAGE);
    all.put("tables with an archive", ARCHIVED);
    all.put("own tables with an archive", OWN_ARCHIVED);
    all.put("last altered by name", Names.byName(LAST_ALTERED));
    all.put("partitioned by name", Names.byName(PARTITIONED));
    all.put("numbers of columns by name", Names.byName(COLUMN_NUMBERS));
    all.put("extents", EXTENTS);
    all.put("address", ROWID);
    all.put("table by number", TABLE_BY_NUMBER);
    all.put("part by number", PART_BY_NUMBER);
    all.put("default of column", DEFAULT_OF_COLUMN);
    all.put("database", database(server));
    all.put("names", names(server));
    all.put("unlogged partitions", UNLOGGED_PARTITIONS);
    all.put("unlogged partitions by name", Names.byName(UNLOGGED_PARTITIONS));
    all.put("unlogged subpartitions", UNLOGGED_SUBPARTITIONS);
    all.put("unlogged subpartitions by name", Names.byName(UNLOGGED_SUBPARTITIONS));
    if (server.isAtLeast(OracleVersion.V12_1)) {
      all.put("logging of a pluggable database", LOGGING_OF_PDB);
    }
    return all;
  }
}
