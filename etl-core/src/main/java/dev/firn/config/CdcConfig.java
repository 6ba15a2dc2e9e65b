package dev.firn.config;

import java.time.Duration;

/** How the changes of a source are applied. */
public record CdcConfig(
    Duration triggerInterval, int batchSize, String checkpointDirectory, int tablesAtOnce) {

  static final Option<Duration> TRIGGER_INTERVAL =
      Option.optional(
          "trigger_interval",
          ValueType.DURATION,
          "10s",
          "Time between the starts of two micro-batches.");

  static final Option<Integer> BATCH_SIZE =
      Option.integer("batch_size", 1000, 1, "Kafka events per micro-batch, over all topics.");

  static final Option<String> CHECKPOINT_DIRECTORY =
      Option.optional(
          "checkpoint_directory",
          ValueType.TEXT,
          "checkpoints",
          "Where Spark keeps its streaming checkpoints: a path, relative to FIRN_HOME, or a URI.");

  static final Option<Integer> TABLES_AT_ONCE =
      Option.integer("tables_at_once", 4, 1, "Tables to which changes are applied at once.");

  static final Section SECTION =
      Section.optional(
          "cdc",
          "How changes are applied.",
          TRIGGER_INTERVAL,
          BATCH_SIZE,
          CHECKPOINT_DIRECTORY,
          TABLES_AT_ONCE);

  static CdcConfig of(Values cdc) {
    return new CdcConfig(
        cdc.value(TRIGGER_INTERVAL),
        cdc.value(BATCH_SIZE),
        cdc.value(CHECKPOINT_DIRECTORY),
        cdc.value(TABLES_AT_ONCE));
  }

  public CdcConfig withBatchSize(int events) {
    return new CdcConfig(triggerInterval, events, checkpointDirectory, tablesAtOnce);
  }
}
