package dev.firn.bulkload;

import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.ExitCode;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.lineage.Flow;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run did to every table, as its last words and as its exit code.
 *
 * @param unfollowed why changes of tables that the lake has will not come
 */
record LoadReport(
    BulkLoadRequest request,
    Map<TablePlan, LoadOutcome> outcomes,
    Map<TableId, String> unfollowed,
    Duration took) {

  private static final String NONE = "–";
  private static final String UNCAPTURED =
      "this load captures no changes; load again to have what is new then";

  ExitCode exitCode() {
    long failed = count(LoadOutcome.Failed.class);
    if (failed == 0) {
      return ExitCode.OK;
    }
    return failed == outcomes.size() ? ExitCode.FAILED : ExitCode.PARTIAL;
  }

  /** What it has brought into the lake. */
  List<Flow> flows() {
    List<Flow> flows = new ArrayList<>();
    outcomes.forEach(
        (plan, outcome) -> {
          if (outcome instanceof LoadOutcome.Loaded loaded) {
            flows.add(Flow.written(plan.route().target(), loaded.rows(), loaded.bytes()));
          }
        });
    return flows;
  }

  private long count(Class<? extends LoadOutcome> kind) {
    return outcomes.values().stream().filter(kind::isInstance).count();
  }

  @Override
  public String toString() {
    int width =
        Math.max(
            5, outcomes.keySet().stream().mapToInt(plan -> name(plan).length()).max().orElse(0));
    StringBuilder text = new StringBuilder();
    text.append(line(width, "status", "table", "rows", "MiB", "splits", "time", "rows/s", ""));
    failedThenSlowest().forEach(entry -> text.append(line(width, entry)));
    text.append(
        String.format(
            Locale.ROOT,
            "%d loaded, %d failed, %d skipped · %,d rows · %.1f MiB · %s · exit %d%n",
            count(LoadOutcome.Loaded.class),
            count(LoadOutcome.Failed.class),
            count(LoadOutcome.Skipped.class),
            total(LoadOutcome.Loaded::rows),
            mebibytes(total(LoadOutcome.Loaded::bytes)),
            seconds(took),
            exitCode().code()));
    if (count(LoadOutcome.Failed.class) > 0) {
      text.append("retry the failed tables: firn bulk-load --source ")
          .append(request.source().name())
          .append(" --only-failed\n");
    }
    if (!request.capturesChanges()) {
      return text.append("not followed: %d tables: %s%n".formatted(unfollowed.size(), UNCAPTURED))
          .toString();
    }
    unfollowedByName()
        .forEach(
            (table, why) ->
                text.append("not followed: ").append(table).append(": ").append(why).append('\n'));
    return text.toString();
  }

  private Map<String, String> unfollowedByName() {
    Map<String, String> byName = new TreeMap<>();
    unfollowed.forEach((table, why) -> byName.put(table.toString(), why));
    return byName;
  }

  private List<Map.Entry<TablePlan, LoadOutcome>> failedThenSlowest() {
    return outcomes.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                entry ->
                    entry
                        .getValue()
                        .<Long>match(
                            loaded -> -loaded.took().toMillis(),
                            skipped -> 1L,
                            failed -> Long.MIN_VALUE)))
        .toList();
  }

  private static String line(int width, Map.Entry<TablePlan, LoadOutcome> entry) {
    String name = name(entry.getKey());
    return entry
        .getValue()
        .match(
            loaded ->
                line(
                    width,
                    "loaded",
                    name,
                    String.format(Locale.ROOT, "%,d", loaded.rows()),
                    String.format(Locale.ROOT, "%.1f", mebibytes(loaded.bytes())),
                    Integer.toString(loaded.splits()),
                    seconds(loaded.took()),
                    String.format(Locale.ROOT, "%,d", rowsPerSecond(loaded)),
                    how(entry.getKey(), loaded)),
            skipped -> line(width, "skipped", name, NONE, NONE, NONE, NONE, NONE, skipped.reason()),
            failed ->
                line(
                    width,
                    "failed",
                    name,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    LakeFailures.told(failed.cause())));
  }

  private static String how(TablePlan plan, LoadOutcome.Loaded loaded) {
    String read =
        plan instanceof TablePlan.Load load && load.marked() != null
            ? load.marked().kind().phrase()
            : "";
    String retries = loaded.retries() == 0 ? "" : "after " + loaded.retries() + " retries";
    return read.isEmpty() || retries.isEmpty() ? read + retries : read + ", " + retries;
  }

  private static String line(int width, String... cells) {
    String form = "%-8s %-" + width + "s %12s %9s %6s %9s %11s  %s";
    return String.format(Locale.ROOT, form, (Object[]) cells).stripTrailing() + "\n";
  }

  private static String name(TablePlan plan) {
    return plan.route().source().name();
  }

  private long total(java.util.function.ToLongFunction<LoadOutcome.Loaded> of) {
    return outcomes.values().stream()
        .filter(LoadOutcome.Loaded.class::isInstance)
        .mapToLong(outcome -> of.applyAsLong((LoadOutcome.Loaded) outcome))
        .sum();
  }

  private static double mebibytes(long bytes) {
    return bytes / 1048576.0;
  }

  private static long rowsPerSecond(LoadOutcome.Loaded loaded) {
    return loaded.rows() * 1000 / Math.max(1, loaded.took().toMillis());
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }
}
