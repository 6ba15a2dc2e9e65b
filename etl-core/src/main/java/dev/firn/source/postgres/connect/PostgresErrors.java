package dev.firn.source.postgres.connect;

import static java.util.stream.Collectors.joining;

import dev.firn.error.BusyTablesException;
import dev.firn.error.Causes;
import dev.firn.error.ConfigException;
import dev.firn.error.DataGapException;
import dev.firn.error.ErrorCode;
import dev.firn.error.FirnException;
import dev.firn.error.UnavailableException;
import dev.firn.model.TableId;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** All that can go wrong with a PostgreSQL server, as an operator reads it. */
public final class PostgresErrors {

  /** Insufficient resources and operator intervention pass by themselves; so do conflicts. */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57");

  /** No privilege and no such thing, no such database, what the server cannot do. */
  private static final Set<String> STAYING_CLASSES = Set.of("0A", "22", "28", "3D", "3F", "42");

  private static final int MAX_NAMES = 20;

  /** Of the driver: what it wants the server does not offer. */
  private static final String REJECTED_BY_CLIENT = "08004";

  private static final String AUTHORIZATION = "28";

  private static final String WITHOUT_CAPTURE =
      " what there is now, to be followed by nothing, with --no-capture.";

  private PostgresErrors() {}

  /**
   * A refusal of the server.
   *
   * @param what verb and object, as they stand after "Cannot"
   */
  public static FirnException cannot(String what, SQLException cause) {
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    String message =
        "Cannot " + what + ": " + reason(cause) + (state.isEmpty() ? "" : " (" + state + ")") + ".";
    String fix = fix(state);
    String sentence = fix == null ? message : message + " " + fix;
    boolean canPass = state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2));
    return canPass
        ? UnavailableException.transientFailure(code(state), sentence, cause)
        : UnavailableException.permanent(code(state), sentence, cause);
  }

  /** A server that was not reached, or that one of the two did not trust. */
  static FirnException cannotConnect(PostgresEndpoint server, SQLException cause) {
    Optional<FirnException> ours = Causes.find(cause, FirnException.class);
    return ours.orElseGet(
        () ->
            findDistrust(server, cause)
                .<FirnException>map(
                    why ->
                        UnavailableException.permanent(
                            ErrorCode.SOURCE_IS_NOT_TRUSTED,
                            "Cannot connect to " + server + ": " + why,
                            cause))
                .orElseGet(() -> cannot("connect to " + server, cause)));
  }

  /** What TLS does not get over, whoever tries how often; with what to do. */
  private static Optional<String> findDistrust(PostgresEndpoint server, SQLException cause) {
    Optional<SSLException> refusal = Causes.find(cause, SSLException.class);
    if (Causes.find(cause, CertPathValidatorException.class).isPresent()
        || Causes.find(cause, CertPathBuilderException.class).isPresent()) {
      return Optional.of(
          "its certificate is not from an authority of sslrootcert, or not valid now (%s). Set sslrootcert in database_connection to the certificate of the authority that the server's is from."
              .formatted(refusal.map(PostgresErrors::innermost).orElse("")));
    }
    boolean isAlert =
        refusal
            .map(SSLException::getMessage)
            .filter(said -> said != null && said.contains("fatal alert"))
            .isPresent();
    if (isAlert) {
      return Optional.of(
          "the server did not accept %s (%s). Set sslcert and sslkey in database_connection to a certificate from an authority of the server's ssl_ca_file."
              .formatted(
                  server.tls().certificate() == null
                      ? "a client without a certificate"
                      : "the certificate of sslcert",
                  innermost(refusal.get())));
    }
    String state = String.valueOf(cause.getSQLState());
    if (state.equals(REJECTED_BY_CLIENT) && serverMessage(cause) == null) {
      return Optional.of(
          reason(cause)
              + ". Have the server use TLS (ssl = on), or set sslmode in database_connection to one"
              + " that does without.");
    }
    if (!state.startsWith(AUTHORIZATION)) {
      return Optional.empty();
    }
    String said = reason(cause);
    if (said.contains("client certificate")) {
      return Optional.of(
          said
              + ". Set sslcert and sslkey in database_connection to a certificate from an authority"
              + " of the server's ssl_ca_file.");
    }
    return said.contains("no encryption")
        ? Optional.of(
            said + ". Set sslmode in database_connection to verify-full, or to require at least.")
        : Optional.empty();
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /**
   * A server whose certificate is not of the host that was asked for.
   *
   * @param names that the certificate is of
   */
  static UnavailableException serverHasAnotherName(String host, List<String> names) {
    return UnavailableException.permanent(
        ErrorCode.SOURCE_IS_NOT_TRUSTED,
        "Cannot connect to %s: the certificate of the server is of [%s]. Set host in database_connection to one of these names, or sslmode to verify-ca, which does not compare them."
            .formatted(host, String.join(", ", names)),
        null);
  }

  /**
   * A file, or a text, that TLS can do nothing with.
   *
   * @param option the key of the configuration that names it
   */
  static ConfigException tlsFileIsUnusable(String option, String why) {
    return new ConfigException(
        ErrorCode.CERTIFICATE_IS_UNUSABLE,
        "Cannot use %s of database_connection: %s.".formatted(option, why));
  }

  /** A server whose snapshots cannot be compared with transactions. */
  static UnavailableException serverIsTooOld(
      PostgresEndpoint server, String version, int oldestVersion) {
    return UnavailableException.permanent(
        ErrorCode.SERVER_IS_TOO_OLD,
        "Cannot read "
            + server
            + ": it is PostgreSQL "
            + version
            + ", whose snapshots cannot be compared with the transactions of its changes."
            + " Upgrade the server to "
            + oldestVersion
            + " or newer.",
        null);
  }

  /** A server that does not write into its log what change capture needs. */
  public static UnavailableException walIsNotLogical(
      PostgresEndpoint server, @Nullable String level) {
    return UnavailableException.permanent(
        ErrorCode.WAL_IS_NOT_LOGICAL,
        "Cannot capture changes of "
            + server
            + ": wal_level is \""
            + level
            + "\". Set wal_level = logical in postgresql.conf and restart the server, or load"
            + WITHOUT_CAPTURE,
        null);
  }

  /** A server that only follows another one. */
  public static UnavailableException standbyCapturesNothing(PostgresEndpoint server) {
    return UnavailableException.permanent(
        ErrorCode.STANDBY_CAPTURES_NOTHING,
        "Cannot capture changes of "
            + server
            + ": it is a standby. Connect to its primary, or load"
            + WITHOUT_CAPTURE,
        null);
  }

  /** A slot of the name that is somebody else's. */
  public static UnavailableException slotIsTaken(String slot) {
    return UnavailableException.permanent(
        ErrorCode.SLOT_IS_TAKEN,
        "Cannot use replication slot "
            + slot
            + ": it belongs to another database or to another plugin than pgoutput."
            + " Rename the source, or drop the slot if nothing uses it.",
        null);
  }

  /** A standby does not know all slots of its primary. */
  public static UnavailableException standbyHasNoSlot(String slot) {
    return UnavailableException.permanent(
        ErrorCode.STANDBY_HAS_NO_SLOT,
        "Cannot tell how far replication slot "
            + slot
            + " is read: the source's connection leads to a standby, which does not have it. Connect"
            + " to the primary, or create the slot with failover. A load that is not to be followed"
            + " needs no slot, with --no-capture.",
        null);
  }

  /** A slot that was left unread for longer than the server keeps its log. */
  public static UnavailableException slotIsLost(String slot) {
    return UnavailableException.permanent(
        ErrorCode.SLOT_IS_LOST,
        "Cannot use replication slot "
            + slot
            + ": the server has removed log that the slot still needed, so its changes are"
            + " gone. Delete the connector and its offsets, drop the slot with SELECT"
            + " pg_drop_replication_slot('"
            + slot
            + "'), and load again with --no-resume.",
        null);
  }

  /** A slot that somebody has begun to create and not finished. */
  public static UnavailableException slotIsBeingCreated(String slot, int waitedSeconds) {
    return UnavailableException.transientFailure(
        ErrorCode.SLOT_IS_BEING_CREATED,
        "Cannot use replication slot %s: another session is still creating it after %d s, because transactions are open that began before. End them, or run the load when they have ended."
            .formatted(slot, waitedSeconds),
        null);
  }

  /** A slot whose publication is gone: the server decodes by publications of the time. */
  public static UnavailableException slotIsOlderThanPublication(String slot, String publication) {
    return UnavailableException.permanent(
        ErrorCode.SLOT_IS_OLDER_THAN_PUBLICATION,
        "Cannot use replication slot %s: publication %s is gone, and what changed before it is there again can never be decoded. Delete the connector and its offsets, drop the slot with SELECT pg_drop_replication_slot('%s'), and load again with --no-resume."
            .formatted(slot, publication, slot),
        null);
  }

  /**
   * Tables that were loaded before a slot was lost: what changed since is in no slot.
   *
   * @param tables that the run does not load
   */
  public static DataGapException tablesAreLeftBehind(String slot, List<TableId> tables) {
    return new DataGapException(
        ErrorCode.TABLES_ARE_LEFT_BEHIND,
        "Cannot create replication slot %s: it was there when %s were loaded and is gone, and with it what changed in them since. Delete the connector and its offsets, and load all tables again with --no-resume, or name in exclude_tables of the source those that are not to be followed any more."
            .formatted(slot, names(tables)));
  }

  /**
   * A publication that does not send what it should.
   *
   * @param set what ALTER PUBLICATION has to be told
   */
  public static UnavailableException publicationLacks(String publication, String why, String set) {
    return UnavailableException.permanent(
        ErrorCode.PUBLICATION_LACKS_CHANGES,
        "Cannot capture changes with publication %s: %s. Have its owner run ALTER PUBLICATION \"%s\" %s; what it did not send until then is in no table that was loaded before."
            .formatted(publication, why, publication, set),
        null);
  }

  /** A table of which the publication leaves something out. */
  public static UnavailableException tableIsNotSentAsItIs(TableId table, String why) {
    return UnavailableException.permanent(
        ErrorCode.PUBLICATION_LACKS_CHANGES,
        "Cannot capture changes of " + table + ": " + why + ".",
        null);
  }

  /**
   * A publication that only the owner of tables, or its own, can make or extend.
   *
   * @param others tables that are not the user's; none if it is the publication or the database
   * @param sql the statement that does it
   */
  public static UnavailableException publicationIsTheOwners(
      String publication, List<TableId> others, String sql) {
    return UnavailableException.permanent(
        ErrorCode.PUBLICATION_IS_THE_OWNERS,
        "Cannot publish changes with %s: the user in database_connection %s. Have the owner run %s; the load uses what it finds."
            .formatted(
                publication,
                others.isEmpty()
                    ? "may not create or alter publications of the database"
                    : "does not own " + names(others),
                sql),
        null);
  }

  /** A few of them, for people. */
  public static String names(List<TableId> tables) {
    int shown = Math.min(MAX_NAMES, tables.size());
    String names = tables.subList(0, shown).stream().map(TableId::toString).collect(joining(", "));
    return shown == tables.size() ? names : names + " and " + (tables.size() - shown) + " more";
  }

  /**
   * Transactions that do not end, which a slot or a publication has to wait for.
   *
   * @param what verb and object, as they stand after "Cannot"
   */
  public static UnavailableException transactionsAreOpen(
      String what, int waitedSeconds, List<String> transactions) {
    return UnavailableException.transientFailure(
        ErrorCode.TRANSACTIONS_ARE_OPEN,
        "Cannot "
            + what
            + ": waited "
            + waitedSeconds
            + " s for transactions that were open before: "
            + String.join("; ", transactions)
            + ". End them, or run the load when they have ended.",
        null);
  }

  /** The connection that keeps the snapshot of a load is gone, and the snapshot with it. */
  public static UnavailableException readPointIsLost(String position, SQLException cause) {
    return UnavailableException.transientFailure(
        ErrorCode.READ_POINT_IS_LOST,
        "Cannot go on reading at LSN "
            + position
            + ": the connection that holds the read point was lost ("
            + reason(cause)
            + "). Run the load again; tables already published are kept.",
        cause);
  }

  /** A reader whose connection was lost or refused; it is tried again, if that can help. */
  public static FirnException readIsBrokenOff(TableId table, SQLException cause) {
    String state = String.valueOf(cause.getSQLState());
    return STAYING_CLASSES.contains(state.length() == 5 ? state.substring(0, 2) : "")
        ? cannot("read " + table, cause)
        : UnavailableException.transientFailure(
            ErrorCode.READ_IS_BROKEN_OFF,
            "Cannot read " + table + ": " + reason(cause) + ".",
            cause);
  }

  /**
   * Tables on which others work for longer than we wait.
   *
   * @param what verb and object, as they stand after "Cannot"
   * @param who works on them
   * @param tables the same, as what is said of the table
   */
  public static BusyTablesException tablesAreBusy(
      String what, String who, Map<TableId, String> tables, SQLException cause) {
    return new BusyTablesException(
        ErrorCode.TABLES_ARE_BUSY,
        "Cannot %s: %s. End that, or wait until it has ended.".formatted(what, who),
        tables,
        cause);
  }

  /** A name that leads to another relation than when the tables were locked. */
  public static UnavailableException relationIsAnother(TableId name, @Nullable Exception cause) {
    return UnavailableException.permanent(
        ErrorCode.TABLE_IS_NOT_HELD,
        "Cannot read %s: another relation has the name since the tables were locked, because its schema was renamed. Load the table again."
            .formatted(name),
        cause);
  }

  /** A table of which nobody is sure that it stays as it is while it is read. */
  public static UnavailableException tableIsNotHeld(TableId table, String why) {
    return UnavailableException.transientFailure(
        ErrorCode.TABLE_IS_NOT_HELD, "Cannot read %s: %s.".formatted(table, why), null);
  }

  /** A reader that was led to another server than the load. */
  public static UnavailableException readerSeesOtherTransactions(
      String what, String seen, String expected) {
    return UnavailableException.permanent(
        ErrorCode.READER_SEES_OTHERS,
        "Cannot "
            + what
            + ": a reader sees transactions "
            + seen
            + ", the load "
            + expected
            + ". Connect to the server itself, not to a pooler or balancer before it.",
        null);
  }

  /** A reader that did not get as many rows as the server says it has sent. */
  public static UnavailableException rowsAreMissing(TableId table, long sent, long arrived) {
    return UnavailableException.permanent(
        ErrorCode.READ_IS_INCOMPLETE,
        "Cannot read "
            + table
            + ": the server sent "
            + sent
            + " rows, "
            + arrived
            + " arrived. Load the table again.",
        null);
  }

  /** Bytes that no server of PostgreSQL sends. */
  public static UnavailableException copyIsGarbled(IOException cause) {
    return UnavailableException.permanent(
        ErrorCode.READ_IS_INCOMPLETE, String.valueOf(cause.getMessage()), cause);
  }

  /** What the server has said and advised, in one line. */
  public static String reason(SQLException cause) {
    if (Causes.find(cause, UnknownHostException.class).isPresent()) {
      return "nobody knows a host of this name";
    }
    String text =
        withoutEnd(String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse(""));
    String hint = hint(cause);
    return hint == null ? text : text + " (" + withoutEnd(hint) + ")";
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException cause) {
    return cause instanceof PSQLException refusal ? refusal.getServerErrorMessage() : null;
  }

  private static @Nullable String hint(SQLException cause) {
    ServerErrorMessage said = serverMessage(cause);
    String hint = said == null ? null : said.getHint();
    return hint == null ? null : hint.replaceAll("\\s+", " ").strip();
  }

  private static String withoutEnd(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private static ErrorCode code(String state) {
    return switch (state) {
      case "28P01", "28000" -> ErrorCode.LOGIN_IS_REFUSED;
      case "3D000" -> ErrorCode.DATABASE_IS_UNKNOWN;
      case "42501" -> ErrorCode.PRIVILEGE_IS_MISSING;
      default ->
          state.startsWith("08") ? ErrorCode.SOURCE_CANNOT_BE_REACHED : ErrorCode.SOURCE_REFUSES;
    };
  }

  private static @Nullable String fix(String state) {
    return switch (state) {
      case "28P01", "28000" ->
          "Check username and password in database_connection, and the server's pg_hba.conf.";
      case "3D000" -> "Check database in database_connection.";
      case "08001", "08006", "08004" ->
          "Check host and port in database_connection, and that the server accepts connections"
              + " from here.";
      case "42501" -> "Grant the missing privilege to the user in database_connection.";
      default -> null;
    };
  }
}
