package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.shape.ShapePolicy;
import java.time.Duration;

/** How the changes of a source are applied. */
public record CdcConfig(
    Duration triggerInterval,
    int batchSize,
    long maxBatchBytes,
    String checkpointDirectory,
    int tablesAtOnce,
    int deadLetterLimit,
    boolean trustsConnector,
    ChangePolicy policy) {

  /** With everything else as it is where nothing is said. */
  public CdcConfig(
      Duration triggerInterval, int batchSize, String checkpointDirectory, int tablesAtOnce) {
    this(
        triggerInterval,
        batchSize,
        MAX_BATCH_BYTES.findDefault().orElseThrow(),
        checkpointDirectory,
        tablesAtOnce,
        DEAD_LETTER_LIMIT.findDefault().orElseThrow(),
        false,
        ChangePolicy.defaults());
  }

  static final Option<Duration> TRIGGER_INTERVAL =
      Option.optional(
          "trigger_interval",
          ValueType.DURATION,
          "10s",
          "Time between the starts of two micro-batches.");

  static final Option<Integer> BATCH_SIZE =
      Option.integer("batch_size", 1000, 1, "Kafka events per micro-batch, over all topics.");

  static final Option<Long> MAX_BATCH_BYTES =
      Option.optional(
          "max_batch_bytes",
          ValueType.longInteger(1),
          Long.toString(64L << 20),
          "Bytes of decoded changes that are applied at once, in a few times as much memory of the"
              + " driver; a micro-batch that has more is applied in parts. As many again may be read"
              + " ahead.");

  static final Option<String> CHECKPOINT_DIRECTORY =
      Option.optional(
          "checkpoint_directory",
          ValueType.TEXT,
          "checkpoints",
          "Where Spark keeps its streaming checkpoints: a path, relative to FIRN_HOME, or a URI.");

  static final Option<Integer> TABLES_AT_ONCE =
      Option.integer("tables_at_once", 4, 1, "Tables to which changes are applied at once.");

  static final Option<Integer> DEAD_LETTER_LIMIT =
      Option.integer(
          "dead_letter_limit",
          1000,
          0,
          "Open dead letters of the source beyond which its stream stops; 0 tolerates none.");

  static final Option<Boolean> TRUST_CONNECTOR =
      Option.optional(
          "trust_connector",
          ValueType.BOOLEAN,
          "false",
          "Your word that the source's connector, which is not the one of firn bulk-load, has the"
              + " settings that docs/CONNECTORS.md demands. Without it, events that do not prove"
              + " that are not applied.");

  static final Section SECTION =
      Section.optional(
              "cdc",
              "How changes are applied.",
              TRIGGER_INTERVAL,
              BATCH_SIZE,
              MAX_BATCH_BYTES,
              CHECKPOINT_DIRECTORY,
              TABLES_AT_ONCE,
              DEAD_LETTER_LIMIT,
              TRUST_CONNECTOR,
              ShapePolicy.SHAPES,
              ChangePolicy.DELETE_MODE,
              ChangePolicy.TRUNCATE_MODE,
              ChangePolicy.KEYLESS_TABLES,
              ChangePolicy.METADATA_COLUMNS)
          .with(ShapePolicy.HISTORY, ChangePolicy.DRIFT_SECTION);

  static CdcConfig of(Values cdc) {
    return new CdcConfig(
        cdc.value(TRIGGER_INTERVAL),
        cdc.value(BATCH_SIZE),
        cdc.value(MAX_BATCH_BYTES),
        cdc.value(CHECKPOINT_DIRECTORY),
        cdc.value(TABLES_AT_ONCE),
        cdc.value(DEAD_LETTER_LIMIT),
        cdc.value(TRUST_CONNECTOR),
        ChangePolicy.of(cdc));
  }
}
