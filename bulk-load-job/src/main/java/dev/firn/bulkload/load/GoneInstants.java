package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.Causes;
import dev.firn.error.ReadPointGoneException;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TableId;
import dev.firn.retry.Pause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often each table could not be read to its end as it was at one instant. Such a table
 * is worth another pass, which takes another instant for all of it, as often as the operator allows
 * retries.
 */
final class GoneInstants {

  private static final Logger LOG = LoggerFactory.getLogger(GoneInstants.class);

  private final LoadRun run;
  private final Map<TableId, Integer> times = new HashMap<>();

  GoneInstants(LoadRun run) {
    this.run = run;
  }

  /** Those that another pass has to load, after a pause if there are any. */
  List<TableId> findWorthAnother(Map<TablePlan.Load, LoadOutcome> ended) {
    List<TableId> again = new ArrayList<>();
    int most = 0;
    for (Map.Entry<TablePlan.Load, LoadOutcome> table : ended.entrySet()) {
      if (isGone(table.getValue())) {
        TableId id = table.getKey().route().source();
        int count = times.merge(id, 1, Integer::sum);
        if (count <= run.settings().maxRetries()) {
          again.add(id);
          most = Math.max(most, count);
        }
      }
    }
    if (!again.isEmpty()) {
      LOG.warn(
          "{} begin anew, each as a whole, at another instant than the tables loaded before",
          again);
      Pause.of(run.pauseAfter(most));
    }
    return again;
  }

  private static boolean isGone(LoadOutcome outcome) {
    return outcome instanceof LoadOutcome.Failed failed
        && Causes.find(failed.cause(), ReadPointGoneException.class).isPresent();
  }

  /** The outcome of a table with the passes that it has taken before. */
  LoadOutcome withRetries(TableId table, LoadOutcome outcome) {
    int before = times.getOrDefault(table, 0);
    return before > 0 && outcome instanceof LoadOutcome.Loaded loaded
        ? new LoadOutcome.Loaded(
            loaded.rows(),
            loaded.bytes(),
            loaded.splits(),
            loaded.retries() + before,
            loaded.snapshotId(),
            loaded.took())
        : outcome;
  }
}
