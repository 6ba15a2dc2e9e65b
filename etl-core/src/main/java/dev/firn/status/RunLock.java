package dev.firn.status;

import dev.firn.error.FencedException;
import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one load of a source run at a time, by a row in {@code _cdc_locks} that its holder renews.
 *
 * <p>It keeps two loads from doing the same work. What they publish is safe without it. A lock
 * passes on when its holder has not renewed it for {@value #STALE_SECONDS} s, or at once when the
 * holder was a process of this machine that is gone.
 */
public final class RunLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
  private static final String TABLE = "_cdc_locks";
  private static final int STALE_SECONDS = 120;
  private static final int RENEW_SECONDS = 30;
  private static final StructType SCHEMA =
      new StructType()
          .add("source", DataTypes.StringType)
          .add("run_id", DataTypes.StringType)
          .add("host", DataTypes.StringType)
          .add("process_id", DataTypes.LongType)
          .add("acquired_at", DataTypes.TimestampType)
          .add("renewed_at", DataTypes.TimestampType);

  private final ControlTable table;
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
      Instant renewedAt) {

    static Holder fromRow(Object[] row) {
      return new Holder(
          (String) row[0],
          (String) row[1],
          (String) row[2],
          (Long) row[3],
          ((OffsetDateTime) row[4]).toInstant(),
          ((OffsetDateTime) row[5]).toInstant());
    }

    Object[] toRow(Instant renewed) {
      return new Object[] {
        source,
        runId,
        host,
        processId,
        acquiredAt.atOffset(ZoneOffset.UTC),
        renewed.atOffset(ZoneOffset.UTC)
      };
    }

    boolean isGone(Instant now, String thisHost) {
      boolean silent = Duration.between(renewedAt, now).toSeconds() > STALE_SECONDS;
      boolean dead = host.equals(thisHost) && ProcessHandle.of(processId).isEmpty();
      return silent || dead;
    }
  }

  private RunLock(ControlTable table, Holder holder, Clock clock) {
    this.table = table;
    this.holder = holder;
    this.clock = clock;
  }

  /**
   * Takes the lock of a source.
   *
   * @throws FencedException naming the holder, if another run has it
   */
  public static RunLock acquire(
      LakeTables lake, SourceNamespace namespace, String source, String runId, Clock clock) {
    ControlTable table = lake.controlTable(namespace.table(TABLE), SCHEMA);
    Instant now = clock.instant();
    String host = hostName();
    Holder holder = new Holder(source, runId, host, ProcessHandle.current().pid(), now, now);
    table.update(
        rows -> {
          List<Object[]> next = new ArrayList<>();
          for (Object[] row : rows) {
            Holder other = Holder.fromRow(row);
            if (!other.source().equals(source)) {
              next.add(row);
            } else if (!other.isGone(now, host)) {
              throw locked(other, now);
            }
          }
          next.add(holder.toRow(now));
          return next;
        });
    RunLock lock = new RunLock(table, holder, clock);
    lock.renewing.scheduleWithFixedDelay(
        lock::renew, RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
    return lock;
  }

  private static FencedException locked(Holder other, Instant now) {
    return new FencedException(
        "Cannot load source "
            + other.source()
            + ": run "
            + other.runId()
            + " on "
            + other.host()
            + " (process "
            + other.processId()
            + ") is loading it since "
            + Duration.between(other.acquiredAt(), now).toSeconds()
            + " s. Wait for it, or stop it; a run that is gone gives the lock up after "
            + STALE_SECONDS
            + " s.");
  }

  private void renew() {
    try {
      table.update(rows -> withoutOurs(rows, true));
    } catch (RuntimeException e) {
      LOG.warn("Could not renew the lock of source {}: {}", holder.source(), e.toString());
    }
  }

  private List<Object[]> withoutOurs(List<Object[]> rows, boolean renewed) {
    List<Object[]> next = new ArrayList<>();
    for (Object[] row : rows) {
      Holder found = Holder.fromRow(row);
      if (!found.runId().equals(holder.runId())) {
        next.add(row);
      } else if (renewed) {
        next.add(holder.toRow(clock.instant()));
      }
    }
    return next;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  @Override
  public void close() {
    renewing.shutdownNow();
    try {
      table.update(rows -> withoutOurs(rows, false));
    } catch (RuntimeException e) {
      LOG.warn("Could not give up the lock of source {}: {}", holder.source(), e.toString());
    }
  }
}
