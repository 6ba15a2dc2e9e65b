package dev.firn.cdc.error;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventPlace;
import dev.firn.config.DriftKind;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.config.shape.Shape;
import dev.firn.error.Causes;
import dev.firn.error.ConfigException;
import dev.firn.error.DeadLetterLimitException;
import dev.firn.error.DriftException;
import dev.firn.error.ErrorCode;
import dev.firn.error.Failures;
import dev.firn.error.FencedException;
import dev.firn.error.UnavailableException;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.ConnectorState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * All that can go wrong in a stream and that only a stream meets, as an operator reads it, in the
 * order of the exit codes; what is gone is in {@link GapErrors}.
 */
public final class StreamErrors {

  private StreamErrors() {}

  // What the command line names: exit code 3

  /** A table named to go on without its events, which the lake does not have. */
  public static ConfigException acceptedGapIsOfNoTable(String source, String table) {
    return new ConfigException(
        ErrorCode.TABLES_ARE_UNKNOWN,
        "Cannot accept a gap of "
            + table
            + ": source "
            + source
            + " has no such table in the lake. Give --accept-gap the names of source tables.");
  }

  /** A letter that nobody has kept, or that is settled. */
  public static ConfigException deadLetterIsUnknown(String id) {
    return new ConfigException(
        ErrorCode.DEAD_LETTER_IS_UNKNOWN,
        "Cannot find an open dead letter " + id + ". firn dlq list names those that there are.");
  }

  /** A table in the lake that has the name of a shape of another one, and is none. */
  public static ConfigException shapeIsTaken(CapturedTable shape, Shape kind) {
    return new ConfigException(
        ErrorCode.LAKE_TABLE_IS_TAKEN,
        "Cannot keep the "
            + kind.key()
            + " of "
            + shape.mapping().source()
            + " in "
            + shape.id()
            + ": there is a table of that name which holds something else. Rename it, leave the"
            + " source table of that name out with exclude_tables and drop the lake's, or take "
            + kind.key()
            + " out of shapes for "
            + shape.mapping().source().name()
            + ".");
  }

  /** A table with columns that are called as those in which a shape says something of its own. */
  public static ConfigException shapeHasNoPlace(
      CapturedTable shape, Shape kind, Collection<String> columns) {
    return new ConfigException(
        ErrorCode.SHAPE_DOES_NOT_FIT,
        "Cannot keep the "
            + kind.key()
            + " of "
            + shape.mapping().source()
            + ": its columns "
            + String.join(", ", columns)
            + " have names that "
            + kind.key()
            + " needs for itself. Take "
            + kind.key()
            + " out of shapes for "
            + shape.mapping().source().name()
            + ".");
  }

  // A system that refuses or cannot be reached: exit code 4

  /** Topics of which Kafka removes events though later ones need them. */
  public static UnavailableException topicsAreCompacted(
      SourceConfig source, Collection<String> topics) {
    return UnavailableException.permanent(
        ErrorCode.TOPICS_ARE_COMPACTED,
        "Cannot stream source "
            + source.name()
            + ": Kafka compacts "
            + String.join(", ", topics)
            + " (cleanup.policy), and so removes events whose large values later ones leave out. Set"
            + " cleanup.policy=delete for these topics, and reload the tables if Kafka has cleaned"
            + " them already.",
        null);
  }

  /** A source of which the lake has nothing. */
  public static UnavailableException nothingIsLoaded(SourceConfig source) {
    return UnavailableException.permanent(
        ErrorCode.NOTHING_IS_LOADED,
        "Cannot stream source "
            + source.name()
            + ": nothing of it is loaded into "
            + source.namespace().path()
            + ". Run firn bulk-load --source "
            + source.name()
            + " first.",
        null);
  }

  /** A source of which Kafka has nothing. */
  public static UnavailableException noTopics(
      SourceConfig source,
      KafkaClusterConfig cluster,
      Pattern pattern,
      String heartbeat,
      Duration waited) {
    return UnavailableException.permanent(
        ErrorCode.TOPICS_ARE_MISSING,
        "Cannot subscribe to the topics of source "
            + source.name()
            + ": Kafka at "
            + cluster.bootstrapServers()
            + " has neither a topic that matches "
            + pattern
            + " nor "
            + heartbeat
            + " after "
            + waited.toSeconds()
            + " s. Deploy debezium_"
            + source.name()
            + "_cdc.json to Kafka Connect; if it is deployed, look there at /connectors/"
            + source.connectorName()
            + "/status, or check kafka_topic_prefix in sources.yaml.",
        null);
  }

