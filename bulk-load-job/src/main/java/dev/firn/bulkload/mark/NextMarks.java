package dev.firn.bulkload.mark;

import dev.firn.bulkload.plan.MarkedRead;
import dev.firn.bulkload.plan.MarkedRead.Kind;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.bookmark.Lag;
import dev.firn.lake.TableProperty;
import dev.firn.model.TableId;
import dev.firn.retry.Pause;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.mark.Mark;
import dev.firn.source.mark.Mark.Seen;
import dev.firn.source.mark.MarkKind;
import dev.firn.source.mark.MarkRule;
import dev.firn.source.mark.OpenWork;
import dev.firn.source.mark.SourceMarks;
import dev.firn.source.mark.SourceMarks.Highest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the next reads of tables with bookmarks begin: decided by what was open before the instant
 * was fixed at which they are read now, so that whatever that instant does not show lies behind.
 */
public final class NextMarks {

  private static final Logger LOG = LoggerFactory.getLogger(NextMarks.class);

  /** From when on it is worth a word that a transaction keeps the reads from going on. */
  private static final Duration LONG = Duration.ofHours(1);

  private final @Nullable OpenWork open;
  private final Map<TableId, Highest> highest;

  private NextMarks(@Nullable OpenWork open, Map<TableId, Highest> highest) {
    this.open = open;
    this.highest = Map.copyOf(highest);
  }

  /** To be called before the instant is fixed; asks nothing if no table has a bookmark. */
  public static NextMarks lookAhead(SourceDatabase database, List<TablePlan.Load> loads) {
    Optional<SourceMarks> marks = database.marks();
    List<TablePlan.Load> marked = loads.stream().filter(load -> load.marked() != null).toList();
    if (marks.isEmpty() || marked.isEmpty()) {
      return new NextMarks(null, Map.of());
    }
    Map<TableId, Highest> highest = new HashMap<>();
    for (TablePlan.Load load : marked) {
      MarkedRead read = load.marked();
      if (read != null && read.column().kind() == MarkKind.NUMBER) {
        TableId table = load.route().source();
        highest.put(table, marks.get().highest(table, read.column().name()));
      }
    }
    if (!highest.isEmpty()) {
      // Then these numbers count for what is open now.
      Pause.of(MarkRule.SETTLING.plusMillis(200));
    }
    OpenWork open = marks.get().openWork();
    warn(open);
    return new NextMarks(open, highest);
  }

  private static void warn(OpenWork open) {
    String remedy = open.remedy().isEmpty() ? "" : ": " + open.remedy();
    if (open.unknown() != null) {
      LOG.warn(
          "Reads by a bookmark without lag begin where they did before, because {}{}",
          open.unknown(),
          remedy);
    } else if (Duration.between(open.since(), open.now()).compareTo(LONG) > 0) {
      LOG.warn(
          "A transaction is open since {}; rows with later bookmarks are read again until it ends",
          open.since());
    }
  }

  /**
   * What a table says of its bookmark once its rows are published.
   *
   * @param done which rows were read in the end
   * @return nothing of a table without one
   */
  public Map<String, String> properties(
      TablePlan.Load plan, ReadSession session, Kind done, Instant now, String run) {
    MarkedRead read = plan.marked();
    return read == null || open == null
        ? Map.of()
        : Map.of(
            TableProperty.BOOKMARK,
            next(plan.route().source(), read, open, session, done, now, run).toJson());
  }

  private Mark next(
      TableId table,
      MarkedRead read,
      OpenWork work,
      ReadSession session,
      Kind done,
      Instant now,
      String run) {
    Mark before = read.before();
    Highest top = highest.get(table);
    List<Seen> seen =
        top == null
            ? List.of()
            : MarkRule.seen(before == null ? List.of() : before.seen(), top.value(), top.by());
    OptionalLong unseen = session.oldestUnseen();
    return new Mark(
        read.column().name(),
        read.column().kind(),
        from(read, work, unseen, seen),
        seen,
        work.now(),
        done == Kind.INCREMENT && before != null ? before.comparedAt() : now,
        done != Kind.BACKFILL && before != null ? before.loadedAt() : now,
        unseen.orElse(-1),
        run);
  }

  private static @Nullable String from(
      MarkedRead read, OpenWork work, OptionalLong unseen, List<Seen> seen) {
    String before = read.before() == null ? null : read.before().from();
    Lag lag = read.config().lag();
    switch (read.column().kind()) {
      case TRANSACTION:
        return unseen.isPresent() ? Long.toString(unseen.getAsLong()) : null;
      case NUMBER:
        BigInteger number =
            MarkRule.number(
                work,
                seen,
                lag == null ? null : lag.count(),
                before == null ? null : new BigInteger(before));
        return number == null ? null : number.toString();
      default:
        Instant time =
            MarkRule.time(
                work,
                lag == null ? null : lag.time(),
                before == null ? null : Instant.parse(before));
        return time == null ? null : time.toString();
    }
  }
}
