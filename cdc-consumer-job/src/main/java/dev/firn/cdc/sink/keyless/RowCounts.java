package dev.firn.cdc.sink.keyless;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.config.DeleteMode;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds changes of a table without a key to the number of copies that each row gains or loses.
 *
 * <p>The key of such a change is the row as it was before.
 */
final class RowCounts {

  private final Map<RowKey, Integer> counts = new LinkedHashMap<>();
  private final Map<RowKey, Change> arrived = new LinkedHashMap<>();
  private final CapturedTable captured;
  private boolean truncated;

  private RowCounts(CapturedTable captured) {
    this.captured = captured;
  }

  static RowCounts of(List<Change> changes, CapturedTable captured) {
    RowCounts counts = new RowCounts(captured);
    changes.forEach(counts::add);
    return counts;
  }

  private void add(Change change) {
    boolean isIgnored =
        captured.policy().deletes() == DeleteMode.IGNORE
            && (change.operation() == ChangeOperation.DELETE
                || change.operation() == ChangeOperation.TRUNCATE);
    if (isIgnored) {
      return;
    }
    switch (change.operation()) {
      case CREATE, READ -> count(new RowKey(imageOf(captured, change)), 1, change);
      case DELETE -> count(before(captured, change), -1, change);
      case UPDATE -> {
        count(before(captured, change), -1, change);
        count(new RowKey(imageOf(captured, change)), 1, change);
      }
      case TRUNCATE -> {
        counts.clear();
        truncated = true;
      }
    }
  }

  private void count(RowKey row, int more, Change change) {
    counts.merge(row, more, Integer::sum);
    if (more > 0) {
      arrived.put(row, change);
    }
  }

  private static RowKey before(CapturedTable captured, Change change) {
    if (change.key() == null) {
      throw StreamErrors.changedRowIsNotNamed(captured, change);
    }
    return change.key();
  }

  /** The new row, whose values that were not sent are the earlier ones. */
  static @Nullable Object[] imageOf(CapturedTable captured, Change change) {
    if (change.image() == null) {
      throw new IllegalArgumentException("An upsert has no row: " + change.place());
    }
    @Nullable Object[] image = change.image().clone();
    for (int i = 0; i < image.length; i++) {
      if (image[i] == Unavailable.VALUE) {
        image[i] = before(captured, change).value(i);
      }
    }
    return image;
  }

  boolean truncated() {
    return truncated;
  }

  /** How many copies of a row more or, if negative, fewer there are; never 0. */
  Map<RowKey, Integer> counts() {
    Map<RowKey, Integer> changed = new LinkedHashMap<>(counts);
    changed.values().removeIf(count -> count == 0);
    return changed;
  }

  /** The last change that brought a copy of the row. */
  @Nullable Change arrivalOf(RowKey row) {
    return arrived.get(row);
  }
}