  /** A cluster for which there can be no client. */
  public static UnavailableException clusterIsUnusable(
      KafkaClusterConfig cluster, RuntimeException cause) {
    return UnavailableException.permanent(
        ErrorCode.KAFKA_CANNOT_BE_USED,
        "Cannot use Kafka cluster "
            + cluster.name()
            + ": "
            + reason(cause).getMessage()
            + ". Check bootstrap_servers and properties in kafka_clusters.yaml.",
        cause);
  }

  /**
   * A request that a cluster has refused, or not answered.
   *
   * @param request verb and object, as they stand after "Cannot"
   */
  public static UnavailableException clusterRefuses(
      String request, KafkaClusterConfig cluster, Exception cause) {
    Optional<AuthenticationException> distrust = Causes.find(cause, AuthenticationException.class);
    if (distrust.isPresent()) {
      return clusterDistrusts(request, cluster, distrust.get());
    }
    return UnavailableException.transientFailure(
        ErrorCode.KAFKA_GIVES_NO_ANSWER,
        "Cannot "
            + request
            + " of Kafka cluster "
            + cluster.name()
            + " at "
            + cluster.bootstrapServers()
            + ": "
            + reason(cause).getMessage()
            + ". Check that the brokers run and that bootstrap_servers in kafka_clusters.yaml is"
            + " right.",
        cause);
  }

  /** A login that no further try makes better: one of the two does not trust the other. */
  private static UnavailableException clusterDistrusts(
      String request, KafkaClusterConfig cluster, AuthenticationException cause) {
    boolean isTls = cause instanceof SslAuthenticationException;
    String why = Failures.reason(cause);
    return UnavailableException.permanent(
        ErrorCode.KAFKA_IS_NOT_TRUSTED,
        "Cannot %s of Kafka cluster %s at %s: %s. Check %s among the properties of the cluster in kafka_clusters.yaml."
            .formatted(
                request,
                cluster.name(),
                cluster.bootstrapServers(),
                why,
                isTls
                    ? "ssl.truststore… (who has certified the brokers, and for which names) and"
                        + " ssl.keystore… (who we are, if they ask for it)"
                    : "security.protocol, sasl.mechanism and sasl.jaas.config"),
        cause);
  }

  /** A key store or trust store that nobody can read. */
  public static ConfigException storeIsUnreadable(
      String setting, String location, Exception cause) {
    return new ConfigException(
        ErrorCode.CERTIFICATE_IS_UNUSABLE,
        "Cannot read %s of %s in kafka_clusters.yaml: %s. Make it a file that this user may read, of the type of the setting …type, and give its password."
            .formatted(location, setting, cause));
  }

  /** A key store of which nobody knows which key is meant. */
  public static ConfigException storeHasSeveralKeys(String location, List<String> keys) {
    return new ConfigException(
        ErrorCode.CERTIFICATE_IS_UNUSABLE,
        "Cannot use key store %s: it has the keys [%s], and one is needed. Make one with the key of this client only."
            .formatted(location, String.join(", ", keys)));
  }

  /**
   * A run that was told to end while it asked a cluster.
   *
   * @param request verb and object, as they stand after "Cannot"
   */
  public static UnavailableException requestWasInterrupted(
      String request, InterruptedException cause) {
    return UnavailableException.transientFailure(
        ErrorCode.RUN_WAS_INTERRUPTED, "Cannot " + request + ": interrupted.", cause);
  }

  /**
   * Events that a cluster says it has and does not send.
   *
   * @param events offsets and partition
   * @param cause what it says; null if it says nothing
   */
  public static UnavailableException clusterSendsNothing(
      String events, KafkaClusterConfig cluster, @Nullable RuntimeException cause) {
    return UnavailableException.transientFailure(
        ErrorCode.KAFKA_GIVES_NO_ANSWER,
        "Cannot read "
            + events
            + ": Kafka at "
            + cluster.bootstrapServers()
            + (cause == null ? " sends nothing" : " says " + cause.getMessage())
            + ". Check that the brokers run and that the topic still has these events.",
        cause);
  }

  /** A cluster that has fallen silent in the middle of a run. */
  public static UnavailableException clusterIsSilent(String said, Exception cause) {
    return UnavailableException.transientFailure(
        ErrorCode.KAFKA_GIVES_NO_ANSWER,
        "Cannot go on reading: Kafka does not answer (" + said + "). Start again later.",
        cause);
  }

