package dev.firn.bulkload;

import dev.firn.bulkload.plan.MarkedRead;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.SourceConfig;
import dev.firn.error.ErrorCode;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.LoadOutcome;
import dev.firn.source.mark.Mark;
import dev.firn.status.BookmarkStates;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats for people what the tables of a run say of their bookmarks. */
final class MarkedStates {

  private static final Logger LOG = LoggerFactory.getLogger(MarkedStates.class);

  private final LakeTables lake;
  private final BookmarkStates states;
  private final Set<String> wished;
  private final Clock clock;

  /** To be made before anything is read: a wish that comes later is of the next run. */
  MarkedStates(LakeTables lake, SourceConfig source, Clock clock) {
    this.lake = lake;
    this.states = new BookmarkStates(lake, source.namespace().catalog(), source.name());
    this.wished = states.wished();
    this.clock = clock;
  }

  /** What cannot be written is only logged: the tables know it themselves. */
  void record(Map<TablePlan, LoadOutcome> outcomes) {
    FaultPoint.reached("load.bookmark.state", "");
    Map<String, BookmarkStates.Read> reads = new HashMap<>();
    Set<String> fulfilled = new HashSet<>();
    Set<String> due = new HashSet<>();
    outcomes.forEach(
        (plan, outcome) -> {
          String name = plan.route().target().name();
          if (plan instanceof TablePlan.Refuse refuse
              && refuse.cause().code() == ErrorCode.BACKFILL_IS_NEEDED) {
            due.add(name);
            reads.put(name, read(plan));
          } else if (plan instanceof TablePlan.Load load && load.marked() != null) {
            reads.put(name, read(plan));
            boolean isWhole = load.marked().kind() == MarkedRead.Kind.BACKFILL;
            if (isWhole && outcome instanceof LoadOutcome.Loaded && wished.contains(name)) {
              fulfilled.add(name);
            } else if (isWhole && !(outcome instanceof LoadOutcome.Loaded)) {
              due.add(name);
            }
          }
        });
    try {
      states.record(reads, fulfilled, due, clock.instant());
    } catch (RuntimeException e) {
      LakeFailures.warn(LOG, "Could not write etl_metadata." + BookmarkStates.TABLE, e);
    }
  }

  private BookmarkStates.Read read(TablePlan plan) {
    return lake.find(plan.route().target())
        .flatMap(table -> table.state().findBookmark())
        .map(MarkedStates::read)
        .orElse(BookmarkStates.Read.NONE);
  }

  private static BookmarkStates.Read read(Mark mark) {
    return new BookmarkStates.Read(
        mark.column(), mark.from(), mark.readAt(), mark.comparedAt(), mark.loadedAt(), mark.run());
  }
}
