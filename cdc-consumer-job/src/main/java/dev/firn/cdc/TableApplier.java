package dev.firn.cdc;

import dev.firn.error.FencedException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.LostRaceException;
import dev.firn.lake.TableProperty;
import dev.firn.model.PostgresLsn;
import dev.firn.model.ReadPoint;
import java.time.Clock;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a batch to one table and advances the table's ledger, in one commit.
 *
 * <p>If somebody else moves the table in between, the commit fails and everything is done again
 * from the ledger that is there now.
 */
final class TableApplier {

  private static final Logger LOG = LoggerFactory.getLogger(TableApplier.class);
  static final String BRANCH_PREFIX = "firn_cdc_";
  private static final int MAX_TRIES = 5;

  private final SparkSession spark;
  private final LakeTables lake;
  private final DeadLetters deadLetters;
  private final String stream;
  private final String runId;
  private final long epoch;
  private final Clock clock = Clock.systemUTC();

  /**
   * @param stream the source's name, under which the ledger is kept
   * @param epoch this consumer's number among those of the stream
   */
  TableApplier(
      SparkSession spark,
      LakeTables lake,
      DeadLetters deadLetters,
      String stream,
      String runId,
      long epoch) {
    this.spark = spark;
    this.lake = lake;
    this.deadLetters = deadLetters;
    this.stream = stream;
    this.runId = runId;
    this.epoch = epoch;
  }

  ApplyOutcome apply(CapturedTable captured, String topic, DecodedChanges decoded) {
    for (int tries = 1; ; tries++) {
      try {
        return attempt(captured, topic, decoded);
      } catch (LostRaceException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
        LOG.warn("{} Doing batch again, try {}.", e.getMessage(), tries + 1);
      }
    }
  }

  private ApplyOutcome attempt(CapturedTable captured, String topic, DecodedChanges decoded) {
    LakeTable table = new RowMetadata(captured.policy()).in(lake, lake.open(captured.id()));
    Ledger ledger =
        table
            .findProperty(Ledger.property(stream))
            .map(Ledger::fromJson)
            .orElseGet(() -> Ledger.empty(topic));
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
    ReadPoint readPoint =
        table.findProperty(TableProperty.READ_POINT).map(ReadPoint::parse).orElse(null);
    FreshChanges fresh = new LedgerFilter(ledger, readPoint).filter(decoded);
    if (fresh.isEmpty()) {
      return new ApplyOutcome.AlreadyApplied();
    }
    String letters = deadLetters.stage(captured.mapping().source(), fresh.deadLetters());
    PreparedChanges changes =
        ChangeWriter.of(spark, captured, clock).prepare(fresh.changes(), table);
    Ledger advanced =
        ledger.advance(
            epoch,
            decoded.ends(),
            fresh.lastLsn() < 0 ? "" : new PostgresLsn(fresh.lastLsn()).text(),
            fresh.changes().size() + fresh.deadLetters().size());
    long snapshot = publish(table, changes, advanced, letters);
    FaultPoint.reached("stream.admit.before", captured.id().name());
    deadLetters.admit(table, letters);
    LOG.info(
        "Merged {} changes into {}, snapshot {}, LSN {}",
        fresh.changes().size(),
        captured.id(),
        snapshot,
        advanced.position());
    return new ApplyOutcome.Applied(
        fresh.changes().size(), advanced.events(), advanced.position(), snapshot);
  }

  private long publish(LakeTable table, PreparedChanges changes, Ledger advanced, String letters) {
    String property = Ledger.property(stream);
    Branch branch = table.openBranch(BRANCH_PREFIX + runId);
    LakeTable.withSummary(Map.of(property, advanced.toJson()), () -> changes.writeTo(branch));
    return table.publish(
        branch, Map.of(property, advanced.toJson(), deadLetters.property(), letters));
  }
}
