package dev.firn.cdc.error;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.config.SourceConfig;
import dev.firn.error.DataGapException;
import dev.firn.error.ErrorCode;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LakeTableId;
import dev.firn.source.ConnectorState;
import dev.firn.source.SourceCatalog;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All that can go wrong in a stream because events or rows are gone, as an operator reads it; exit
 * code 8. Each names the load that mends it, or the start that will.
 */
public final class GapErrors {

  private GapErrors() {}

  // At the start: tables whose events Kafka does not have

  /** A topic that was recreated, in which an offset of the earlier one means nothing. */
  public static TableGap topicWasRecreated(String source, String table, Ledger ledger) {
    return new TableGap(
        ErrorCode.TOPIC_WAS_RECREATED,
        table,
        "it holds topic "
            + ledger.topic()
            + " up to "
            + ledger.next()
            + ", and that topic was deleted and recreated. "
            + reload(source, table));
  }

  /**
   * A table that holds more of a topic than there is.
   *
   * @param offset up to which the table holds it
   * @param end of the topic; null if there is no such topic
   */
  public static TableGap topicIsShorterThanLedger(
      String source, String table, TopicPartition id, long offset, @Nullable Long end) {
    return new TableGap(
        ErrorCode.TOPIC_WAS_RECREATED,
        table,
        "it holds "
            + id
            + " up to offset "
            + offset
            + ", and "
            + (end == null ? "the topic is gone" : "the topic ends at " + end)
            + ". It was deleted or recreated. "
            + reload(source, table));
  }

  /** A topic that was given more partitions, so that changes of a key may be in two of them. */
  public static TableGap partitionsWereAdded(
      String source, String table, Ledger ledger, int partitions) {
    return new TableGap(
        ErrorCode.PARTITIONS_WERE_ADDED, table, spread(ledger, partitions) + reload(source, table));
  }

  /**
   * Events that the table needs for certain.
   *
   * @param first offset that it needs
   * @param earliest offset that Kafka has
   */
  public static TableGap eventsAreGone(
      String source, String table, TopicPartition id, long first, long earliest) {
    return new TableGap(
        ErrorCode.EVENTS_ARE_GONE,
        table,
        "it needs offset "
            + first
            + " of "
            + id
            + ", the topic starts at "
            + earliest
            + ", so "
            + (earliest - first)
            + " events are gone. "
            + reload(source, table));
  }

  /**
   * Events that the table's load may have seen, or not.
   *
   * @param earliest offset that Kafka has
   */
  public static TableGap eventsMayBeGone(
      String source, String table, TopicPartition id, long earliest) {
    return mayBeGone(source, table, "events of " + id + " before offset " + earliest + " are gone");
  }

  /** Events of a topic that is another now, which the table's load may have seen, or not. */
  public static TableGap eventsOfRecreatedTopicMayBeGone(
      String source, String table, TopicPartition id) {
    return mayBeGone(source, table, "topic " + id.topic() + " was deleted and recreated");
  }

  /**
   * Events that the table's load may have seen, or not, where no later one tells: another load
   * would not tell either.
   *
   * @param earliest offset that Kafka has, and no event yet
   */
  public static TableGap nothingShowsWhatWasSeen(
      String source, String table, TopicPartition id, long earliest) {
    return untold(
        source, table, "events of " + id + " before offset " + earliest + " are gone, and there");
  }

  /** The same of a topic that is gone. */
  public static TableGap nothingShowsWhatWasSeen(String source, String table, TopicPartition id) {
    return untold(source, table, "topic " + id.topic() + " is gone with its events, and there");
  }

  private static TableGap untold(String source, String table, String what) {
    return new TableGap(
        ErrorCode.EVENTS_MAY_BE_GONE,
        table,
        what
            + " is no event that shows that its load has seen what was there. Once a row of it has"
            + " changed, load it with "
            + ReloadCommand.of(source, table)
            + ", which settles it."
            + unlessKnown(table));
  }

