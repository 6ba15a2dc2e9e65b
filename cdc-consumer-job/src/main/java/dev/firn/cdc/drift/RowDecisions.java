package dev.firn.cdc.drift;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnMapping;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what only the rows can tell of a table that was altered, as soon as all changes from
 * before are applied.
 */
final class RowDecisions {

  private static final Logger LOG = LoggerFactory.getLogger(RowDecisions.class);

  private final IdentityCheck identities;
  private final RewriteCheck rewrites;

  /** Transactions that have truncated a table since its parts were settled the last time. */
  private final Map<TableId, Set<Long>> truncatedBy = new HashMap<>();

  /** Tables whose rows are still to be looked at, and from which transaction on they can be. */
  private final Map<TableId, Long> undecided = new HashMap<>();

  private boolean drained;

  RowDecisions(IdentityCheck identities, RewriteCheck rewrites) {
    this.identities = identities;
    this.rewrites = rewrites;
  }

  /** To be told of all changes of a table, in their order. */
  void note(TableId table, List<Change> changes) {
    for (Change change : changes) {
      LogPlace place = change.operation() == ChangeOperation.TRUNCATE ? change.place().log() : null;
      if (place != null) {
        truncatedBy.computeIfAbsent(table, id -> new HashSet<>()).add(place.transaction());
      }
    }
  }

  /**
   * To be told that a look which is later than these changes has found the rows of a table where
   * they were: no truncate that was read by now can be why they will be elsewhere.
   */
  void foundInPlace(TableId table) {
    if (!undecided.containsKey(table)) {
      truncatedBy.remove(table);
    }
  }

  /** True if a table was waited for, and a truncate has been read that may be why. */
  boolean isToldOfTruncate(TableId table) {
    return undecided.containsKey(table) && truncatedBy.containsKey(table);
  }

  /** Says that all is applied that was committed before the tables were looked at the last time. */
  void allIsApplied() {
    drained = true;
  }

  /** True if a table was waited for, and these changes show that the wait is over. */
  boolean isDue(TableId table, TableIdentity now, List<Change> changes) {
    return undecided.containsKey(table) && isPast(table, now, changes);
  }

  /**
   * Looks at the rows of a table whose columns or parts are others than before.
   *
   * @param columns of the source now
   * @param drifts from the contract to them
   * @param changes that are not applied yet
   * @return false if it is too early, because earlier changes are still to come
   */
  boolean decide(
      CapturedTable captured,
      TableSchema schema,
      List<ColumnMapping> columns,
      List<Drift> drifts,
      List<Change> changes) {
    TableId table = captured.mapping().source();
    TableIdentity now = Objects.requireNonNull(schema.identity());
    boolean isPast = isPast(table, now, changes);
    Set<String> followed = followedColumns(captured, drifts);
    boolean isRewritten = rewrites.isCalledFor(captured, now, followed);
    if (isRewritten) {
      rewrites.requireComparable(captured, now, followed);
    }
    Set<Long> truncates = truncatedBy.getOrDefault(table, Set.of());
    boolean decided =
        identities.hasSameLeaves(captured, now, truncates, isPast)
            && identities.wasLogged(captured, now, truncates, isPast);
    if (isRewritten) {
      if (isPast) {
        rewrites.requireSameValues(captured, schema, columns, followed, changes);
      } else {
        LOG.info(
            "All rows of {} were written anew after a column was altered; they are compared when"
                + " the changes from before are applied",
            table);
        decided = false;
      }
    }
    TableIdentity before = captured.mapping().identity();
    if (before != null && before.mayHaveHadOtherColumns(now) && !isPast) {
      // Events of a column that came and went can still come, and another column get its name.
      decided = false;
    }
    if (decided) {
      undecided.remove(table);
      truncatedBy.remove(table);
    } else {
      undecided.putIfAbsent(table, now.horizon());
    }
    return decided;
  }

  /**
   * True if a transaction has come that began after the difference was first seen, so that all that
   * was committed before has come before it.
   */
  private boolean isPast(TableId table, TableIdentity now, List<Change> changes) {
    Long first = undecided.get(table);
    long horizon = first == null ? now.horizon() : first;
    return (first != null && drained)
        || changes.stream().anyMatch(change -> !change.place().beganBefore(horizon));
  }

  /** The columns whose values in older rows are to be those that the lake has. */
  private static Set<String> followedColumns(CapturedTable captured, List<Drift> drifts) {
    Set<String> followed = new HashSet<>();
    captured.mapping().columns().forEach(column -> followed.add(column.column()));
    for (Drift drift : drifts) {
      if (drift.kind() == DriftKind.NARROW
          || captured.policy().on(drift.kind()) != DriftPolicy.EVOLVE) {
        followed.remove(drift.column());
      }
    }
    return followed;
  }
}
