package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.model.RelationKind;
import java.util.List;

/**
 * How the tables of a source are loaded.
 *
 * @param tables how each of them is, if nothing else is said of it
 * @param retryBackoff retry n waits this many seconds to the power of n
 * @param alsoLoaded what is loaded beside tables, although its changes cannot be captured
 * @param capturesChanges false to load and set up nothing at the source by which changes come
 * @param maxBytesPerSecond that all readers of a run together take; 0 for as many as come
 */
public record BulkLoadConfig(
    TableLoad tables,
    int tablesAtOnce,
    boolean resume,
    int maxRetries,
    double retryBackoff,
    long largeTableThreshold,
    List<RelationKind> alsoLoaded,
    boolean capturesChanges,
    long maxBytesPerSecond) {

  static final Option<Integer> TABLES_AT_ONCE =
      Option.integer("parallel_workers", 4, 1, "Tables that are loaded at once.")
          .alsoKnownAs("tables_at_once");

  static final Option<Boolean> RESUME =
      Option.optional(
          "checkpoint_enabled",
          ValueType.BOOLEAN,
          "true",
          "Resume: the next run leaves out the tables that are complete.");

  static final Option<Integer> MAX_RETRIES =
      Option.integer("max_retries", 3, 0, "Further attempts after a failure that can pass.");

  static final Option<Double> RETRY_BACKOFF =
      Option.optional(
          "retry_backoff",
          ValueType.number(1),
          "2",
          "Exponential backoff: retry n waits this many seconds to the power of n, at most 5 min.");

  static final Option<Long> LARGE_TABLE_THRESHOLD =
      Option.optional(
          "large_table_threshold",
          ValueType.longInteger(0),
          "100000",
          "Rows from which a table counts as large: smaller ones share Spark tasks, many to a task.");

  static final Option<List<RelationKind>> ALSO_LOADED =
      Option.optional(
          "also_load",
          ValueType.RELATION_KINDS,
          "none",
          "What is loaded beside tables, although its changes cannot be captured; it is read again"
              + " only by --no-resume.");

  static final Option<Boolean> CAPTURE_CHANGES =
      Option.optional(
          "capture_changes",
          ValueType.BOOLEAN,
          "true",
          "Set up at the source that changes come after the load. false only reads: from a standby,"
              + " with wal_level replica, or with no more rights than to select; the tables are not"
              + " followed.");

  static final Option<Long> MAX_BYTES_PER_SECOND =
      Option.derived(
          "max_bytes_per_second",
          ValueType.longInteger(1),
          "as many as come",
          "Bytes of rows that all readers of a load together take from the source in a second, over"
              + " all tables. On a cluster every executor has an equal share.");

  static final Section SECTION =
      Section.optional(
          "bulk_load",
          "How the tables are loaded.",
          TableLoad.SPLITS_PER_TABLE,
          TABLES_AT_ONCE,
          TableLoad.FETCH_SIZE,
          TableLoad.SKIP_EMPTY_TABLES,
          TableLoad.LONG_COLUMNS,
          RESUME,
          MAX_RETRIES,
          RETRY_BACKOFF,
          LARGE_TABLE_THRESHOLD,
          TableLoad.VERIFICATION,
          ALSO_LOADED,
          CAPTURE_CHANGES,
          MAX_BYTES_PER_SECOND);

  /** A load that captures changes and reads as fast as it can. */
  public BulkLoadConfig(
      TableLoad tables,
      int tablesAtOnce,
      boolean resume,
      int maxRetries,
      double retryBackoff,
      long largeTableThreshold,
      List<RelationKind> alsoLoaded) {
    this(
        tables,
        tablesAtOnce,
        resume,
        maxRetries,
        retryBackoff,
        largeTableThreshold,
        alsoLoaded,
        true,
        0);
  }

  /** False of a source of which nobody knows, because a placeholder was not looked up. */
  static boolean capturesForCertain(Values source) {
    Values bulkLoad = source.in(SECTION);
    return !bulkLoad.isUnknown(CAPTURE_CHANGES) && bulkLoad.find(CAPTURE_CHANGES).orElse(true);
  }

  static BulkLoadConfig of(Values bulkLoad) {
    return new BulkLoadConfig(
        TableLoad.of(bulkLoad),
        bulkLoad.value(TABLES_AT_ONCE),
        bulkLoad.value(RESUME),
        bulkLoad.value(MAX_RETRIES),
        bulkLoad.value(RETRY_BACKOFF),
        bulkLoad.value(LARGE_TABLE_THRESHOLD),
        bulkLoad.value(ALSO_LOADED),
        bulkLoad.value(CAPTURE_CHANGES),
        bulkLoad.find(MAX_BYTES_PER_SECOND).orElse(0L));
  }

  /** The same with tables of which something else is said where nothing is said of one. */
  public BulkLoadConfig withTables(TableLoad others) {
    return new BulkLoadConfig(
        others,
        tablesAtOnce,
        resume,
        maxRetries,
        retryBackoff,
        largeTableThreshold,
        alsoLoaded,
        capturesChanges,
        maxBytesPerSecond);
  }

  public BulkLoadConfig withTablesAtOnce(int atOnce) {
    return new BulkLoadConfig(
        tables,
        atOnce,
        resume,
        maxRetries,
        retryBackoff,
        largeTableThreshold,
        alsoLoaded,
        capturesChanges,
        maxBytesPerSecond);
  }

  /** The same, which only reads. */
  public BulkLoadConfig withoutCapture() {
    return new BulkLoadConfig(
        tables,
        tablesAtOnce,
        resume,
        maxRetries,
        retryBackoff,
        largeTableThreshold,
        alsoLoaded,
        false,
        maxBytesPerSecond);
  }

  /** The same with another cap; 0 for none. */
  public BulkLoadConfig withMaxBytesPerSecond(long most) {
    return new BulkLoadConfig(
        tables,
        tablesAtOnce,
        resume,
        maxRetries,
        retryBackoff,
        largeTableThreshold,
        alsoLoaded,
        capturesChanges,
        most);
  }
}