  private static String unlessKnown(String table) {
    return " If you know that they are older than the load, start with --accept-gap "
        + ReloadCommand.argument(table)
        + " instead.";
  }

  private static TableGap mayBeGone(String source, String table, String what) {
    return new TableGap(
        ErrorCode.EVENTS_MAY_BE_GONE,
        table,
        what
            + ", and nothing shows that its load has seen what was there. "
            + reload(source, table)
            + unlessKnown(table));
  }

  /**
   * Tables with gaps, so that the stream cannot start.
   *
   * @param gaps at least one
   */
  public static DataGapException tablesCannotGoOn(Collection<TableGap> gaps) {
    if (gaps.size() == 1) {
      TableGap only = gaps.iterator().next();
      return new DataGapException(
          only.code(), "Cannot go on with " + only.table() + ": " + only.why());
    }
    StringBuilder all = new StringBuilder("Cannot go on with " + gaps.size() + " tables:");
    gaps.forEach(
        gap ->
            all.append("\n- ")
                .append(gap.table())
                .append(": ")
                .append(gap.code().before(gap.why())));
    return new DataGapException(ErrorCode.TABLES_HAVE_GAPS, all.toString());
  }

  /**
   * A table of which the stream does not have all changes as they were.
   *
   * @param why a clause that the table keeps, too, with what is to be done first, or with the load
   *     of all tables
   */
  public static DataGapException tableIsCutOff(CapturedTable table, String why) {
    return new DataGapException(
        ErrorCode.TABLE_IS_CUT_OFF,
        "Cannot go on with "
            + table.mapping().source()
            + ": "
            + why
            + (why.contains(ReloadCommand.all(table.stream()))
                ? "."
                : ". Reload it with " + ReloadCommand.of(table) + "."));
  }

  // While a run goes on: Kafka

  /**
   * A topic that was deleted while the run read it.
   *
   * @param recreated true if there is another of its name now
   */
  public static DataGapException topicWasDeletedWhileRead(String topic, boolean recreated) {
    return new DataGapException(
        ErrorCode.TOPIC_WAS_RECREATED,
        "Cannot go on reading topic "
            + topic
            + ": it was "
            + (recreated ? "deleted and recreated" : "deleted")
            + " while it was read, so events may be gone. Start again to see which tables must be"
            + " reloaded.");
  }

  /**
   * Events that Kafka has removed between their planning and their reading.
   *
   * @param events offsets and partition
   */
  public static DataGapException eventsWereLostWhileRead(String events, Exception cause) {
    return new DataGapException(
        ErrorCode.EVENTS_ARE_GONE,
        "Cannot read "
            + events
            + ": Kafka has lost events of it while they were read. Start again to see which tables"
            + " must be reloaded.",
        cause);
  }

  /**
   * Events that Kafka does not have any more, as Spark says it.
   *
   * @param said its sentence
   */
  public static DataGapException eventsWereLost(String said, Exception cause) {
    return new DataGapException(
        ErrorCode.EVENTS_ARE_GONE,
        "Cannot go on reading: " + said + " Start again to see which tables must be reloaded.",
        cause);
  }

  /** A topic that was given more partitions while the run read it. */
  public static DataGapException partitionsWereAddedWhileRead(
      String source, LakeTable table, Ledger ledger, int partitions) {
    return new DataGapException(
        ErrorCode.PARTITIONS_WERE_ADDED,
        "Cannot go on with "
            + table.id()
            + ": "
            + spread(ledger, partitions)
            + reload(ReloadCommand.of(source, table)));
  }

  /**
   * A change that depends on an order between partitions, which Kafka does not keep.
   *
   * @param unknown what nobody knows without that order, as a clause
   */
  public static DataGapException orderIsUnknown(
      CapturedTable captured, Change change, String topic, int partitions, String unknown) {
    return new DataGapException(
        ErrorCode.PARTITIONS_WERE_ADDED,
        "Cannot apply "
            + (change.operation() == ChangeOperation.TRUNCATE
                ? "TRUNCATE"
                : "the change to key " + change.key())
            + " (partition "
            + change.place().partition()
            + ", offset "
            + change.place().offset()
            + ") to "
            + captured.id()
            + ": topic "
            + topic
            + " has "
            + partitions
            + " partitions, between which Kafka keeps no order, so nobody knows "
            + unknown
            + ". Make the topic anew with one partition (topic.creation.default.partitions), then"
            + " reload the table with "
            + ReloadCommand.of(captured)
            + ".");
  }

