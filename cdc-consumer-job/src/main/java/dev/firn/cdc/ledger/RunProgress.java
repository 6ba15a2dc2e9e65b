package dev.firn.cdc.ledger;

import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.decode.Doubts;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.error.DataGapException;
import dev.firn.error.FencedException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.model.LakeTableId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How far a run of the consumer is with each table, by what the tables themselves say; and what of
 * it shows that the run must not go on.
 */
public final class RunProgress {

  private final ConsumerRun run;
  private final Function<String, TopicIdentity> topics;
  private final ConnectorProof proof;
  private final TableLedger ledgers;

  /** What each table's ledger has said to this run last; it must never say less. */
  private final Map<LakeTableId, Ledger> read = new ConcurrentHashMap<>();

  /** The identity of each table when this run met it first. */
  private final Map<LakeTableId, String> met = new ConcurrentHashMap<>();

  /**
   * @param topics the identity of a topic by its name
   * @param proof whether events say what they seem to say
   */
  public RunProgress(
      ConsumerRun run, Function<String, TopicIdentity> topics, ConnectorProof proof) {
    this.run = run;
    this.topics = topics;
    this.proof = proof;
    this.ledgers = new TableLedger(run.stream());
  }

  public ConsumerRun run() {
    return run;
  }

  /** To be called when the stream is about to begin at the ledgers. */
  public void begin() {
    read.clear();
    met.clear();
  }

  /**
   * Where the stream begins for a table. A load that publishes the table later sets it back, and
   * what it is set back to is not read.
   *
   * @param ledger by which the stream was planned
   */
  void begin(LakeTable table, Ledger ledger) {
    met.put(table.id(), table.uuid());
    read.put(table.id(), ledger);
  }

  /**
   * What a table holds before a batch.
   *
   * @throws DataGapException if somebody has recreated the table or set it back since the run began
   * @throws FencedException if a newer run follows the table
   */
  public TableProgress of(LakeTable table, String topic) {
    requireSame(table);
    TopicIdentity identity = topics.apply(topic);
    Ledger ledger = ledgers.read(table, topic, identity.id());
    requireNotSetBack(table.id(), ledger);
    if (ledger.epoch() > run.epoch()) {
      throw StreamErrors.newerConsumerHasTakenOver(
          run.stream(), table.id(), ledger.epoch(), run.epoch());
    }
    return new TableProgress(run, table, identity, ledger);
  }

  /**
   * @param before what the table holds
   * @throws dev.firn.error.DataGapException if events that are news lack what the source has
   * @throws dev.firn.error.UnavailableException if nothing tells how the connector of such events
   *     is set
   */
  public void requireCertain(CapturedTable target, TableProgress before, Doubts doubts) {
    proof.requireCertain(target, doubts, before::isNews);
  }

  /** To be called once a batch is published. */
  public void reached(TableProgress progress) {
    read.put(progress.table().id(), progress.ledger());
  }

  /** Dropped and recreated while this run goes on: the earlier events would be missing. */
  private void requireSame(LakeTable table) {
    String first = met.computeIfAbsent(table.id(), id -> table.uuid());
    if (!first.equals(table.uuid())) {
      throw GapErrors.tableWasRecreated(run.stream(), table);
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
      throw GapErrors.tableWasSetBack(id);
    }
    read.put(id, ledger);
  }
}
