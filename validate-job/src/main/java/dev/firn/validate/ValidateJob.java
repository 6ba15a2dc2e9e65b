package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.report.CheckProgress;
import dev.firn.validate.report.ValidationReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The validation as a table of contents: the tables of both sides, each at one instant, a verdict
 * each, a report.
 */
final class ValidateJob {

  private static final Logger LOG = LoggerFactory.getLogger(ValidateJob.class);

  private final Validation validation;
  private final ValidateRequest request;
  private final SourceDatabase database;
  private final LakeTables lake;
  private final Map<TableId, String> unfollowed = new HashMap<>();

  ValidateJob(Validation validation) {
    this.validation = validation;
    this.request = validation.request();
    this.database = validation.database();
    this.lake = validation.lake();
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
      List<TableSchema> held = validation.asTheyAre(wanted);
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
        TableChecks checks = validation.checks(session, unfollowed, TableChecks.Part.WHOLE);
        verdicts.addAll(
            new TableVerdicts(checks, lakeSide, progress, validation.clock()).of(wanted, held));
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
                        id.name(), table.countPresentRows(validation.spark()), table.snapshotId()));
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