  // While a run goes on: the lake

  /**
   * A table that somebody has dropped and recreated, so that it lacks the earlier events; unless it
   * was a load, which says what its rows hold.
   */
  public static DataGapException tableWasRecreated(String source, LakeTable table) {
    String what =
        "Cannot go on with "
            + table.id()
            + ": it was dropped and recreated while its changes were applied";
    return table.state().findReadPoint().isPresent()
        ? DataGapException.untilRestart(
            ErrorCode.LAKE_TABLE_WAS_RECREATED, what + " by a load, and is read from there.")
        : new DataGapException(
            ErrorCode.LAKE_TABLE_WAS_RECREATED,
            what
                + ", and not by a load. Load it with "
                + ReloadCommand.of(source, table)
                + ", then start again.");
  }

  /** A table whose contract a load or another stream has made anew, with other columns perhaps. */
  public static DataGapException contractIsAnother(LakeTableId table) {
    return DataGapException.untilRestart(
        ErrorCode.TABLE_WAS_LOADED_MEANWHILE,
        "Cannot go on with "
            + table
            + ": while changes of its columns were followed it was loaded anew, or another stream has"
            + " followed them. It is looked at again.");
  }

  /** A table that a load has set back to before changes that were applied. */
  public static DataGapException tableWasSetBack(LakeTableId table) {
    return DataGapException.untilRestart(
        ErrorCode.TABLE_WAS_LOADED_MEANWHILE,
        "Cannot go on with "
            + table
            + ": it was loaded anew while its changes were applied, at a read point before some of"
            + " them. The events from there on are read once more.");
  }

  /**
   * A table of which nobody can tell whether it has an event that a connector sends.
   *
   * @param why as a clause
   */
  public static DataGapException repeatsAreUnknown(
      String source, LakeTable table, EventPlace event, String why) {
    return new DataGapException(
        ErrorCode.REPEATS_ARE_UNKNOWN,
        "Cannot apply the event at partition "
            + event.partition()
            + ", offset "
            + event.offset()
            + ", position "
            + event.position()
            + ", to "
            + table.id()
            + ": "
            + why
            + ". "
            + reload(ReloadCommand.of(source, table)));
  }

  /** A table with the ledger of another one. */
  public static DataGapException ledgerIsOfAnotherTable(
      String source, LakeTable table, Ledger ledger) {
    return ledgerIsRefused(
        source,
        table,
        "its ledger was written for table %s, and this one is %s: it was copied or recreated"
            .formatted(ledger.tableId(), table.uuid()));
  }

  /**
   * A table whose rows are of an earlier snapshot than its ledger.
   *
   * @param held offsets up to which the rows hold the topic, by partition
   */
  public static DataGapException tableWasRolledBack(
      String source, LakeTable table, Map<Integer, Long> held, Ledger ledger) {
    return ledgerIsRefused(
        source,
        table,
        "its snapshot %d holds offsets up to %s, its ledger says %s: it was rolled back"
            .formatted(table.snapshotId(), held, ledger.next()));
  }

  /** Rows from before the last publication, with properties that speak of that one's. */
  public static DataGapException tableWasRolledBack(String source, LakeTable table) {
    return ledgerIsRefused(
        source,
        table,
        "its snapshot %d does not come after the one that Firn has published last: it was rolled"
                .formatted(table.snapshotId())
            + " back or replaced");
  }

  private static DataGapException ledgerIsRefused(String source, LakeTable table, String why) {
    return new DataGapException(
        ErrorCode.LEDGER_DOES_NOT_FIT,
        "Cannot go on with "
            + table.id()
            + ": "
            + why
            + ". "
            + reload(ReloadCommand.of(source, table)));
  }

