package dev.firn.cdc.drift;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.SparkName;
import dev.firn.schema.ColumnMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives older rows the values of columns that came later, which no event brings. What is to be done
 * stands in the table, so that a run that was killed in between leaves it to the next.
 */
public final class OlderRows {

  private static final Logger LOG = LoggerFactory.getLogger(OlderRows.class);

  private final SparkSession spark;
  private final LakeTables lake;
  private final String runId;

  public OlderRows(SparkSession spark, LakeTables lake, String runId) {
    this.spark = spark;
    this.lake = lake;
    this.runId = runId;
  }

  SparkSession spark() {
    return spark;
  }

  LakeTables lake() {
    return lake;
  }

  /** Does everything that is to be done. */
  public void complete(CapturedTable captured) {
    fill(captured);
    copy(captured);
  }

  /** Gives older rows the defaults of columns that were added. */
  public void fill(CapturedTable captured) {
    LakeTable table = lake.open(captured.id());
    Map<String, String> defaults = table.state().backfills();
    if (!defaults.isEmpty()) {
      update(captured, table, TableProperty.BACKFILL_PREFIX, defaults, ColumnMapping::literal);
      LOG.info("Gave the older rows of {} the defaults of {}", captured.id(), defaults.keySet());
    }
  }

  /** Gives older rows their values in columns that go on under another name. */
  void copy(CapturedTable captured) {
    LakeTable table = lake.open(captured.id());
    Map<String, String> copies = table.state().copies();
    if (!copies.isEmpty()) {
      update(captured, table, TableProperty.COPY_PREFIX, copies, OlderRows::cast);
      LOG.info("Gave the older rows of {} the values of {}", captured.id(), copies);
    }
  }

  private static String cast(ColumnMapping column, String from) {
    return "CAST(" + SparkName.quoted(from) + " AS " + column.sparkType().sql() + ")";
  }

  /**
   * @param wanted by column, what its value is made of
   */
  private void update(
      CapturedTable captured,
      LakeTable table,
      String prefix,
      Map<String, String> wanted,
      BiFunction<ColumnMapping, String, String> value) {
    List<String> assignments = new ArrayList<>();
    Map<String, String> done = new HashMap<>();
    wanted.keySet().forEach(name -> done.put(prefix + name, TableProperty.REMOVED));
    for (ColumnMapping column : captured.mapping().columns()) {
      String from = wanted.get(column.lakeColumn());
      if (from != null) {
        assignments.add(SparkName.quoted(column.lakeColumn()) + " = " + value.apply(column, from));
      }
    }
    if (assignments.isEmpty()) {
      LOG.warn("{} has none of the columns any more that were to be filled", captured.id());
      table.alter().setProperties(done);
      return;
    }
    Branch branch = table.branches().open(Branch.STREAM_PREFIX + "older_" + runId);
    spark.sql("UPDATE " + branch.quoted() + " SET " + String.join(", ", assignments));
    table.branches().publish(branch, done);
  }
}