  /**
   * Events of a connector of which nobody knows how it is set.
   *
   * @param first where one of them stands
   * @param why what else does not tell it, as a clause
   */
  public static UnavailableException settingsAreUnproven(
      CapturedTable table, EventPlace first, String why) {
    return UnavailableException.permanent(
        ErrorCode.CONNECTOR_IS_UNPROVEN,
        "Cannot apply changes of "
            + table.mapping().source()
            + ": its event at offset "
            + first.offset()
            + " of partition "
            + first.partition()
            + " does not have header "
            + UnavailableValue.SETTINGS_HEADER
            + ", so it does not come from a connector with the settings of firn bulk-load, and "
            + why
            + ". Deploy debezium_"
            + table.stream()
            + "_cdc.json and reload the table with "
            + ReloadCommand.of(table)
            + "; or, for a connector of your own, set connect_url in kafka_clusters.yaml or"
            + " trust_connector in sources.yaml as docs/CONNECTORS.md says.",
        null);
  }

  /** A column that events lack, of which the source does not say whether it still has it. */
  public static UnavailableException columnMayBeDropped(CapturedTable table, String column) {
    return UnavailableException.transientFailure(
        ErrorCode.SOURCE_DOES_NOT_TELL,
        "Cannot apply changes of "
            + table.mapping().source()
            + ": its events lack column "
            + column
            + ", and the source does not say whether it was dropped. Let the server of"
            + " database_connection be reachable.",
        null);
  }

  /** True if it is an outage of the lake, as it was thrown or as it is told. */
  public static boolean isOfLake(Throwable failure) {
    Throwable cause = failure.getCause();
    return LakeFailures.findOutage(
            failure instanceof UnavailableException && cause != null ? cause : failure)
        .isPresent();
  }

  /** A connector that does not run and can go on where it stopped. */
  public static UnavailableException connectorHasStopped(
      SourceConfig source, ConnectorState connector) {
    return UnavailableException.transientFailure(
        ErrorCode.CONNECTOR_HAS_STOPPED,
        "Cannot follow source "
            + source.name()
            + ": "
            + connector.sayUnread()
            + ". Bring connector "
            + source.connectorName()
            + " back (GET /connectors/"
            + source.connectorName()
            + "/status of Kafka Connect tells why it stopped); the stream goes on from there.",
        null);
  }

  /** Events that may have been written after a change of their columns that nobody knows of. */
  public static UnavailableException eventsMayBeOfOtherColumns(CapturedTable table) {
    return UnavailableException.transientFailure(
        ErrorCode.SOURCE_DOES_NOT_TELL,
        "Cannot apply changes to "
            + table.id()
            + ": the source does not say which columns "
            + table.mapping().source()
            + " has by now, and the changes may be from after a statement that has altered them."
            + " They wait until database_connection answers.",
        null);
  }

  /** A server that shows less than what it has streamed. */
  public static UnavailableException sourceIsBehindItsStream(TableId table, Duration waited) {
    return UnavailableException.transientFailure(
        ErrorCode.SOURCE_IS_BEHIND_ITS_STREAM,
        "Cannot go on with "
            + table
            + ": for "
            + waited.toSeconds()
            + " s the source has not seen a transaction that it has streamed or shown before. Let"
            + " database_connection be the server that Debezium reads, and look whether commits"
            + " wait for a standby.",
        null);
  }

  // Events and rows that do not fit: exit code 5

  /**
   * More events that cannot be applied than the configuration tolerates.
   *
   * @param open letters of the source that there are
   * @param more letters of the table that came, at least one
   */
  public static DeadLetterLimitException tooManyDeadLetters(
      String source, long open, TableId table, List<DeadLetter> more, int limit) {
    DeadLetter first = more.get(0);
    return new DeadLetterLimitException(
        ErrorCode.TOO_MANY_DEAD_LETTERS,
        "Cannot go on with source "
            + source
            + ": it has "
            + open
            + " open dead letters, "
            + more.size()
            + " more of "
            + table
            + " came, and dead_letter_limit is "
            + limit
            + ". The first of them, "
            + first.topic()
            + "/"
            + first.place().partition()
            + "/"
            + first.place().offset()
            + ", cannot be applied because "
            + first.reason()
            + ". Look at them with firn dlq list --source "
            + source
            + ", retry or discard them, or raise the limit.");
  }

