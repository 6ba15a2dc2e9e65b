package dev.firn.lineage;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.LineageConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.CoreErrors;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.Secrets;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.source.DatabaseKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a lineage backend that a run begins, goes on and ends, and what it moves, if the source is
 * configured so. Everything is sent by a thread of its own, and that it cannot be sent is logged
 * once: a backend that is away or slow keeps no run from its work, nor from its end for long.
 */
public final class Lineage implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lineage.class);

  /** Longer than that no run waits at its end. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(15);

  private static final Duration RUNNING_EVERY = Duration.ofMinutes(10);

  private static final Lineage NOTHING = new Lineage(null);

  /** How far a run is; not the client's word for it, which is not always there. */
  enum Phase {
    START,
    RUNNING,
    COMPLETE,
    FAIL
  }

  /** What is needed to tell anything. */
  private record Telling(
      LineageSender sender,
      LineageEvents events,
      LakeTables lake,
      Clock clock,
      ScheduledExecutorService thread) {}

  private final @Nullable Telling telling;
  private boolean isBroken;

  private Lineage(@Nullable Telling telling) {
    this.telling = telling;
  }

  /**
   * Tells that a run begins.
   *
   * @param command as it is typed
   * @param kafka where a stream reads; null for others
   * @throws dev.firn.error.ConfigException if the client is not on the class path
   */
  public static Lineage begin(
      SourceConfig source,
      String command,
      @Nullable KafkaClusterConfig kafka,
      LakeTables lake,
      Clock clock) {
    LineageConfig config = source.lineage();
    if (config.transport() == LineageConfig.Transport.NONE) {
      return NOTHING;
    }
    try {
      LineageRun run =
          new LineageRun(
              UUID.randomUUID(),
              config.jobNamespace(),
              command,
              source.name(),
              place(source),
              kafka == null ? null : kafka.bootstrapServers().split(",", 2)[0].strip(),
              source.topicPrefix());
      Lineage lineage =
          new Lineage(
              new Telling(
                  new LineageSender(config),
                  new LineageEvents(run, org.apache.spark.package$.MODULE$.SPARK_VERSION()),
                  lake,
                  clock,
                  Executors.newSingleThreadScheduledExecutor(
                      task -> {
                        Thread thread = new Thread(task, "lineage");
                        thread.setDaemon(true);
                        return thread;
                      })));
      lineage.tell(Phase.START, List::of, null);
      return lineage;
    } catch (LinkageError e) {
      throw CoreErrors.lineageClientIsMissing(source.name(), e);
    }
  }

  private static LineageRun.SourcePlace place(SourceConfig source) {
    String host = source.connection().host();
    return new LineageRun.SourcePlace(
        "%s://%s:%d"
            .formatted(
                DatabaseKind.of(source.databaseType()).lineageScheme(),
                host.isEmpty() ? source.connection().database() : host,
                source.connection().port()),
        source.connection().database());
  }

  /**
   * Tells now and then what the run has moved up to now.
   *
   * @param flows asked each time
   */
  public void goesOn(Supplier<List<Flow>> flows) {
    Telling to = telling;
    if (to != null) {
      to.thread()
          .scheduleAtFixedRate(
              () -> send(to, Phase.RUNNING, flows, null),
              RUNNING_EVERY.toSeconds(),
              RUNNING_EVERY.toSeconds(),
              TimeUnit.SECONDS);
    }
  }

  /** Tells that the run has come to an end, and what it has moved. */
  public void ended(ExitCode code, Supplier<List<Flow>> flows) {
    boolean isComplete = code == ExitCode.OK || code == ExitCode.MISMATCH;
    tell(
        isComplete ? Phase.COMPLETE : Phase.FAIL,
        flows,
        isComplete ? null : "exit code " + code.code() + ", " + code.meaning());
  }

  /** Tells that it has failed, and what it has moved before. */
  public void failed(Throwable failure, Supplier<List<Flow>> flows) {
    String reason =
        Failures.operatorError(failure)
            .map(known -> String.valueOf(known.getMessage()))
            .orElseGet(() -> Failures.reason(failure));
    tell(Phase.FAIL, flows, Secrets.without(reason));
  }

  private void tell(Phase phase, Supplier<List<Flow>> flows, @Nullable String problem) {
    Telling to = telling;
    if (to != null) {
      to.thread().execute(() -> send(to, phase, flows, problem));
    }
  }

  private void send(Telling to, Phase phase, Supplier<List<Flow>> flows, @Nullable String problem) {
    try {
      Instant now = to.clock().instant();
      List<Moved> moved = moved(to.lake(), flows.get());
      to.sender().send(to.events().event(phase, now, moved, problem));
      isBroken = false;
    } catch (RuntimeException | LinkageError e) {
      if (!isBroken) {
        LOG.warn(
            "Cannot tell the lineage of this run: {}. The run itself goes on.", Failures.reason(e));
      }
      isBroken = true;
    }
  }

  /** Without tables that the lake does not have, or that are not Firn's. */
  private static List<Moved> moved(LakeTables lake, List<Flow> flows) {
    Map<LakeTableId, LakeTable> tables = lake.findAll(flows.stream().map(Flow::table).toList());
    List<Moved> moved = new ArrayList<>();
    for (Flow flow : flows) {
      LakeTable table = tables.get(flow.table());
      if (table != null) {
        table
            .state()
            .findContract()
            .ifPresent(contract -> moved.add(new Moved(flow, table.location(), contract)));
      }
    }
    return moved;
  }

  @Override
  public void close() {
    Telling to = telling;
    if (to == null) {
      return;
    }
    to.thread().shutdown();
    try {
      if (!to.thread().awaitTermination(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("Cannot tell the lineage of this run: it takes too long. The run has ended.");
        to.thread().shutdownNow();
      }
      to.sender().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.debug("The client of lineage does not close", e);
    }
  }
}
