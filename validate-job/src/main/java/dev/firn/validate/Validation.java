package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.status.StatusTracker;
import dev.firn.validate.check.LaterLook;
import dev.firn.validate.check.StreamState;
import dev.firn.validate.rows.RowRepair;
import dev.firn.validate.rows.SettledRows;
import dev.firn.validate.stream.StreamProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * What a run compares, and by what.
 *
 * @param stream what may bring changes meanwhile
 * @param run what the snapshots say that it repairs
 */
record Validation(
    SparkSession spark,
    ValidateRequest request,
    SourceDatabase database,
    LakeTables lake,
    StreamProgress stream,
    String run,
    Clock clock) {

  /** Without a pause: whoever has won will need some time before he comes again. */
  private static final RetryPolicy RACES =
      new RetryPolicy(200, Duration.ofMillis(1), 1, Duration.ofMillis(1));

  SourceConfig source() {
    return request.source();
  }

  /**
   * @param unfollowed why changes of tables do not come
   */
  TableChecks checks(ReadSession session, Map<TableId, String> unfollowed, TableChecks.Part part) {
    return new TableChecks(
        spark,
        request,
        database,
        session,
        lake,
        new StreamState(unfollowed, troubles()),
        stream,
        laterLook(),
        part);
  }

  private LaterLook laterLook() {
    RowRepair repair =
        request.repair() == ValidateRequest.Repair.ROWS
            ? new RowRepair(spark, database, lake, stream, run, new Retry(RACES), clock)
            : null;
    return new LaterLook(
        stream,
        new SettledRows(spark, database, lake, stream),
        repair,
        request.repair() == ValidateRequest.Repair.PLAN);
  }

  /**
   * By lake table, what the status of its load or stream tells: that it is quarantined, and why.
   */
  private Map<String, String> troubles() {
    Map<String, String> troubles = new HashMap<>();
    StatusTracker.read(lake, source().namespace(), source().databaseType())
        .forEach(
            (table, status) -> {
              String why = status.errorMessage();
              if (why != null) {
                troubles.put(table, why);
              }
            });
    return troubles;
  }

  /** Tables that are still there, with the sizes that were asked for before. */
  List<TableSchema> asTheyAre(Collection<TableSchema> wanted) {
    Map<TableId, TableSchema> before = new HashMap<>();
    wanted.forEach(table -> before.put(table.id(), table));
    return database.look(before.keySet()).asked().stream()
        .map(
            now -> {
              TableSchema known = before.getOrDefault(now.id(), now);
              return now.ofSize(known.estimatedRows(), known.bytes());
            })
        .toList();
  }
}
