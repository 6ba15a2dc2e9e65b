package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts small tables together, because a Spark job costs more than they do. Large tables come first,
 * each by itself.
 */
final class TableGroups {

  /** More would keep a finished table from being published for too long. */
  private static final int MAX_TABLES = 50;

  private static final long MAX_BYTES = 64L << 20;

  private TableGroups() {}

  /**
   * @param loads largest first
   * @param packsAtOnce how many are loaded at once; there are several for each, so that none waits
   *     long for the last
   */
  static List<List<TablePlan.Load>> of(
      List<TablePlan.Load> loads, long largeFromRows, int packsAtOnce) {
    List<List<TablePlan.Load>> packs = new ArrayList<>();
    List<TablePlan.Load> small = new ArrayList<>();
    for (TablePlan.Load load : loads) {
      if (load.isSmall(largeFromRows)) {
        small.add(load);
      } else {
        packs.add(List.of(load));
      }
    }
    int tables = Math.max(1, Math.min(MAX_TABLES, small.size() / (3 * packsAtOnce)));
    List<TablePlan.Load> pack = new ArrayList<>();
    long bytes = 0;
    for (TablePlan.Load load : small) {
      if (!pack.isEmpty() && (pack.size() >= tables || bytes + load.size().bytes() > MAX_BYTES)) {
        packs.add(List.copyOf(pack));
        pack.clear();
        bytes = 0;
      }
      pack.add(load);
      bytes += load.size().bytes();
    }
    if (!pack.isEmpty()) {
      packs.add(List.copyOf(pack));
    }
    return packs;
  }
}
