package dev.firn.bulkload;

import dev.firn.error.ExitCode;
import dev.firn.model.LoadOutcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What a run did to every table, as its last words and as its exit code. */
record LoadReport(BulkLoadRequest request, Map<TablePlan, LoadOutcome> outcomes, Duration took) {

  private static final String NONE = "–";

  ExitCode exitCode() {
    long failed = count(LoadOutcome.Failed.class);
    if (failed == 0) {
      return ExitCode.OK;
    }
    return failed == outcomes.size() ? ExitCode.FAILED : ExitCode.PARTIAL;
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
    text.append(line(width, "status", "table", "rows", "time", "rows/s", ""));
    outcomes.forEach((plan, outcome) -> text.append(line(width, plan, outcome)));
    text.append(
        String.format(
            Locale.ROOT,
            "%d loaded, %d failed, %d skipped · %,d rows · %s · exit %d%n",
            count(LoadOutcome.Loaded.class),
            count(LoadOutcome.Failed.class),
            count(LoadOutcome.Skipped.class),
            rows(),
            seconds(took),
            exitCode().code()));
    if (count(LoadOutcome.Failed.class) > 0) {
      text.append("retry the failed tables: ").append(retryCommand()).append('\n');
    }
    return text.toString();
  }

  private static String line(int width, TablePlan plan, LoadOutcome outcome) {
    return outcome.match(
        loaded ->
            line(
                width,
                "loaded",
                name(plan),
                String.format(Locale.ROOT, "%,d", loaded.rows()),
                seconds(loaded.took()),
                String.format(Locale.ROOT, "%,d", rowsPerSecond(loaded)),
                ""),
        skipped -> line(width, "skipped", name(plan), NONE, NONE, NONE, skipped.reason()),
        failed ->
            line(width, "failed", name(plan), NONE, NONE, NONE, Failures.reason(failed.cause())));
  }

  private static String line(int width, String... cells) {
    String form = "%-8s %-" + width + "s %12s %9s %11s  %s";
    return String.format(Locale.ROOT, form, (Object[]) cells).stripTrailing() + "\n";
  }

  private static String name(TablePlan plan) {
    return plan.route().source().name();
  }

  private long rows() {
    return outcomes.values().stream()
        .mapToLong(
            outcome -> outcome.<Long>match(LoadOutcome.Loaded::rows, skipped -> 0L, failed -> 0L))
        .sum();
  }

  /**
   * Loaded tables are skipped by the next run, so the same command retries just the failed ones.
   */
  private String retryCommand() {
    String command = "firn bulk-load --source " + request.source().name();
    String filter = request.tableFilter();
    return filter == null
        ? command
        : command + " --table-filter '" + filter.replace("'", "'\\''") + "'";
  }

  private static long rowsPerSecond(LoadOutcome.Loaded loaded) {
    return loaded.rows() * 1000 / Math.max(1, loaded.took().toMillis());
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }
}