  // While a run goes on: the source

  /** A connector that will never read what was committed since it read last. */
  public static DataGapException connectorIsGone(SourceConfig source, ConnectorState connector) {
    return new DataGapException(
        ErrorCode.CONNECTOR_IS_GONE,
        "Cannot follow source "
            + source.name()
            + ": "
            + connectorIsGoneAs(source, connector)
            + ".");
  }

  /** The same as what a table keeps. */
  public static String connectorIsGoneAs(SourceConfig source, ConnectorState connector) {
    String cleanUp = connector.sayCleanUp();
    return connector.sayGone()
        + ", so what was committed since then does not reach Kafka. Delete connector "
        + source.connectorName()
        + (cleanUp.isEmpty() ? "" : ", " + cleanUp)
        + ", load again with "
        + ReloadCommand.all(source.name())
        + ", and create the connector anew";
  }

  /** A source that is another server now, or another of its histories. */
  public static DataGapException serverIsAnother(
      CapturedTable captured, String before, String now) {
    return new DataGapException(
        ErrorCode.SERVER_IS_ANOTHER,
        "Cannot apply changes to "
            + captured.id()
            + ": it was loaded from "
            + before
            + ", and the source is "
            + now
            + " now, so positions and transactions of the one mean nothing in the other. Connect to"
            + " the server it was loaded from, or delete the connector with its offsets and topics and load all"
            + " tables again with "
            + ReloadCommand.all(captured.stream())
            + ".");
  }

  /**
   * A standby that was promoted, and has not all that the lake has.
   *
   * @param now which server it is
   */
  public static DataGapException serverLacksChanges(
      CapturedTable captured, String now, SourceCatalog.TakeOver takeOver) {
    return new DataGapException(
        ErrorCode.SERVER_IS_ANOTHER,
        "Cannot apply changes to "
            + captured.id()
            + ": the source is "
            + now
            + " now, a standby that was promoted at "
            + takeOver.at()
            + " and "
            + takeOver.lacks()
            + ", so the lake may have rows that the source has not, and lack others. Delete the"
            + " connector with its offsets and topics, load all tables again with "
            + ReloadCommand.all(captured.stream())
            + ", and create the connector anew.");
  }

  /** Of a source whose disk is one of earlier, the same server with less than it had: a clause. */
  public static String serverWasPutBack(CapturedTable captured) {
    return "the source has seen fewer transactions than when the table was looked at last, so it was"
        + " put back to an earlier state, and what was committed since is in the lake and not in the"
        + " source. Delete the connector with its offsets, its topics and its slot, and load all tables again"
        + " with "
        + ReloadCommand.all(captured.stream());
  }

  /**
   * Of a table that the source does not send, or has not sent all the time: a clause.
   *
   * @param then by what it was sent when it was loaded
   * @param now by what it is sent; empty if nothing sends it
   */
  public static String changesMayNotBeSent(String then, String now) {
    return now.isEmpty()
        ? "it is not in the publication any more, so its changes are not sent. A load puts it back"
        : "it was taken out of the publication and put back since its load, or publication or slot"
            + " were altered, lost or made anew ("
            + then
            + " then, "
            + now
            + " now), so changes from meanwhile may not have been sent";
  }

  /** The same refusal, said in other words. */
  public static DataGapException reworded(DataGapException refusal, String message) {
    return message.equals(refusal.sentence())
        ? refusal
        : new DataGapException(refusal.code(), message, refusal);
  }

  private static String spread(Ledger ledger, int partitions) {
    return "topic "
        + ledger.topic()
        + " had "
        + ledger.partitions()
        + " partitions when its events were applied last and has "
        + partitions
        + " now, so changes of a key may be in two of them, between which Kafka keeps no order."
        + " Restart the connector, whose producer goes on with the old number for minutes. ";
  }

  private static String reload(String source, String table) {
    return reload(ReloadCommand.of(source, table));
  }

  private static String reload(String command) {
    return "Reload it with " + command + ", then start again.";
  }
}
