package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.error.Failures;
import dev.firn.model.TableId;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.check.CheckedTable;
import dev.firn.validate.check.Contents;
import dev.firn.validate.check.Findings;
import dev.firn.validate.check.LakeColumns;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.RowCounts;
import dev.firn.validate.check.SourceColumns;
import dev.firn.validate.check.StreamState;
import dev.firn.validate.check.TableCheck;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is looked at of a table that both sides have, for a level. */
final class TableChecks {

  private static final Logger LOG = LoggerFactory.getLogger(TableChecks.class);
  private static final int COLUMNS_ONLY = -1;

  private final ReadSession session;
  private final SourceDatabase database;
  private final SourceConfig source;
  private final List<TableCheck> checks;

  TableChecks(
      SparkSession spark,
      ValidateRequest request,
      SourceDatabase database,
      ReadSession session,
      StreamState state) {
    this.session = session;
    this.database = database;
    this.source = request.source();
    this.checks =
        List.of(new LakeColumns(), new SourceColumns(source), state, rows(spark, request));
  }

  private TableCheck rows(SparkSession spark, ValidateRequest request) {
    if (request.level() == Level.COUNT) {
      return new RowCounts(spark, session);
    }
    return new Contents(
        spark,
        database,
        session,
        new Contents.Limits(
            source.bulkLoad().splitsPerTable(),
            request.level() == Level.ROWS ? request.maxShown() : COLUMNS_ONLY));
  }

  SourceConfig source() {
    return source;
  }

  SourceDatabase database() {
    return database;
  }

  /** The rows of a table that the lake does not have. */
  long rows(TableId table) {
    return session.countRows(table);
  }

  /** One that fails leaves what the others have found. */
  Findings of(CheckedTable table) {
    Findings all = Findings.NONE;
    for (TableCheck check : checks) {
      try {
        all = all.and(check.check(table));
      } catch (Exception e) {
        LOG.warn("Could not check {}", table.source().id(), e);
        all = all.and(Findings.unchecked(Failures.reason(e)));
      }
    }
    return all;
  }
}
