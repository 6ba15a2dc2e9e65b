package dev.firn.cdc.apply;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.DriftException;
import dev.firn.error.ExitCode;
import dev.firn.model.TableId;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the tables in a run, as their status rows say it.
 *
 * <p>A table that fails is quarantined for the rest of the run, because later changes must not be
 * applied without the earlier ones; its ledger stays, and the next run begins there.
 */
public final class TableOutcomes {

  private static final Logger LOG = LoggerFactory.getLogger(TableOutcomes.class);

  private final StatusTracker status;
  private final String runId;
  private final Clock clock;
  private final Map<TableId, String> reasons = new ConcurrentHashMap<>();
  private final Set<TableId> refusedByPolicy = ConcurrentHashMap.newKeySet();

  public TableOutcomes(StatusTracker status, String runId, Clock clock) {
    this.status = status;
    this.runId = runId;
    this.clock = clock;
  }

  void applied(CapturedTable table, ApplyOutcome.Applied applied) {
    Instant now = clock.instant();
    status.note(
        table.id().name(),
        row -> row.advanced(now, applied.position(), applied.total(), applied.committed(), runId));
  }

  /** Notes how many events of each table wait, by the tables' names in the lake. */
  public void behind(Map<String, Long> waiting) {
    Instant now = clock.instant();
    waiting.forEach((name, events) -> status.note(name, row -> row.behind(events, now, runId)));
  }

  /** True if there is something that no status row says yet. */
  public boolean areWaiting() {
    return status.isWaiting();
  }

  /** Writes what is waiting. */
  public void write() {
    status.flush();
  }

  boolean isQuarantined(TableId id) {
    return reasons.containsKey(id);
  }

  /** The tables that failed in this run. */
  public Set<TableId> quarantined() {
    return Set.copyOf(reasons.keySet());
  }

  void quarantine(CapturedTable table, Throwable failure) {
    TableId id = table.mapping().source();
    String reason = String.valueOf(failure.getMessage());
    reasons.put(id, reason);
    status.note(table.id().name(), row -> row.quarantined(reason, runId));
    if (failure instanceof DriftException) {
      refusedByPolicy.add(id);
    }
    LOG.error(
        "Quarantined {} until the next run, its ledger stays where it is: {}", id, reason, failure);
  }

  /** How the run ends, as far as its tables decide it. */
  public ExitCode exitCode() {
    if (reasons.isEmpty()) {
      return ExitCode.OK;
    }
    return refusedByPolicy.containsAll(reasons.keySet()) ? ExitCode.DRIFT : ExitCode.PARTIAL;
  }
}
