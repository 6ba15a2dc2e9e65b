package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.status.StatusTracker;
import dev.firn.validate.check.LaterLook;
import dev.firn.validate.check.StreamState;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.report.CheckProgress;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.rows.RowRepair;
import dev.firn.validate.rows.SettledRows;
import dev.firn.validate.stream.StreamProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The validation as a table of contents: the tables of both sides, each at one instant, a verdict
 * each, a report.
 */
final class ValidateJob {

  private static final Logger LOG = LoggerFactory.getLogger(ValidateJob.class);

  /** Without a pause: whoever has won will need some time before he comes again. */
  private static final RetryPolicy RACES =
      new RetryPolicy(200, Duration.ofMillis(1), 1, Duration.ofMillis(1));

  private final SparkSession spark;
  private final ValidateRequest request;
  private final SourceDatabase database;
  private final LakeTables lake;
  private final StreamProgress stream;
  private final String run;
  private final Clock clock;
  private final Map<TableId, String> unfollowed = new HashMap<>();

  /**
   * @param stream what may bring changes meanwhile
   * @param run what the snapshots say that it repairs
   */
  ValidateJob(
      SparkSession spark,
      ValidateRequest request,
      SourceDatabase database,
      LakeTables lake,
      StreamProgress stream,
      String run,
      Clock clock) {
    this.spark = spark;
    this.request = request;
    this.database = database;
    this.lake = lake;
    this.stream = stream;
    this.run = run;
    this.clock = clock;
  }

  /** Why changes of tables that were looked at do not come. */
  Map<TableId, String> unfollowed() {
    return unfollowed;
  }

  ValidationReport run(boolean terminal) {
    List<TableSchema> found = database.discoverAll(request.scope().like());
    List<TableSchema> wanted = request.scope().among(found, request.source());
    try (ReadSession session = database.openReadSession(wanted)) {
      // What was found before the tables were held may not be true any more.
      List<TableSchema> held = asTheyAre(wanted);
      Map<LakeTableId, LakeTable> inLake = lake.findAll(lake.list(request.source().namespace()));
      LakeSide lakeSide = new LakeSide(request.source(), inLake);
      List<TableVerdict> surplus = surplus(lakeSide, found);
      requireAny(wanted, surplus, lakeSide);
      unfollowed.putAll(database.findObstacles(held).unfollowed());
      List<TableVerdict> verdicts = new ArrayList<>();
      try (CheckProgress progress =
          new CheckProgress(
                  wanted.size(),
                  wanted.stream().mapToLong(TableSchema::bytes).sum(),
                  System.err,
                  terminal)
              .start()) {
        TableChecks checks =
            new TableChecks(
                spark,
                request,
                database,
                session,
                lake,
                new StreamState(unfollowed, troubles()),
                stream,
                laterLook());
        verdicts.addAll(new TableVerdicts(checks, lakeSide, progress, clock).of(wanted, held));
      }
      if (!request.checksMissing()) {
        verdicts.removeIf(verdict -> verdict.verdict() == TableVerdict.Verdict.MISSING);
      }
      verdicts.addAll(surplus);
      verdicts.sort(Comparator.comparing(TableVerdict::table));
      verdicts.forEach(verdict -> LOG.info("{}: {}", verdict.table(), verdict.verdict().printed()));
      return new ValidationReport(
          request.source().name(),
          request.level(),
          session.readPoint().position().text(),
          verdicts);
    }
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
    StatusTracker.read(lake, request.source().namespace(), request.source().databaseType())
        .forEach(
            (table, status) -> {
              String why = status.errorMessage();
              if (why != null) {
                troubles.put(table, why);
              }
            });
    return troubles;
  }

  /** Those that are still there, with the sizes that were asked for before. */
  private List<TableSchema> asTheyAre(List<TableSchema> wanted) {
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

  /** Tables of the lake that the source does not have any more. */
  private List<TableVerdict> surplus(LakeSide lakeSide, List<TableSchema> found) {
    if (!request.checksMissing()) {
      return List.of();
    }
    Set<TableId> there = new HashSet<>();
    found.forEach(table -> there.add(table.id()));
    List<TableVerdict> surplus = new ArrayList<>();
    lakeSide
        .tables()
        .forEach(
            (id, table) -> {
              if (!there.contains(id) && request.scope().includes(id)) {
                surplus.add(
                    TableVerdict.surplus(
                        id.name(), table.countPresentRows(spark), table.snapshotId()));
              }
            });
    return surplus;
  }

  private void requireAny(List<TableSchema> wanted, List<TableVerdict> surplus, LakeSide lakeSide) {
    SourceConfig source = request.source();
    List<TableId> known = new ArrayList<>(lakeSide.tables().keySet());
    wanted.forEach(table -> known.add(table.id()));
    Set<String> unknown = request.scope().unknown(known);
    if (!unknown.isEmpty()) {
      throw ValidationErrors.tablesAreUnknown(unknown, source.connection().schema());
    }
    if (wanted.isEmpty() && surplus.isEmpty()) {
      throw ValidationErrors.nothingIsSelected(source.name(), source.connection().schema());
    }
  }
}
