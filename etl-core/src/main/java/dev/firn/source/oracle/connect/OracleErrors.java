package dev.firn.source.oracle.connect;

import dev.firn.error.ConfigException;
import dev.firn.error.ErrorCode;
import dev.firn.error.FirnException;
import dev.firn.error.ReadPointGoneException;
import dev.firn.error.UnavailableException;
import dev.firn.model.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that can go wrong with an Oracle server, as an operator reads it. */
public final class OracleErrors {

  private OracleErrors() {}

  /**
   * A refusal of the server, or of the way to it.
   *
   * @param what verb and object, as they stand after "Cannot"
   */
  public static FirnException cannot(String what, SQLException cause) {
    OraFailure failure = OraFailure.of(cause);
    String sentence = sentence(what, failure);
    return failure.outcome() == OraFailure.Outcome.RETRY
        ? UnavailableException.transientFailure(code(failure.code()), sentence, cause)
        : UnavailableException.permanent(code(failure.code()), sentence, cause);
  }

  /**
   * A reader that was broken off.
   *
   * @param scn at which it reads
   */
  public static FirnException readIsBrokenOff(TableId table, String scn, SQLException cause) {
    OraFailure failure = OraFailure.of(cause);
    String what = "read " + table + " at SCN " + scn;
    return switch (failure.outcome()) {
      case NEW_READ_POINT ->
          new ReadPointGoneException(ErrorCode.READ_POINT_IS_GONE, sentence(what, failure), cause);
      case RETRY, TABLE_FAILS, RUN_FAILS -> cannot(what, cause);
    };
  }

  private static String sentence(String what, OraFailure failure) {
    String message = "Cannot " + what + ": " + failure.text() + ".";
    String fix = fix(failure.code());
    return fix == null ? message : message + " " + fix;
  }

  /** A table that was emptied, moved or cut otherwise while it was read. */
  public static ReadPointGoneException tableIsRearranged(TableId table, String scn) {
    return new ReadPointGoneException(
        ErrorCode.READ_POINT_IS_GONE,
        "Cannot read %s at SCN %s: its rows were moved to other segments while it was read. The whole table is read again at a later SCN."
            .formatted(table, scn),
        null);
  }

  /**
   * Who began before a load and does not end.
   *
   * @param transactions who, each as a phrase
   */
  public static UnavailableException transactionsAreOpen(
      String scn, Duration waited, List<String> transactions) {
    return UnavailableException.transientFailure(
        ErrorCode.TRANSACTIONS_ARE_OPEN,
        ("Cannot load at an SCN that the stream can follow: waited %d s for transactions that began"
                + " before SCN %s: %s. End them, or run the load when they have ended; GV$TRANSACTION"
                + " shows them.")
            .formatted(waited.toSeconds(), scn, String.join("; ", transactions)),
        null);
  }

  /** A user who may not ask who has a transaction open. */
  public static UnavailableException transactionsAreHidden(
      OracleEndpoint server, SQLException cause) {
    return UnavailableException.permanent(
        ErrorCode.PRIVILEGE_IS_MISSING,
        "Cannot ask for the open transactions of %s: %s. Grant SELECT ON SYS.GV_$TRANSACTION and SYS.GV_$SESSION to the user."
            .formatted(server, OraFailure.of(cause).text()),
        cause);
  }

  /**
   * A connector of which it is not known that it has all changes that come after a load.
   *
   * @param why as a clause
   * @param fix what to do, as a sentence without its end; empty if the clause says it
   */
  public static UnavailableException beginningIsUnproven(String source, String why, String fix) {
    return UnavailableException.transientFailure(
        ErrorCode.STREAM_MAY_BEGIN_LATER,
        "Cannot tell whether changes of source %s reach Kafka: %s.%s"
            .formatted(source, why, fix.isEmpty() ? "" : " " + fix + "."),
        null);
  }

  /** A connector that has begun where the database has not come to yet. */
  public static UnavailableException connectorIsAhead(
      OracleEndpoint server, String begun, String now) {
    return UnavailableException.permanent(
        ErrorCode.CONNECTOR_IS_AHEAD,
        "Cannot load %s behind its connector: that has begun at SCN %s, and the database is at SCN %s, so it reads another database, or this one was put back. Delete the connector and its offsets, deploy it again, and load all tables with --no-resume."
            .formatted(server, begun, now),
        null);
  }

  /** A table that is another one, or has other columns, than when its read was planned. */
  public static ReadPointGoneException tableIsAltered(TableId table, String scn) {
    return new ReadPointGoneException(
        ErrorCode.READ_POINT_IS_GONE,
        "Cannot read %s at SCN %s: it was altered, dropped or made again while it was read, or the database was. The whole table is read again at a later SCN."
            .formatted(table, scn),
        null);
  }

