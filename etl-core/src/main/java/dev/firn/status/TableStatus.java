package dev.firn.status;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code _cdc_status}: what is known of one lake table.
 *
 * @param tableName the lake table's name
 * @param recordCount rows that the load published
 * @param postgresLsn the load's read point, later the position of the newest applied change
 * @param errorMessage why the load failed or left the table out, or why its stream quarantined it
 * @param eventsApplied change events applied since the table was created
 * @param runId the run that wrote the row last
 */
public record TableStatus(
    String tableName,
    LoadStatus loadStatus,
    @Nullable Long recordCount,
    @Nullable Instant initialLoadStart,
    @Nullable Instant initialLoadEnd,
    @Nullable String errorMessage,
    @Nullable String oracleScn,
    @Nullable String postgresLsn,
    @Nullable Instant lastProcessedTimestamp,
    @Nullable Long eventsApplied,
    @Nullable String runId,
    Freshness freshness) {

  static final StructType SCHEMA =
      new StructType()
          .add("table_name", DataTypes.StringType)
          .add("load_status", DataTypes.StringType)
          .add("record_count", DataTypes.LongType)
          .add("initial_load_start", DataTypes.TimestampType)
          .add("initial_load_end", DataTypes.TimestampType)
          .add("error_message", DataTypes.StringType)
          .add("oracle_scn", DataTypes.StringType)
          .add("postgres_lsn", DataTypes.StringType)
          .add("last_processed_timestamp", DataTypes.TimestampType)
          .add("events_applied", DataTypes.LongType)
          .add("run_id", DataTypes.StringType)
          .add("last_source_timestamp", DataTypes.TimestampType)
          .add("lag_events", DataTypes.LongType)
          .add("lag_seconds", DataTypes.LongType)
          .add("lag_measured_at", DataTypes.TimestampType);

  /** A table of which nothing is known yet. */
  public static TableStatus pending(String tableName) {
    return new TableStatus(
        tableName,
        LoadStatus.PENDING,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Freshness.UNKNOWN);
  }

  public TableStatus started(Instant at, String run) {
    return new TableStatus(
        tableName,
        LoadStatus.IN_PROGRESS,
        recordCount,
        at,
        null,
        null,
        oracleScn,
        postgresLsn,
        lastProcessedTimestamp,
        eventsApplied,
        run,
        freshness);
  }

  public TableStatus completed(Instant at, long rows, String readPosition) {
    return new TableStatus(
        tableName,
        LoadStatus.COMPLETED,
        rows,
        initialLoadStart,
        at,
        null,
        oracleScn,
        readPosition,
        lastProcessedTimestamp,
        eventsApplied,
        runId,
        Freshness.UNKNOWN);
  }

  public TableStatus failed(Instant at, String reason) {
    return ended(LoadStatus.FAILED, at, reason);
  }

  public TableStatus skipped(Instant at, String reason) {
    return ended(LoadStatus.SKIPPED, at, reason);
  }

  private TableStatus ended(LoadStatus status, Instant at, String reason) {
    return new TableStatus(
        tableName,
        status,
        recordCount,
        initialLoadStart,
        at,
        reason,
        oracleScn,
        postgresLsn,
        lastProcessedTimestamp,
        eventsApplied,
        runId,
        freshness);
  }

  /**
   * After changes up to the position were applied.
   *
   * @param events applied in all
   * @param committed when the source committed the last of them; null if it is not known
   */
  public TableStatus advanced(
      Instant at, String position, long events, @Nullable Instant committed, String run) {
    return new TableStatus(
        tableName,
        loadStatus,
        recordCount,
        initialLoadStart,
        initialLoadEnd,
        hasLoadError() ? errorMessage : null,
        oracleScn,
        position.isEmpty() ? postgresLsn : position,
        at,
        events,
        run,
        freshness.appliedUpTo(committed));
  }

  /** While its stream applies nothing to the table. */
  public TableStatus quarantined(String reason, String run) {
    return streamed(hasLoadError() ? errorMessage : "quarantined: " + reason, run, freshness);
  }

  /** While that many events wait in Kafka. */
  public TableStatus behind(long events, Instant at, String run) {
    return streamed(errorMessage, run, freshness.behind(events, at, initialLoadStart));
  }

  private TableStatus streamed(@Nullable String error, String run, Freshness fresh) {
    return new TableStatus(
        tableName,
        loadStatus,
        recordCount,
        initialLoadStart,
        initialLoadEnd,
        error,
        oracleScn,
        postgresLsn,
        lastProcessedTimestamp,
        eventsApplied,
        run,
        fresh);
  }

  private boolean hasLoadError() {
    return loadStatus == LoadStatus.FAILED || loadStatus == LoadStatus.SKIPPED;
  }

  Object[] toRow() {
    return new Object[] {
      tableName,
      loadStatus.stored(),
      recordCount,
      utc(initialLoadStart),
      utc(initialLoadEnd),
      errorMessage,
      oracleScn,
      postgresLsn,
      utc(lastProcessedTimestamp),
      eventsApplied,
      runId,
      utc(freshness.sourceTimestamp()),
      freshness.lagEvents(),
      freshness.lagSeconds(),
      utc(freshness.measuredAt())
    };
  }

  static TableStatus fromRow(Object[] row) {
    return new TableStatus(
        (String) row[0],
        LoadStatus.ofStored((String) row[1]),
        (Long) row[2],
        instant(row[3]),
        instant(row[4]),
        (String) row[5],
        (String) row[6],
        (String) row[7],
        instant(row[8]),
        (Long) row[9],
        (String) row[10],
        new Freshness(instant(row[11]), (Long) row[12], (Long) row[13], instant(row[14])));
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable Object value) {
    return value == null ? null : ((OffsetDateTime) value).toInstant();
  }
}
