package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.job.StopSignal;
import dev.firn.lake.LakeTable;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.pace.ByteRate;
import dev.firn.retry.Pause;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.schema.Routes;
import dev.firn.source.ReadSession;
import dev.firn.source.range.KeyRange;
import dev.firn.source.range.KeyRanges;
import dev.firn.validate.check.Findings;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.report.CheckProgress;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.report.ValidationTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares all tables again and again, those first that were found equal longest ago. A large one
 * is compared range by range of its keys, each at an instant of its own, so that the source need
 * not keep one for as long as the whole table takes.
 */
final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Tables that have nothing take time, too. */
  private static final long LEAST_BYTES = 64 << 10;

  /** One connection at a time is what the source is asked for. */
  private static final int SPLITS = 1;

  private static final RetryPolicy OUTAGES =
      new RetryPolicy(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(30));

  private final Validation validation;
  private final Tempo tempo;
  private final StopSignal stop;
  private final ValidationTable kept;
  private final Consumer<ValidationReport> told;
  private final Map<TableId, String> unfollowed = new HashMap<>();
  private final Map<String, Instant> proven;
  private final Map<String, TableVerdict> verdicts = new TreeMap<>();
  private String position = "";

  /**
   * How fast it goes.
   *
   * @param within in what time every table is compared once; zero for as fast as it goes
   * @param rounds after how many it ends; 0 for none
   * @param rowsPerRange more of a table are not compared at one instant
   */
  record Tempo(Duration within, int rounds, long rowsPerRange) {

    static final long ROWS_PER_RANGE = 1_000_000;
  }

  /**
   * @param told is told of each table once it was compared
   */
  Watch(Validation validation, Tempo tempo, StopSignal stop, Consumer<ValidationReport> told) {
    this.validation = validation;
    this.tempo = tempo;
    this.stop = stop;
    this.told = told;
    this.kept = new ValidationTable(validation.lake(), validation.source().namespace());
    this.proven = new HashMap<>(kept.lastEqual());
  }

  /** Why changes of tables that were looked at do not come. */
  Map<TableId, String> unfollowed() {
    return unfollowed;
  }

  /** What was found last of each table, once it was to stop. */
  ValidationReport run() {
    int round = 0;
    while (!stop.isRequested() && (tempo.rounds() == 0 || round < tempo.rounds())) {
      List<TableSchema> tables = retried("look for tables", this::oldestFirst);
      if (tables.isEmpty() && round == 0) {
        throw ValidationErrors.nothingIsSelected(
            validation.source().name(), validation.source().connection().schema());
      }
      compareAll(tables);
      round++;
      if (tables.isEmpty()) {
        pauseUntil(validation.clock().instant().plus(OUTAGES.maxPause()));
      }
    }
    return report(List.copyOf(verdicts.values()));
  }

  private ValidationReport report(List<TableVerdict> of) {
    return new ValidationReport(
        validation.source().name(), validation.request().level(), position, of);
  }

  private List<TableSchema> oldestFirst() {
    TableScope scope = validation.request().scope();
    List<TableSchema> found = validation.database().discoverAll(scope.like());
    List<TableSchema> wanted = scope.among(found, validation.source());
    verdicts.keySet().retainAll(wanted.stream().map(table -> table.id().name()).toList());
    unfollowed.clear();
    unfollowed.putAll(validation.database().findObstacles(wanted).unfollowed());
    return wanted.stream()
        .sorted(
            Comparator.comparing(
                (TableSchema table) -> proven.getOrDefault(table.id().name(), Instant.EPOCH)))
        .toList();
  }

  private void compareAll(List<TableSchema> tables) {
    Instant start = validation.clock().instant();
    long all = tables.stream().mapToLong(Watch::effort).sum();
    long done = 0;
    Duration took = Duration.ZERO;
    for (TableSchema table : tables) {
      if (stop.isRequested()) {
        return;
      }
      Due due = new Due(start, all, done, table);
      Optional<TableVerdict> verdict = compared(table, due);
      if (verdict.isEmpty()) {
        return;
      }
      tell(verdict.get());
      done += effort(table);
      took = Duration.between(start, validation.clock().instant());
      pauseUntil(due.end());
    }
    warnIfLate(took);
  }

  private void tell(TableVerdict verdict) {
    Instant now = validation.clock().instant();
    verdicts.put(verdict.table(), verdict);
    if (verdict.verdict() == TableVerdict.Verdict.EQUAL) {
      proven.put(verdict.table(), now);
    }
    ValidationReport report = report(List.of(verdict));
    kept.replace(validation.run(), now, report);
    told.accept(report);
  }

  /**
   * @param took without the pause at the end
   */
  private void warnIfLate(Duration took) {
    if (!tempo.within().isZero() && took.compareTo(tempo.within()) > 0) {
      LOG.warn(
          "All tables were compared in {} s, not within {} s as was asked for",
          took.toSeconds(),
          tempo.within().toSeconds());
    }
  }

  /** When a part of a table should have been compared, if all are to take the same pace. */
  private final class Due {
    private final Instant start;
    private final long all;
    private final long before;
    private final TableSchema table;
    private long rows;

    Due(Instant start, long all, long before, TableSchema table) {
      this.start = start;
      this.all = all;
      this.before = before;
      this.table = table;
    }

    void compared(long more) {
      rows += Math.max(0, more);
    }

    /** For the rows that were compared up to now. */
    Instant now() {
      double part = Math.min(1, (double) rows / Math.max(1, table.estimatedRows()));
      return at(before + (long) (part * effort(table)));
    }

    Instant end() {
      return at(before + effort(table));
    }

    private Instant at(long done) {
      return start.plusMillis(Math.round(tempo.within().toMillis() * ((double) done / all)));
    }
  }

  private static long effort(TableSchema table) {
    return Math.max(LEAST_BYTES, table.bytes());
  }

  /** Empty if it was to stop in the middle of the table. */
  private Optional<TableVerdict> compared(TableSchema table, Due due) {
    Instant start = validation.clock().instant();
    Findings found = Findings.NONE;
    TableVerdict last;
    String after = null;
    do {
      String from = after;
      Step step = retried("compare " + table.id(), () -> compared(table, from));
      last = step.verdict();
      found = after == null ? last.findings() : found.andOfOtherRows(last.findings());
      after = step.upTo();
      due.compared(last.findings().sourceRows());
      if (after != null) {
        pauseUntil(due.now());
      }
    } while (after != null && !stop.isRequested());
    return after == null
        ? Optional.of(last.with(found).between(start, validation.clock().instant()))
        : Optional.empty();
  }

  /**
   * A range of a table that was compared.
   *
   * @param upTo where the next one begins; null if there is none
   */
  private record Step(TableVerdict verdict, @Nullable String upTo) {}

  private Step compared(TableSchema wanted, @Nullable String after) {
    try (ReadSession session = validation.database().openReadSession(List.of(wanted))) {
      session.limitTo(
          ByteRate.of(validation.run(), validation.source().bulkLoad().maxBytesPerSecond()));
      List<TableSchema> held = validation.asTheyAre(List.of(wanted));
      LakeSide lakeSide = lakeSide(wanted.id());
      KeyRange range = range(session, lakeSide, held, after);
      TableChecks checks =
          validation.checks(session, unfollowed, new TableChecks.Part(range, SPLITS));
      TableVerdict verdict =
          new TableVerdicts(checks, lakeSide, progress(wanted), validation.clock())
              .of(List.of(wanted), held)
              .get(0);
      position = session.readPoint().position().text();
      return new Step(verdict, range.upTo());
    }
  }

  private static CheckProgress progress(TableSchema table) {
    return new CheckProgress(1, table.bytes(), System.err, false);
  }

  private LakeSide lakeSide(TableId table) {
    SourceConfig source = validation.source();
    return new LakeSide(
        source,
        validation
            .lake()
            .findAll(List.of(Routes.of(table, source.namespace(), source.topicPrefix()).target())));
  }

  /** All of the table, unless its contract and the source know how it is cut. */
  private KeyRange range(
      ReadSession session, LakeSide lakeSide, List<TableSchema> held, @Nullable String after) {
    if (held.isEmpty()) {
      return KeyRange.ALL;
    }
    TableId table = held.get(0).id();
    Optional<LakeTable> found = lakeSide.find(table);
    Optional<KeyRanges> ranges =
        found
            .flatMap(lakeTable -> lakeTable.state().findContract())
            .filter(contract -> contract.source().equals(table))
            .flatMap(session::keyRanges);
    return ranges
        .map(by -> new KeyRange(after, by.end(after, tempo.rowsPerRange()).orElse(null)))
        .orElse(new KeyRange(after, null));
  }

  private <T> T retried(String what, Supplier<T> work) {
    return new Retry(OUTAGES)
        .judging(LakeFailures::canPass)
        .whileTrue(() -> !stop.isRequested())
        .forAtLeast(validation.source().outageTimeout())
        .run(what, attempt -> work.get());
  }

  private void pauseUntil(Instant due) {
    while (!stop.isRequested() && validation.clock().instant().isBefore(due)) {
      Pause.of(LOOK);
    }
  }
}