  /** Updates that keep values of rows which the table does not hold; it is quarantined. */
  public static MissingRowException rowsAreMissing(CapturedTable captured, List<RowKey> keys) {
    return new MissingRowException(
        ErrorCode.ROWS_ARE_MISSING,
        "Cannot apply changes to "
            + captured.id()
            + ": "
            + keys.size()
            + " updates keep large values of rows that the table does not hold, first of key "
            + keys.get(0)
            + reloadTable(captured),
        keys);
  }

  /**
   * Changes of rows that the lake lacks because earlier events of theirs are dead letters; they
   * become some as well as soon as they are read again.
   */
  public static UnavailableException rowsAreDeadLetters(CapturedTable captured, int rows) {
    return UnavailableException.transientFailure(
        ErrorCode.ROWS_ARE_DEAD_LETTERS,
        "Cannot apply changes to "
            + captured.id()
            + ": they keep values of "
            + rows
            + " rows that the table does not hold, because earlier events of these rows are dead"
            + " letters or were discarded. They become dead letters, too.",
        null);
  }

  // A newer run: exit code 9

  /**
   * A consumer of the same source that was started later.
   *
   * @param newer its epoch
   * @param own the epoch of this one
   */
  public static FencedException newerConsumerHasTakenOver(
      String source, LakeTableId table, long newer, long own) {
    return new FencedException(
        ErrorCode.NEWER_CONSUMER_RUNS,
        "Stopped following source "
            + source
            + ": a newer consumer (epoch "
            + newer
            + ", this one has "
            + own
            + ") applies changes to "
            + table
            + ". Let that one run, or stop it before starting another.");
  }

  // Changes of a table that cannot be followed: exit code 10

  /** A truncate of a table whose policy refuses it. */
  public static DriftException truncateIsRefused(CapturedTable captured) {
    return new DriftException(
        ErrorCode.TRUNCATE_IS_REFUSED,
        "Cannot apply TRUNCATE to "
            + captured.id()
            + ": truncate_mode is \"fail\". Set it to \"apply\" or \"ignore\" and start again, or"
            + " reload the table with "
            + ReloadCommand.of(captured)
            + ".");
  }

  /**
   * A table whose primary key is another than when it was loaded.
   *
   * @param before the source columns of its key then
   */
  public static DriftException softDeletesNeedKey(CapturedTable captured) {
    return new DriftException(
        ErrorCode.SOFT_DELETES_NEED_A_KEY,
        "Cannot keep deleted rows of "
            + captured.id()
            + ": delete_mode is \"soft\", and the table has no key by which a row could be marked."
            + " Set delete_mode of this table to \"hard\" or \"ignore\", or its keyless_tables to"
            + " \"append\" or \"skip\", and start again.");
  }

  public static DriftException keyHasChanged(
      CapturedTable captured, Set<String> before, TableSchema now) {
    return new DriftException(
        ErrorCode.KEY_HAS_CHANGED,
        "Cannot apply changes to "
            + captured.id()
            + ": its key was "
            + new TreeSet<>(before)
            + ", and "
            + now.id()
            + " has "
            + now.primaryKey()
            + reloadTable(captured));
  }

  /**
   * A change of columns that the table's policy refuses.
   *
   * @param before the column with its type as it was; empty if there was none
   * @param after the column with its type as it is; empty if it is gone
   */
  public static DriftException columnChangeIsRefused(
      CapturedTable captured, DriftKind kind, String column, String before, String after) {
    return new DriftException(
        ErrorCode.COLUMN_CHANGE_IS_REFUSED,
        "Cannot apply changes to "
            + captured.id()
            + ": "
            + captured.mapping().source()
            + " had "
            + (before.isEmpty() ? "no column " + column : before)
            + " and has "
            + (after.isEmpty() ? "it no more" : after)
            + " now, and schema_drift."
            + kind.key()
            + " is \"fail\". Choose another policy and start again, or reload the table with "
            + ReloadCommand.of(captured)
            + ".");
  }

  /** A column of the key that cannot go on in another one, as its new type needs. */
  public static DriftException keyColumnCannotBeWidened(
      CapturedTable captured, ColumnMapping column) {
    return new DriftException(
        ErrorCode.KEY_HAS_CHANGED,
        "Cannot widen "
            + column.lakeColumn()
            + " of "
            + captured.id()
            + ": it is part of the key. Reload the table with "
            + ReloadCommand.afresh(captured)
            + ".");
  }

