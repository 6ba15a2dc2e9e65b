package dev.firn.bulkload.load;

import dev.firn.bulkload.mark.NextMarks;
import dev.firn.bulkload.plan.MarkedRead;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LoadTarget;
import dev.firn.lake.TableProperty;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.source.ReadSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Puts the rows of a load into the place of those that a table had. Its stream may go on meanwhile
 * and change the table every few seconds, so a swap that comes too late is made again, on what the
 * table is by then, with the files that are there.
 */
final class TableSwap {

  private static final RetryPolicy RETRIES =
      new RetryPolicy(8, Duration.ofMillis(20), 2, Duration.ofSeconds(2));

  private final TableReplacement replacement;
  private final ReadSession session;
  private final NextMarks marks;
  private final LoadRun run;
  private final Retry retry = new Retry(RETRIES);

  TableSwap(TableReplacement replacement, ReadSession session, NextMarks marks, LoadRun run) {
    this.marks = marks;
    this.replacement = replacement;
    this.session = session;
    this.run = run;
  }

  /**
   * Publishes the table; if that is refused for good, its files are deleted.
   *
   * @return the id of the snapshot that readers see now
   */
  long commit(WrittenTable table) {
    String name = table.plan().route().source().name();
    FaultPoint.reached("load.publish.before", name);
    try {
      long snapshot =
          retry
              .run("publish " + table.plan().route().target(), attempt -> settle(table, attempt))
              .orThrow();
      FaultPoint.reached("load.publish.after", name);
      return snapshot;
    } catch (LostRaceException e) {
      if (e.isRefused()) {
        table.discard();
      }
      throw e;
    }
  }

  /**
   * Of a commit without an answer nobody knows whether it publishes the files, so they go into no
   * other commit.
   */
  private Attempted<Long> settle(WrittenTable table, int attempt) {
    try {
      return new Attempted<>(commit(table, attempt), null);
    } catch (LostRaceException e) {
      if (e.isRefused()) {
        throw e;
      }
      return new Attempted<>(null, e);
    }
  }

  private long commit(WrittenTable table, int attempt) {
    return target(table, attempt)
        .publish(
            table.files(),
            properties(table.plan(), MarkedRead.Kind.BACKFILL),
            table.plan().ledgers(),
            UUID.randomUUID().toString());
  }

  /** How far a table was read by its bookmark, once its rows are published; else nothing. */
  Map<String, String> bookmark(TablePlan.Load plan, MarkedRead.Kind done) {
    return marks.properties(plan, session, done, run.now(), run.id());
  }

  /**
   * What a load says of the table that it publishes.
   *
   * @param done which rows it has read
   */
  Map<String, String> properties(TablePlan.Load plan, MarkedRead.Kind done) {
    Map<String, String> properties = new HashMap<>(bookmark(plan, done));
    properties.put(TableProperty.CONTRACT, plan.mapping().toJson());
    properties.put(TableProperty.SOURCE, run.request().source().name());
    properties.put(TableProperty.READ_POINT, session.readPoint().text());
    properties.put(TableProperty.LOAD_RUN, run.id());
    if (!run.request().capturesChanges(plan.route().source())) {
      // With the rows, because a stream of an earlier load may go on with the table at once.
      properties.put(TableProperty.UNFOLLOWED, run.request().whyUncaptured(plan.route().source()));
    }
    return properties;
  }

  private LoadTarget target(WrittenTable table, int attempt) {
    if (attempt == 1) {
      return table.target();
    }
    LoadTarget now = replacement.prepare(table.plan());
    now.requireFilesOf(table.target());
    return now;
  }
}
