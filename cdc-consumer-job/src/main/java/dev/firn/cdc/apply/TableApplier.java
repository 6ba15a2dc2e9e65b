package dev.firn.cdc.apply;

import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.deadletter.OpenDeadLetters;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.UncertainKeys;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.ReloadCommand;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.cdc.ledger.FreshChanges;
import dev.firn.cdc.ledger.LedgerFilter;
import dev.firn.cdc.ledger.TableLedger;
import dev.firn.cdc.sink.ChangeWriter;
import dev.firn.cdc.sink.MetadataColumns;
import dev.firn.cdc.sink.PartitionOrder;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.Publication;
import dev.firn.error.DataGapException;
import dev.firn.error.FencedException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.model.LakeTableId;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.source.DatabaseKind;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a batch to one table and advances the table's ledger, in one commit.
 *
 * <p>If somebody else moves the table in between, the commit fails and everything is done again
 * from the ledger that is there now.
 */
public final class TableApplier {

  private static final Logger LOG = LoggerFactory.getLogger(TableApplier.class);
  private static final int MAX_TRIES = 5;

  private final SparkSession spark;
  private final LakeTables lake;
  private final DeadLetters deadLetters;
  private final String stream;
  private final String runId;
  private final long epoch;
  private final Clock clock = Clock.systemUTC();
  private final Function<String, TopicIdentity> topics;

  /** What each table's ledger has said to this run last; it must never say less. */
  private final Map<LakeTableId, Ledger> read = new ConcurrentHashMap<>();

  /** The identity of each table when this run met it first. */
  private final Map<LakeTableId, String> met = new ConcurrentHashMap<>();

  /**
   * @param stream the source's name, under which the ledger is kept
   * @param epoch this consumer's number among those of the stream
   * @param topics the identity of a topic by its name
   */
  public TableApplier(
      SparkSession spark,
      LakeTables lake,
      DeadLetters deadLetters,
      String stream,
      String runId,
      long epoch,
      Function<String, TopicIdentity> topics) {
    this.spark = spark;
    this.lake = lake;
    this.deadLetters = deadLetters;
    this.stream = stream;
    this.runId = runId;
    this.epoch = epoch;
    this.topics = topics;
  }

  /** What the dead letters leave uncertain before the next batch. */
  Map<TableId, UncertainKeys> uncertainKeys(
      Map<TableId, CapturedTable> tables, Set<String> unavailable) {
    return new OpenDeadLetters(lake, deadLetters.open(), unavailable).uncertainKeys(tables);
  }

  public ApplyOutcome apply(CapturedTable captured, String topic, DecodedChanges decoded) {
    for (int tries = 1; ; tries++) {
      try {
        return attempt(captured, topic, decoded);
      } catch (RuntimeException e) {
        if (tries == MAX_TRIES || !LostRaceException.isCauseOf(e)) {
          throw e;
        }
        LOG.warn("{} Doing batch again, try {}.", e.getMessage(), tries + 1);
      }
    }
  }

  /** Dropped and recreated while this run goes on: the earlier events would be missing. */
  private void requireSame(LakeTable table) {
    String first = met.computeIfAbsent(table.id(), id -> table.uuid());
    if (!first.equals(table.uuid())) {
      throw new DataGapException(
          "Cannot go on with "
              + table.id()
              + ": it was dropped and recreated while its changes were applied. Start again; if no"
              + " load has recreated it, first load it with "
              + ReloadCommand.of(stream, table)
              + ".");
    }
  }

  /**
   * A load that ran beside this consumer has set the ledger back to before its read point: events
   * between there and here were applied to the rows that it has replaced, and will not come again.
   */
  private void requireNotSetBack(LakeTableId id, Ledger ledger) {
    Ledger before = read.getOrDefault(id, Ledger.empty(ledger.topic()));
    boolean setBack =
        before.next().entrySet().stream()
            .anyMatch(last -> !ledger.holds(last.getKey(), last.getValue() - 1));
    if (setBack) {
      throw new DataGapException(
          "Cannot go on with "
              + id
              + ": it was loaded anew while its changes were applied, at a read point before some of"
              + " them. Start again; the events from there on are then read once more.");
    }
    read.put(id, ledger);
  }

  private ApplyOutcome attempt(CapturedTable captured, String topic, DecodedChanges decoded) {
    String name = captured.id().name();
    FaultPoint.reached("stream.table.before", name);
    LakeTable found = lake.open(captured.id());
    requireSame(found);
    LakeTable table = new MetadataColumns(captured.policy()).in(lake, found);
    TopicIdentity identity = topics.apply(topic);
    TableLedger ledgers = new TableLedger(stream);
    Ledger ledger = ledgers.read(table, topic, identity.id());
    requireNotSetBack(captured.id(), ledger);
    if (ledger.epoch() > epoch) {
      throw new FencedException(
          "Stopped following source "
              + stream
              + ": a newer consumer (epoch "
              + ledger.epoch()
              + ", this one has "
              + epoch
              + ") applies changes to "
              + captured.id()
              + ". Let that one run, or stop it before starting another.");
    }
    deadLetters.admit(table);
    ReadPoint readPoint = table.state().findReadPoint().orElse(null);
    FreshChanges fresh = new LedgerFilter(ledger, readPoint).filter(decoded);
    if (fresh.isEmpty()) {
      return new ApplyOutcome.AlreadyApplied();
    }
    ledgers.requireSameSpread(table, ledger, identity.partitions());
    new PartitionOrder(topic, identity.partitions()).requireIrrelevant(captured, fresh.changes());
    FaultPoint.reached("stream.letters.before", name);
    String letters = deadLetters.stage(captured.mapping().source(), fresh.deadLetters());
    PreparedChanges changes =
        ChangeWriter.of(spark, captured, clock).prepare(fresh.changes(), table);
    Ledger advanced =
        ledger
            .advance(
                epoch,
                decoded.ends(),
                fresh.lastPosition(),
                fresh.changes().size() + fresh.deadLetters().size())
            .of(identity.id(), table.uuid())
            .over(identity.partitions());
    long snapshot = publish(table, changes, advanced, letters);
    read.put(captured.id(), advanced);
    FaultPoint.reached("stream.admit.before", name);
    deadLetters.admit(table, letters);
    LOG.info(
        "Merged {} changes into {}, snapshot {}, {} {}, lag {}",
        fresh.changes().size(),
        captured.id(),
        snapshot,
        DatabaseKind.of(captured.mapping().database()).log().positionName(),
        advanced.position(),
        fresh.lag(clock.instant()));
    return new ApplyOutcome.Applied(
        fresh.changes().size(),
        advanced.events(),
        advanced.position(),
        snapshot,
        fresh.committed());
  }

  private long publish(LakeTable table, PreparedChanges changes, Ledger advanced, String letters) {
    String property = TableProperty.ledger(stream);
    String name = table.id().name();
    FaultPoint.reached("stream.branch.before", name);
    return changes.publish(
        table,
        new Publication(
            Branch.STREAM_PREFIX + runId,
            Map.of(property, advanced.toJson()),
            Map.of(property, advanced.toJson(), deadLetters.property(), letters)));
  }
}
