package dev.firn.cdc.apply;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.error.TableLog;
import dev.firn.error.UnavailableException;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.report.Activity;
import dev.firn.retry.Outages;
import dev.firn.retry.RetryPolicy;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the tables in a run, as their status rows say it.
 *
 * <p>A table that fails is put aside, because later changes must not be applied without the earlier
 * ones; its ledger stays. If the failure can pass, the stream begins again from the ledgers after a
 * pause, and the table with it, for as long as a run waits for what is away. Otherwise, and after
 * that, the table is quarantined until the next run.
 */
public final class TableOutcomes {

  /** As soon after an outage as it pays to begin again; time alone bounds how often. */
  public static final RetryPolicy COMING_BACK =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), 2, Duration.ofSeconds(15));

  /** What fails after so long fails for another reason, though no change may have come between. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(TableOutcomes.class);

  private final StatusTracker status;
  private final String runId;
  private final Clock clock;
  private final CapturedTables tables;
  private final Outages outages;
  private final Duration patience;
  private final Map<TableId, Quarantine> quarantined = new ConcurrentHashMap<>();
  private final Map<TableId, Failing> failures = new ConcurrentHashMap<>();
  private final Map<TableId, Long> applied = new ConcurrentHashMap<>();
  private final Map<TableId, Instant> shown = new ConcurrentHashMap<>();
  private final Activity activity;

  /**
   * Why a table is quarantined.
   *
   * @param code with which a run ends that fails for this alone
   * @param until when it is tried again, by {@link System#nanoTime}; empty if only the next run
   *     does
   */
  private record Quarantine(String reason, ExitCode code, Optional<Long> until) {}

  /** Failures of a table in a row, with the times of the first and the last. */
  private record Failing(long first, long last, int times) {

    private static Failing now() {
      long now = System.nanoTime();
      return new Failing(now, now, 1);
    }

    private Failing again() {
      Failing next = now();
      boolean isAnother = next.last - last > FORGOTTEN_AFTER.toNanos();
      return isAnother ? next : new Failing(first, next.last, times + 1);
    }

    private Duration lasts() {
      return Duration.ofNanos(last - first);
    }
  }

  /**
   * @param patience how long a table is tried again
   */
  public TableOutcomes(
      StatusTracker status,
      String runId,
      Clock clock,
      CapturedTables tables,
      Outages outages,
      Duration patience) {
    this.status = status;
    this.runId = runId;
    this.clock = clock;
    this.tables = tables;
    this.outages = outages;
    this.patience = patience;
    this.activity = new Activity(clock.instant());
  }

  /** What was applied when, and how much waited. */
  public Activity activity() {
    return activity;
  }

  void applied(CapturedTable table, ApplyOutcome.Applied outcome) {
    Instant now = clock.instant();
    goesWell(table);
    applied.merge(table.mapping().source(), outcome.events(), Long::sum);
    if (outcome.committed() != null) {
      shown.put(table.mapping().source(), outcome.committed());
    }
    activity.applied(table.mapping().source().name(), outcome.events(), now);
    status.note(
        table.id().name(),
        row -> row.advanced(now, outcome.position(), outcome.total(), outcome.committed(), runId));
  }

  /** When the source committed the last change that this run has applied to the table. */
  public Optional<Instant> findShown(TableId id) {
    return Optional.ofNullable(shown.get(id));
  }

  /** Notes that nothing has failed for the table. */
  void goesWell(CapturedTable table) {
    failures.remove(table.mapping().source());
  }

  /** Notes how many events of each table wait, by the tables' names in the lake. */
  public void behind(Map<String, Long> waiting) {
    Instant now = clock.instant();
    waiting.forEach((name, events) -> status.note(name, row -> row.behind(events, now, runId)));
  }

  /**
   * Sets right what another run has said of the tables since, such as one that was ended.
   *
   * @param waiting as {@link #behind} has them
   */
  public void correctOthers(Map<String, Long> waiting) {
    boolean isToldOtherwise =
        status.readIfOthersWrote().values().stream()
            .anyMatch(
                row -> {
                  Long events = waiting.get(row.tableName());
                  return events != null && row.isToldOtherwise(events, runId);
                });
    if (!isToldOtherwise) {
      return;
    }
    behind(waiting);
    tables
        .all()
        .forEach(
            (id, table) -> {
              Quarantine aside = quarantined.get(id);
              if (aside != null) {
                status.note(table.id().name(), row -> told(row, aside));
              }
            });
    write();
  }

  private TableStatus told(TableStatus row, Quarantine aside) {
    return aside.until().isPresent()
        ? row.waiting(aside.reason(), runId)
        : row.quarantined(aside.reason(), runId);
  }

  /** Notes how many events of all tables wait. */
  public void waiting(long events) {
    activity.waiting(events, clock.instant());
  }

  /** True if there is something that no status row says yet. */
  public boolean areWaiting() {
    return status.isWaiting();
  }

  /** Writes what is waiting. */
  public void write() {
    status.flush();
  }

  /** True if the table was put aside, and is tried again in this run. */
  public boolean comesBack(TableId id) {
    Quarantine found = quarantined.get(id);
    return found != null && found.until().isPresent();
  }

  public boolean isQuarantined(TableId id) {
    return quarantined.containsKey(id);
  }

  /** The tables to which nothing is applied for now. */
  public Set<TableId> quarantined() {
    return Set.copyOf(quarantined.keySet());
  }

  /** Puts a table aside: for a while if what has failed can pass, else for the rest of the run. */
  public void quarantine(CapturedTable table, Throwable failure) {
    try (TableLog about = TableLog.of(table.mapping().source())) {
      putAside(table, failure);
    }
  }

  private void putAside(CapturedTable table, Throwable failure) {
    TableId id = table.mapping().source();
    Optional<FirnException> known = Failures.operatorError(failure);
    String reason = LakeFailures.told(failure);
    Failing failing = failures.merge(id, Failing.now(), (before, now) -> before.again());
    boolean comesBack = LakeFailures.canPass(failure) && failing.lasts().compareTo(patience) < 0;
    Optional<Long> until =
        comesBack
            ? Optional.of(System.nanoTime() + COMING_BACK.pause(failing.times()).toNanos())
            : Optional.empty();
    ExitCode code =
        known
            .map(FirnException::exitCode)
            .orElse(LakeFailures.canPass(failure) ? ExitCode.UNAVAILABLE : ExitCode.BUG);
    Quarantine aside = new Quarantine(reason, code, until);
    quarantined.put(id, aside);
    status.note(table.id().name(), row -> told(row, aside));
    if (comesBack) {
      waits(id, LakeFailures.findOutage(failure), reason);
    } else if (code == ExitCode.BUG) {
      LOG.error("Quarantined {} until the next run, its ledger stays: {}", id, reason, failure);
    } else {
      LOG.error("Quarantined {} until the next run, its ledger stays: {}", id, reason);
      LOG.debug("Because of", failure);
    }
  }

  /** One line tells of all tables that wait for the same. */
  private void waits(TableId id, Optional<UnavailableException> outage, String reason) {
    if (outage.isPresent()) {
      outages.isAway(Outages.LAKE, String.valueOf(outage.get().getMessage()));
    } else if (outages.isOn()) {
      LOG.debug("{} waits, too: {}", id, reason);
    } else {
      outages.isAway(id.toString(), reason);
    }
  }

  /** Notes that the stream has come to where it wanted, if no table waits. */
  public void goesOn() {
    if (untilReadmission().isEmpty()) {
      outages.allIsBackBut(Outages.SOURCE);
    }
  }

  /** For how long the stream may go on before it begins again; empty if no table comes back. */
  public Optional<Duration> untilReadmission() {
    long now = System.nanoTime();
    return quarantined.values().stream()
        .flatMap(quarantine -> quarantine.until().stream())
        .map(until -> Duration.ofNanos(until - now))
        .min(Duration::compareTo);
  }

  /**
   * Lets all tables try again that can; to be called when the stream begins at the ledgers.
   *
   * @return those tables
   */
  Set<TableId> readmit() {
    Set<TableId> back =
        quarantined.entrySet().stream()
            .filter(entry -> entry.getValue().until().isPresent())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    quarantined.keySet().removeAll(back);
    Metrics.ofProcess().add(Metric.RETRIES, back.size(), "table");
    return back;
  }

  /** True if there were tables, and none of them goes on in this run. */
  public boolean areOver() {
    Set<TableId> all = tables.ids();
    return !all.isEmpty()
        && all.stream()
            .allMatch(
                id -> {
                  Quarantine found = quarantined.get(id);
                  return found != null && found.until().isEmpty();
                });
  }

  /** Says at the end of each table that is not where the stream is, and why. */
  public void say() {
    notFollowed().forEach((id, reason) -> LOG.warn("{} is not followed: {}", id, reason));
  }

  /** How many events were applied to the tables that had some in this run. */
  public Map<LakeTableId, Long> eventsByTable() {
    Map<LakeTableId, Long> events = new LinkedHashMap<>();
    applied.forEach((id, count) -> events.put(tables.of(id).id(), count));
    return events;
  }

  /** What the result of a run says of the tables that its stream takes. */
  public List<Map<String, Object>> describe() {
    return tables.ids().stream()
        .sorted(Comparator.comparing(TableId::toString))
        .map(this::describe)
        .toList();
  }

  private Map<String, Object> describe(TableId id) {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("table", id.toString());
    table.put("status", isQuarantined(id) ? "quarantined" : "followed");
    table.put("events", applied.getOrDefault(id, 0L));
    return table;
  }

  /** Why tables are not where the stream is: what failed, and what was never taken. */
  public Map<TableId, String> notFollowed() {
    Map<TableId, String> all = new TreeMap<>(Comparator.comparing(TableId::toString));
    all.putAll(tables.reasons());
    quarantined.forEach((id, quarantine) -> all.put(id, quarantine.reason()));
    return all;
  }

  /** How the run ends, as far as its tables decide it. */
  public ExitCode exitCode() {
    if (quarantined.isEmpty()) {
      return ExitCode.OK;
    }
    Map<TableId, Quarantine> failed = new HashMap<>(quarantined);
    Set<ExitCode> codes =
        failed.values().stream()
            .map(Quarantine::code)
            .collect(Collectors.toCollection(HashSet::new));
    boolean isOne = codes.size() == 1;
    if (isOne && (codes.contains(ExitCode.DRIFT) || codes.contains(ExitCode.DATA_GAP))) {
      return codes.iterator().next();
    }
    if (!failed.keySet().containsAll(tables.ids())) {
      return ExitCode.PARTIAL;
    }
    return isOne && codes.contains(ExitCode.UNAVAILABLE) ? ExitCode.UNAVAILABLE : ExitCode.FAILED;
  }
}