  /**
   * A table of which the user does not see all any more.
   *
   * @param why and what to do, without a full stop
   */
  public static UnavailableException tableIsHidden(TableId table, String scn, String why) {
    return UnavailableException.permanent(
        ErrorCode.TABLE_IS_HIDDEN,
        "Cannot read %s at SCN %s: %s.".formatted(table, scn, why),
        null);
  }

  /** A user who may not ask how far the database is. */
  public static UnavailableException positionIsHidden(OracleEndpoint server, SQLException cause) {
    return UnavailableException.permanent(
        ErrorCode.PRIVILEGE_IS_MISSING,
        "Cannot ask for the SCN of %s: %s. Grant SELECT ON SYS.V_$DATABASE to the user, or EXECUTE ON DBMS_FLASHBACK."
            .formatted(server, OraFailure.of(cause).text()),
        cause);
  }

  /** A server without what reads and sessions rely on. */
  static UnavailableException serverIsTooOld(
      OracleEndpoint server, OracleVersion version, OracleVersion oldest) {
    return UnavailableException.permanent(
        ErrorCode.SERVER_IS_TOO_OLD,
        "Cannot read %s: it is Oracle %s. Upgrade the server to %s or newer."
            .formatted(server, version, oldest),
        null);
  }

  /** A setting of the driver on which what Firn reads depends. */
  static ConfigException optionIsOwned(String option, String value) {
    return new ConfigException(
        ErrorCode.OPTION_IS_OWNED,
        "Cannot use jdbc_options: %s is set by Firn to %s. Remove it from database_connection."
            .formatted(option, value));
  }

  private static ErrorCode code(int number) {
    return switch (number) {
      case 1017, 1005, 28000, 28001, 1045, 28040 -> ErrorCode.LOGIN_IS_REFUSED;
      case 12514, 12505, 12521, 12154 -> ErrorCode.DATABASE_IS_UNKNOWN;
      case 12541, 12545, 12170, 12543, 17002, 17820, 17868 -> ErrorCode.SOURCE_CANNOT_BE_REACHED;
      case 28759, 28864, 28865, 29024 -> ErrorCode.SOURCE_IS_NOT_TRUSTED;
      case 942, 1031 -> ErrorCode.PRIVILEGE_IS_MISSING;
      case 1555, 30052, 8176, 22924, 22922, 1466, 1410, 8103, 2149, 14251, 14501, 8180, 8181 ->
          ErrorCode.READ_POINT_IS_GONE;
      default -> ErrorCode.SOURCE_REFUSES;
    };
  }

  private static @Nullable String fix(int code) {
    return switch (code) {
      case 1017, 1005 -> "Check username and password in database_connection.";
      case 28000 -> "Have the account unlocked: ALTER USER … ACCOUNT UNLOCK.";
      case 28001 -> "Give the user a new password: ALTER USER … IDENTIFIED BY ….";
      case 1045 -> "Grant it: GRANT CREATE SESSION TO ….";
      case 28040 ->
          "Put a newer ojdbc8.jar into lib/, or let the server take older clients"
              + " (SQLNET.ALLOWED_LOGON_VERSION_SERVER).";
      case 12514, 12505, 12521 ->
          "Check service_name or sid in database_connection; lsnrctl services names those that the"
              + " listener knows.";
      case 12154 -> "Check tns_alias and tns_admin in database_connection.";
      case 12541, 12545, 12170, 12543, 17002, 17820, 17868 ->
          "Check host and port in database_connection, and that the listener accepts connections"
              + " from here.";
      case 28759, 28864, 28865, 29024 ->
          "Check wallet_location, that oraclepki.jar, osdt_core.jar and osdt_cert.jar are in lib/,"
              + " and that the wallet trusts the server's certificate.";
      case 942 -> "Grant it: GRANT SELECT ON … TO the user in database_connection.";
      case 1031 ->
          "Grant what is missing to the user in database_connection: SELECT and FLASHBACK on the"
              + " table (scripts/sql/oracle-grants.sql).";
      case 997 -> "Set handle_long_columns: exclude loads the other columns.";
      case 1555, 30052, 8176 ->
          "The server has overwritten what the read still needed. The whole table is read again at a"
              + " later SCN; raise UNDO_RETENTION, or take fewer tables at once with --tables, if that"
              + " happens again.";
      case 22924, 22922 ->
          "The server has overwritten older versions of large values. The whole table is read again"
              + " at a later SCN; raise RETENTION or PCTVERSION of the LOB, if that"
              + " happens again.";
      case 1466, 1410, 8103, 2149, 14251, 14501 ->
          "The table was altered, emptied or moved while it was read. The whole table is read again"
              + " at a later SCN.";
      case 8180, 8181 ->
          "The server knows no such SCN any more. The whole table is read again at a later one.";
      default -> null;
    };
  }
}
