package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.error.Causes;
import dev.firn.error.ReadPointGoneException;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.retry.RetryPolicy;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.range.KeyRange;
import dev.firn.validate.check.CheckedTable;
import dev.firn.validate.check.Contents;
import dev.firn.validate.check.Findings;
import dev.firn.validate.check.LakeColumns;
import dev.firn.validate.check.LaterLook;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.RowCounts;
import dev.firn.validate.check.SourceColumns;
import dev.firn.validate.check.StreamState;
import dev.firn.validate.check.TableCheck;
import dev.firn.validate.stream.StreamProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is looked at of a table that both sides have, for a level. */
final class TableChecks {

  private static final Logger LOG = LoggerFactory.getLogger(TableChecks.class);
  private static final int COLUMNS_ONLY = -1;
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  private final SparkSession spark;
  private final ValidateRequest request;
  private final SourceDatabase database;
  private final ReadSession session;
  private final LakeTables lake;
  private final StreamState state;
  private final StreamProgress stream;
  private final LaterLook later;
  private final Part part;

  /**
   * What is looked at of the rows.
   *
   * @param splits that are read at once; 0 for as many as a load reads
   */
  record Part(KeyRange range, int splits) {
    static final Part WHOLE = new Part(KeyRange.ALL, 0);
  }

  TableChecks(
      SparkSession spark,
      ValidateRequest request,
      SourceDatabase database,
      ReadSession session,
      LakeTables lake,
      StreamState state,
      StreamProgress stream,
      LaterLook later,
      Part part) {
    this.spark = spark;
    this.request = request;
    this.database = database;
    this.session = session;
    this.lake = lake;
    this.state = state;
    this.stream = stream;
    this.later = later;
    this.part = part;
  }

  private List<TableCheck> checks(TableId table, ReadSession at) {
    return List.of(new LakeColumns(), new SourceColumns(source()), state, rows(table, at));
  }

  private TableCheck rows(TableId table, ReadSession at) {
    Contents contents =
        new Contents(
            spark,
            database,
            at,
            new Contents.Limits(
                part.splits() == 0 ? source().loadOf(table.name()).splits() : part.splits(),
                request.level() == Level.ROWS ? request.maxShown() : COLUMNS_ONLY,
                retry(),
                part.range()),
            later);
    return request.level() == Level.COUNT ? new RowCounts(spark, at, contents, later) : contents;
  }

  /** As often as a load would. */
  private RetryPolicy retry() {
    double seconds = source().bulkLoad().retryBackoff();
    return new RetryPolicy(
        1 + source().bulkLoad().maxRetries(),
        Duration.ofMillis(Math.round(seconds * 1000)),
        seconds,
        MAX_PAUSE);
  }

  /** Values are shown by the classes that Spark has for whoever's session a thread is. */
  void beginThread() {
    SparkSession.setActiveSession(spark);
  }

  SourceConfig source() {
    return request.source();
  }

  SourceDatabase database() {
    return database;
  }

  /** The rows of a table that the lake does not have. */
  long rows(TableSchema table) {
    try {
      return session.countRows(table.id());
    } catch (ReadPointGoneException e) {
      LakeFailures.warn(LOG, table.id() + " is counted at another instant", e);
      try (ReadSession later = database.openReadSession(List.of(table))) {
        return later.countRows(table.id());
      }
    }
  }

  /** One that fails leaves what the others have found. */
  Findings of(CheckedTable table) {
    return of(table, session, source().bulkLoad().maxRetries());
  }

  private Findings of(CheckedTable table, ReadSession at, int instantsLeft) {
    Findings all = Findings.NONE;
    for (TableCheck check : checks(table.source().id(), at)) {
      try {
        all = all.and(check.check(table));
      } catch (Exception e) {
        if (instantsLeft > 0 && Causes.find(e, ReadPointGoneException.class).isPresent()) {
          LakeFailures.warn(
              LOG, table.source().id() + " is looked at again, at another instant", e);
          return later(table, instantsLeft - 1);
        }
        LakeFailures.warn(LOG, "Could not check " + table.source().id(), e);
        all = all.and(Findings.unchecked(LakeFailures.told(e)));
      }
    }
    return instantsLeft > 0 && isWorthAnother(table, at, all)
        ? again(table, all, instantsLeft - 1)
        : all;
  }

  /**
   * If more differs than can be looked into row by row, the stream was far behind, or there is more
   * to be repaired.
   */
  private boolean isWorthAnother(CheckedTable table, ReadSession at, Findings found) {
    if (found.differences().complete()) {
      return false;
    }
    return found.repaired() > 0
        || stream.of(table.lake()) == StreamProgress.State.RUNNING
            && stream.await(table.lake(), at.readPoint().position());
  }

  private Findings again(CheckedTable table, Findings before, int instantsLeft) {
    LOG.info(
        "{} is compared again, because more differs than was looked into", table.source().id());
    Optional<TableSchema> now = look(table);
    if (now.isEmpty()) {
      return before;
    }
    try (ReadSession session = database.openReadSession(List.of(now.get()))) {
      CheckedTable both = table.with(now.get()).with(lake.open(table.lake().id()));
      return of(both, session, instantsLeft).withRepaired(before.repaired());
    }
  }

  /** All of it anew: what was found at an instant that is gone says nothing of another one. */
  private Findings later(CheckedTable table, int instantsLeft) {
    Optional<TableSchema> before = look(table);
    try (ReadSession later = database.openReadSession(before.stream().toList())) {
      return look(table)
          .map(now -> of(table.with(now), later, instantsLeft))
          .orElseGet(() -> Findings.unchecked("it was dropped or renamed since the run began"))
          .withNotes(
              List.of(
                  "compared at %s %s, because the source could not show it any longer as it was before"
                      .formatted(
                          later.readPoint().position().name(),
                          later.readPoint().position().text())));
    }
  }

  private Optional<TableSchema> look(CheckedTable table) {
    TableId id = table.source().id();
    return database.look(List.of(id)).find(id);
  }
}