  /** A table whose stream is to be stricter than it has been. */
  public static DriftException tableWasLenient(CapturedTable captured, String before) {
    return new DriftException(
        ErrorCode.TABLE_WAS_LENIENT,
        "Cannot apply changes to "
            + captured.id()
            + ": it was streamed with "
            + before
            + " for a time, so it may have rows that "
            + captured.mapping().source()
            + " has not. Reload the table with "
            + ReloadCommand.of(captured)
            + ", or keep that setting.");
  }

  /**
   * Somebody else has altered the lake table.
   *
   * @param other what it has otherwise than its contract
   */
  public static DriftException lakeTableIsAltered(CapturedTable captured, String other) {
    return new DriftException(
        ErrorCode.LAKE_TABLE_IS_ALTERED,
        "Cannot apply changes to "
            + captured.id()
            + ": the lake table was altered by somebody else and "
            + other
            + ". Alter it back, or load it with "
            + ReloadCommand.afresh(captured)
            + ".");
  }

  /** A column that was added with values for older rows which no event carries. */
  public static DriftException earlierRowsWereNotSent(CapturedTable captured, String column) {
    return new DriftException(
        ErrorCode.EARLIER_ROWS_WERE_NOT_SENT,
        "Cannot add column "
            + column
            + " of "
            + captured.mapping().source()
            + ": its earlier rows may have values in it that no event carries, because its default"
            + " is another for each row, or the table is partitioned, or the table was written anew"
            + " and the column added or altered"
            + reloadTable(captured));
  }

  /** A column whose earlier values the lake did not carry. */
  public static DriftException columnWasNotCarried(CapturedTable captured, String column) {
    return new DriftException(
        ErrorCode.EARLIER_ROWS_WERE_NOT_SENT,
        "Cannot add column "
            + column
            + " of "
            + captured.mapping().source()
            + ": it was there before and not carried, so no event has its earlier values"
            + reloadTable(captured));
  }

  /** A change is to be followed whose values were left out by the policy of that time. */
  public static DriftException valuesWereLeftOut(CapturedTable captured, String column) {
    return new DriftException(
        ErrorCode.EARLIER_ROWS_WERE_NOT_SENT,
        "Cannot follow column "
            + column
            + " of "
            + captured.mapping().source()
            + ": values of it were left out for a time, as schema_drift said then, and rows of the lake"
            + " lack them"
            + reloadTable(captured));
  }

  /**
   * A column that was added with a default which the lake cannot hold.
   *
   * @param shown what earlier rows show
   */
  public static DriftException earlierRowsDoNotFit(
      CapturedTable captured, ColumnMapping column, String shown, RuntimeException cause) {
    return new DriftException(
        ErrorCode.EARLIER_ROWS_DO_NOT_FIT,
        "Cannot add column "
            + column.column()
            + " of "
            + captured.mapping().source()
            + ": its earlier rows show "
            + shown
            + ", for which the lake's type "
            + column.sparkType().simpleString()
            + " has no place. Change those rows at the source and reload the table with "
            + ReloadCommand.of(captured)
            + ".",
        cause);
  }

  /**
   * A column that was added with a default whose text Firn does not read.
   *
   * @param shown what earlier rows show
   */
  public static DriftException earlierRowsAreNotRead(
      CapturedTable captured, ColumnMapping column, String shown) {
    return new DriftException(
        ErrorCode.EARLIER_ROWS_DO_NOT_FIT,
        "Cannot add column "
            + column.column()
            + " of "
            + captured.mapping().source()
            + ": its earlier rows show "
            + shown
            + ", and defaults of type "
            + column.type()
            + " are not read"
            + reloadTable(captured));
  }

  /** A change of a table without a key that does not carry the row as it was. */
  public static DriftException changedRowIsNotNamed(CapturedTable captured, Change change) {
    return new DriftException(
        ErrorCode.ROWS_ARE_NOT_NAMED,
        "Cannot apply the "
            + change.operation()
            + " (partition "
            + change.place().partition()
            + ", offset "
            + change.place().offset()
            + ") to "
            + captured.id()
            + ": it does not say which row it changed. Set REPLICA IDENTITY FULL for "
            + captured.mapping().source()
            + ", then reload the table with "
            + ReloadCommand.of(captured)
            + ".");
  }

  private static String reloadTable(CapturedTable captured) {
    return ". Reload the table with " + ReloadCommand.of(captured) + ".";
  }

  private static Throwable reason(Exception failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }
}
