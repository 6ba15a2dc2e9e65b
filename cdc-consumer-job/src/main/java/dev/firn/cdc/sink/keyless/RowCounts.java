package dev.firn.cdc.sink.keyless;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.RowKey;
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
  private boolean truncated;

  static RowCounts of(List<Change> changes) {
    RowCounts counts = new RowCounts();
    changes.forEach(counts::add);
    return counts;
  }

  private void add(Change change) {
    switch (change.operation()) {
      case CREATE, READ -> count(new RowKey(imageOf(change)), 1, change);
      case DELETE -> count(before(change), -1, change);
      case UPDATE -> {
        count(before(change), -1, change);
        count(new RowKey(imageOf(change)), 1, change);
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

  private static RowKey before(Change change) {
    if (change.key() == null) {
      throw new IllegalArgumentException(
          "The "
              + change.operation()
              + " at "
              + change.place()
              + " does not say which row it changed. Set REPLICA IDENTITY FULL for the table, then"
              + " reload it");
    }
    return change.key();
  }

  /** The new row, whose values that were not sent are the earlier ones. */
  static @Nullable Object[] imageOf(Change change) {
    if (change.image() == null) {
      throw new IllegalArgumentException("An upsert has no row: " + change.place());
    }
    @Nullable Object[] image = change.image().clone();
    for (int i = 0; i < image.length; i++) {
      if (image[i] == Unavailable.VALUE) {
        image[i] = before(change).value(i);
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
