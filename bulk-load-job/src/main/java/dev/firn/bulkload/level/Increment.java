package dev.firn.bulkload.level;

import dev.firn.bulkload.plan.MarkedRead;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableDelta;
import dev.firn.lake.TableProperty;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.model.LakeTableId;
import dev.firn.source.ReadSession;
import dev.firn.source.SplitRead;
import dev.firn.source.mark.Mark;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into a table that is in the lake what was written at the source since it was read last, by
 * its bookmark. Rows are put into the place of those that the lake has of their keys, and the next
 * bookmark is published with them, in one commit; so whatever ends a run, and however often it is
 * run, what it leaves is the same. Rows that are read again and have not changed are left alone.
 */
public final class Increment {

  private static final Logger LOG = LoggerFactory.getLogger(Increment.class);

  /** What the driver takes; to compare all rows costs no more than to bring so many. */
  private static final int MAX_ROWS = 500_000;

  private final SparkSession spark;
  private final LakeTables lake;
  private final ReadSession session;

  public Increment(SparkSession spark, LakeTables lake, ReadSession session) {
    this.spark = spark;
    this.lake = lake;
    this.session = session;
  }

  /**
   * What was brought.
   *
   * @param read rows at the source
   * @param written keys whose rows were not the same in the lake
   */
  public record Brought(long read, long written, long snapshot) {}

  /**
   * @param until the latest time at which a value can have been taken
   * @param properties among them the bookmark
   * @return empty if rows have to be found in another way
   */
  public Optional<Brought> bring(
      TablePlan.Load plan, Instant until, Map<String, String> properties) {
    MarkedRead read = plan.marked();
    LakeTable table = lake.find(plan.route().target()).orElse(null);
    if (read == null || table == null) {
      return Optional.empty();
    }
    Mark mark =
        table.state().findBookmark().filter(found -> found.equals(read.before())).orElse(null);
    if (mark == null || mark.from() == null) {
      return other(plan, "its bookmark is another by now");
    }
    String why = Levelling.whyNot(table, plan.mapping());
    if (why != null) {
      return other(plan, why);
    }
    ReadSession.Since since =
        new ReadSession.Since(read.column(), mark.from(), until, read.config().zone());
    List<SplitRead> reads = session.readSince(plan.mapping(), plan.splits(), since).orElse(null);
    if (reads == null) {
      return other(plan, "its last read was too long ago");
    }
    KeyedRows rows = new KeyedRows(plan.mapping());
    if (!rows.read(reads, MAX_ROWS)) {
      return other(plan, "more than %,d rows were written since".formatted(MAX_ROWS));
    }
    session.assertWhole(plan.mapping(), plan.splits());
    FaultPoint.reached("load.bookmark.read", plan.route().source().name());
    Brought brought = publish(plan, table, rows, properties);
    LOG.info(
        "Read {} rows of {} since {} {}: {} differed, snapshot {}",
        brought.read(),
        table.id(),
        read.column().name(),
        mark.from(),
        brought.written(),
        brought.snapshot());
    return Optional.of(brought);
  }

  private static Optional<Brought> other(TablePlan.Load plan, String why) {
    LOG.warn("{} is compared as a whole, because {}", plan.route().source(), why);
    return Optional.empty();
  }

  private Brought publish(
      TablePlan.Load plan, LakeTable table, KeyedRows rows, Map<String, String> properties) {
    String name = plan.route().source().name();
    TableDelta delta = table.delta();
    int written = rows.write(spark, table, delta, List.of(), true);
    FaultPoint.reached("load.publish.before", name);
    long snapshot = table.snapshotId();
    if (written > 0) {
      snapshot = delta.publish(Map.of(), properties);
    } else {
      setUnlessMoved(table, properties);
    }
    FaultPoint.reached("load.publish.after", name);
    return new Brought(rows.size(), written, snapshot);
  }

  private static void setUnlessMoved(LakeTable table, Map<String, String> properties) {
    LakeTableId id = table.id();
    @Nullable String before = table.findProperty(TableProperty.BOOKMARK).orElse(null);
    table
        .alter()
        .requiring(
            now -> {
              if (!now.findBookmark().map(Mark::toJson).equals(Optional.ofNullable(before))) {
                throw LostRaceException.refused(id, "another run has read it meanwhile", null);
              }
            })
        .setProperties(properties);
  }
}
