package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.error.Failures;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.Routes;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.RowComparison;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.report.ValidationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The validation as a table of contents: tables of the source, a verdict each, a report. */
final class ValidateJob {

  private static final Logger LOG = LoggerFactory.getLogger(ValidateJob.class);

  private final ValidateRequest request;
  private final SourceDatabase database;
  private final LakeTables lake;
  private final RowComparison comparison;

  ValidateJob(SparkSession spark, ValidateRequest request, SourceDatabase database) {
    SourceConfig source = request.source();
    this.request = request;
    this.database = database;
    this.lake = LakeTables.open(spark, source.namespace().catalog());
    this.comparison = new RowComparison(spark, database);
  }

  ValidationReport run() {
    List<TableSchema> tables = discover();
    Map<TableId, String> hidden = database.findUnreadable(tables);
    List<TableVerdict> verdicts = new ArrayList<>();
    try (ReadSession session = database.openReadSession(tables)) {
      for (TableSchema table : tables) {
        String why = hidden.get(table.id());
        if (why == null) {
          check(session, table).ifPresent(verdicts::add);
        } else {
          verdicts.add(TableVerdict.notChecked(table.id().name(), why));
        }
      }
    }
    return new ValidationReport(request.source().name(), request.level(), verdicts);
  }

  private List<TableSchema> discover() {
    List<TableSchema> tables = database.discover(request.tableFilter());
    if (tables.isEmpty()) {
      throw ValidationErrors.nothingIsSelected(
          request.source().name(), request.source().connection().schema());
    }
    return tables;
  }

  private Optional<TableVerdict> check(ReadSession session, TableSchema table) {
    String name = table.id().name();
    try {
      SourceConfig source = request.source();
      Optional<LakeTable> found =
          lake.find(Routes.of(table.id(), source.namespace(), source.topicPrefix()).target());
      if (found.isEmpty()) {
        return missing(session, table);
      }
      TableVerdict verdict = compare(session, table, found.get());
      LOG.info("{}: {}", name, verdict.verdict().printed());
      return Optional.of(verdict);
    } catch (Exception e) {
      LOG.warn("Could not check {}", table.id(), e);
      return Optional.of(TableVerdict.notChecked(name, Failures.reason(e)));
    }
  }

  /** A table that has no rows is created in the lake with its first one. */
  private Optional<TableVerdict> missing(ReadSession session, TableSchema table) {
    long rows = session.countRows(table.id());
    if (rows == 0) {
      return Optional.of(TableVerdict.counted(table.id().name(), 0, 0));
    }
    return request.checksMissing()
        ? Optional.of(TableVerdict.missing(table.id().name(), rows))
        : Optional.empty();
  }

  private TableVerdict compare(ReadSession session, TableSchema table, LakeTable found) {
    String name = table.id().name();
    if (request.level() == Level.COUNT) {
      return TableVerdict.counted(name, session.countRows(table.id()), comparison.rows(found));
    }
    TableMapping mapping =
        found
            .state()
            .findContract()
            .orElseThrow(() -> ValidationErrors.lakeTableIsNotOurs(found.id()));
    return comparison.compare(session, table, mapping, found);
  }
}
