package dev.firn.cdc;

import dev.firn.cdc.DeadLetterCommand.Action;
import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.replay.DeadLetterJob;
import dev.firn.cdc.replay.DeadLetterReplay;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.files.Directory;
import dev.firn.job.DriverJvm;
import dev.firn.job.SparkSessions;
import dev.firn.lake.LakeTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What the dead letters command does once Spark is there. */
final class DeadLetterSession {

  private final SourceConfig source;
  private final @Nullable KafkaClusterConfig kafka;
  private final Directory home;
  private final PrintWriter out;

  /**
   * @param kafka where events are read again; null if no action needs it
   */
  DeadLetterSession(
      SourceConfig source, @Nullable KafkaClusterConfig kafka, Directory home, PrintWriter out) {
    this.source = source;
    this.kafka = kafka;
    this.home = home;
    this.out = out;
  }

  ExitCode run(Action action, DeadLetterJob.Selection selection) throws IOException {
    DriverJvm.requireArrow();
    try (SparkSession spark =
        SparkSessions.start("firn dlq " + source.name(), source.namespace().catalog(), home)) {
      LakeTables lake = LakeTables.open(spark, source.namespace().catalog());
      DeadLetterJob job = new DeadLetterJob(lake, source, out, Clock.systemUTC());
      ExitCode code =
          switch (action) {
            case LIST -> job.list(selection);
            case SHOW -> job.show(selection);
            case DISCARD -> job.discard(selection);
            case REMOVE -> job.remove(selection);
            case RETRY -> retry(job, selection, spark, lake);
          };
      out.flush();
      return code;
    }
  }

  private ExitCode retry(
      DeadLetterJob job, DeadLetterJob.Selection selection, SparkSession spark, LakeTables lake) {
    try (KafkaReplay replay = KafkaReplay.connect(Objects.requireNonNull(kafka))) {
      return job.retry(
          selection, () -> DeadLetterReplay.of(spark, lake, source, replay, Clock.systemUTC()));
    }
  }
}
