package dev.firn.status;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.number;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.error.CoreErrors;
import dev.firn.error.FencedException;
import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import dev.firn.retry.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one load of a source run at a time, by a row in {@code _cdc_locks} that its holder renews.
 *
 * <p>It keeps two loads from doing the same work. What they publish is safe without it. A lock
 * passes on when its holder has not renewed it for {@value #STALE_SECONDS} s, and does not renew it
 * either while it is watched for {@value #WATCH_SECONDS} s, because clocks of two machines may
 * differ; or at once when the holder was a process of this machine that is gone.
 */
public final class RunLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
  private static final String TABLE = "_cdc_locks";
  private static final int STALE_SECONDS = 120;
  private static final int RENEW_SECONDS = 30;
  private static final int WATCH_SECONDS = 45;

  private final ControlTable<Holder> table;
  private final Holder holder;
  private final Clock clock;
  private final ScheduledExecutorService renewing =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "run-lock");
            thread.setDaemon(true);
            return thread;
          });

  /** Who holds the lock of a source. */
  record Holder(
      String source,
      String runId,
      String host,
      long processId,
      Instant acquiredAt,
      Instant renewedAt,
      @Nullable String processSpace) {

    private static final ControlColumn<Holder, String> SOURCE = text("source", Holder::source);
    private static final ControlColumn<Holder, String> RUN_ID = text("run_id", Holder::runId);
    private static final ControlColumn<Holder, String> HOST = text("host", Holder::host);
    private static final ControlColumn<Holder, Long> PROCESS_ID =
        number("process_id", Holder::processId);
    private static final ControlColumn<Holder, Instant> ACQUIRED_AT =
        instant("acquired_at", Holder::acquiredAt);
    private static final ControlColumn<Holder, Instant> RENEWED_AT =
        instant("renewed_at", Holder::renewedAt);

    private static final ControlColumn<Holder, String> PROCESS_SPACE =
        text("process_space", Holder::processSpace);

    static final ControlRows<Holder> ROWS =
        ControlRows.of(
            Holder::read, SOURCE, RUN_ID, HOST, PROCESS_ID, ACQUIRED_AT, RENEWED_AT, PROCESS_SPACE);

    /** This process, for a run. */
    static Holder ofThisProcess(String source, String runId, Instant now) {
      return new Holder(
          source,
          runId,
          ThisMachine.hostName(),
          ProcessHandle.current().pid(),
          now,
          now,
          ThisMachine.processSpace());
    }

    private static Holder read(ControlRow row) {
      return new Holder(
          row.get(SOURCE),
          row.get(RUN_ID),
          row.get(HOST),
          row.get(PROCESS_ID),
          row.get(ACQUIRED_AT),
          row.get(RENEWED_AT),
          row.find(PROCESS_SPACE));
    }

    Holder renewed(Instant at) {
      return new Holder(source, runId, host, processId, acquiredAt, at, processSpace);
    }

    /** As people know it. */
    String sayHolder() {
      return "%s on %s (process %d)".formatted(runId, host, processId);
    }

    /** True if it is known to have ended; a host's name alone tells no container from another. */
    boolean hasEnded() {
      return processSpace != null
          && processSpace.equals(ThisMachine.processSpace())
          && host.equals(ThisMachine.hostName())
          && ProcessHandle.of(processId).isEmpty();
    }

    /** True if it has not renewed the lock for long, or has a clock that tells nothing. */
    boolean seemsSilent(Instant now) {
      return Duration.between(renewedAt, now).abs().toSeconds() > STALE_SECONDS;
    }
  }

  private RunLock(ControlTable<Holder> table, Holder holder, Clock clock) {
    this.table = table;
    this.holder = holder;
    this.clock = clock;
  }

  /**
   * Who has the lock of a source.
   *
   * @param holder as people know it
   * @param isSilent true if the next run takes the lock over
   */
  public record Held(String holder, boolean isSilent) {}

  /** Who has the lock of a source, as far as anybody does. */
  public static List<Held> find(
      LakeTables lake, SourceNamespace namespace, String source, Clock clock) {
    return lake.findControlTable(namespace.table(TABLE), Holder.ROWS).stream()
        .flatMap(table -> table.rows().stream())
        .filter(other -> other.source().equals(source))
        .map(
            other ->
                new Held(other.sayHolder(), other.hasEnded() || other.seemsSilent(clock.instant())))
        .toList();
  }

  /**
   * Takes the lock of a source.
   *
   * @throws FencedException naming the holder, if another run has it
   */
  public static RunLock acquire(
      LakeTables lake, SourceNamespace namespace, String source, String runId, Clock clock) {
    return acquire(
        lake.controlTable(namespace.table(TABLE), Holder.ROWS),
        Holder.ofThisProcess(source, runId, clock.instant()),
        clock,
        () -> Pause.of(Duration.ofSeconds(WATCH_SECONDS)));
  }

  /**
   * @param watching waits as long as a holder that is there needs at most to renew its lock
   */
  static RunLock acquire(
      ControlTable<Holder> table, Holder holder, Clock clock, Runnable watching) {
    Optional<Holder> silent =
        table.rows().stream()
            .filter(other -> isInTheWay(other, holder))
            .filter(other -> other.seemsSilent(clock.instant()))
            .findFirst();
    silent.ifPresent(
        other -> {
          LOG.info(
              "Run {} has not renewed the lock of source {} for long; watching for {} s if it does",
              other.runId(),
              other.source(),
              WATCH_SECONDS);
          watching.run();
        });
    table.update(
        rows -> {
          List<Holder> next = new ArrayList<>();
          for (Holder other : rows) {
            if (!other.source().equals(holder.source())) {
              next.add(other);
            } else if (isInTheWay(other, holder) && !silent.equals(Optional.of(other))) {
              throw locked(other, clock.instant());
            }
          }
          next.add(holder);
          return next;
        });
    RunLock lock = new RunLock(table, holder, clock);
    lock.renewing.scheduleWithFixedDelay(
        lock::renew, RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
    return lock;
  }

  private static boolean isInTheWay(Holder other, Holder holder) {
    return other.source().equals(holder.source())
        && !other.runId().equals(holder.runId())
        && !other.hasEnded();
  }

  private static FencedException locked(Holder other, Instant now) {
    return CoreErrors.sourceIsLocked(
        other.source(),
        other.sayHolder(),
        Duration.between(other.acquiredAt(), now).toSeconds(),
        STALE_SECONDS);
  }

  private void renew() {
    try {
      table.update(
          rows ->
              rows.stream()
                  .map(found -> isOurs(found) ? holder.renewed(clock.instant()) : found)
                  .toList());
    } catch (RuntimeException e) {
      LOG.warn("Could not renew the lock of source {}: {}", holder.source(), e.toString());
    }
  }

  private boolean isOurs(Holder found) {
    return found.runId().equals(holder.runId());
  }

  /** One that is interrupted within its commit would be warned of, and might be made. */
  private void awaitRenewal() {
    renewing.shutdown();
    try {
      if (!renewing.awaitTermination(RENEW_SECONDS, TimeUnit.SECONDS)) {
        renewing.shutdownNow();
      }
    } catch (InterruptedException e) {
      renewing.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    awaitRenewal();
    try {
      table.update(rows -> rows.stream().filter(found -> !isOurs(found)).toList());
    } catch (RuntimeException e) {
      LOG.warn("Could not give up the lock of source {}: {}", holder.source(), e.toString());
    }
  }
}
