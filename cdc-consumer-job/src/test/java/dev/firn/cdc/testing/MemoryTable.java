package dev.firn.cdc.testing;

import dev.firn.cdc.sink.mirror.NetChange;
import dev.firn.cdc.sink.mirror.NetChanges;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the merge does to a table, in memory. */
public final class MemoryTable {

  private final Map<RowKey, List<Object>> rows;
  private final List<Map<RowKey, List<Object>>> former = new ArrayList<>();

  public MemoryTable(Map<RowKey, List<Object>> start) {
    rows = new HashMap<>(start);
  }

  public Map<RowKey, List<Object>> rows() {
    return rows;
  }

  /**
   * @return false, and nothing is done, if values are to be kept of a row that never was
   */
  public boolean apply(NetChanges net) {
    return net.steps().stream().allMatch(this::applyStep);
  }

  private boolean applyStep(NetChanges net) {
    Map<RowKey, List<Object>> before = Map.copyOf(rows);
    Map<RowKey, List<Object>> images = new HashMap<>();
    Set<RowKey> keys = new HashSet<>();
    for (NetChange change : net.changes()) {
      if (!keys.add(change.key())) {
        throw new AssertionError("Two net changes of " + change.key());
      }
      if (change.image() != null) {
        List<Object> row = row(change.image(), change.valuesFromKey(), net.truncated());
        if (row == null) {
          return false;
        }
        images.put(change.key(), row);
      }
    }
    if (net.truncated()) {
      rows.clear();
    }
    keys.forEach(rows::remove);
    rows.putAll(images);
    former.add(0, before);
    return true;
  }

  private @Nullable List<Object> row(
      @Nullable Object[] image, @Nullable RowKey valuesFromKey, boolean truncated) {
    List<Object> held = valuesFromKey == null || truncated ? null : held(valuesFromKey);
    List<Object> row = new ArrayList<>();
    for (int i = 0; i < image.length; i++) {
      if (image[i] != Unavailable.VALUE) {
        row.add(image[i]);
      } else if (held != null) {
        row.add(held.get(i));
      } else {
        return null;
      }
    }
    return row;
  }

  private @Nullable List<Object> held(RowKey key) {
    if (rows.containsKey(key)) {
      return rows.get(key);
    }
    return former.stream()
        .filter(state -> state.containsKey(key))
        .findFirst()
        .map(state -> state.get(key))
        .orElse(null);
  }
}
