package dev.firn.status;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.number;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.DatabaseType;
import dev.firn.source.DatabaseKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The columns of {@code _cdc_status}. */
final class StatusRows {

  private static final ControlColumn<TableStatus, String> TABLE_NAME =
      text("table_name", TableStatus::tableName);
  private static final ControlColumn<TableStatus, String> LOAD_STATUS =
      text("load_status", row -> row.loadStatus().stored());
  private static final ControlColumn<TableStatus, Long> RECORD_COUNT =
      number("record_count", row -> row.load().recordCount());
  private static final ControlColumn<TableStatus, Instant> INITIAL_LOAD_START =
      instant("initial_load_start", row -> row.load().start());
  private static final ControlColumn<TableStatus, Instant> INITIAL_LOAD_END =
      instant("initial_load_end", row -> row.load().end());
  private static final ControlColumn<TableStatus, String> ERROR_MESSAGE =
      text("error_message", TableStatus::errorMessage);
  private static final ControlColumn<TableStatus, Instant> LAST_PROCESSED_TIMESTAMP =
      instant("last_processed_timestamp", row -> row.applied().at());
  private static final ControlColumn<TableStatus, Long> EVENTS_APPLIED =
      number("events_applied", row -> row.applied().events());
  private static final ControlColumn<TableStatus, String> RUN_ID =
      text("run_id", TableStatus::runId);
  private static final ControlColumn<TableStatus, Instant> LAST_SOURCE_TIMESTAMP =
      instant("last_source_timestamp", row -> row.freshness().sourceTimestamp());
  private static final ControlColumn<TableStatus, Long> LAG_EVENTS =
      number("lag_events", row -> row.freshness().lagEvents());
  private static final ControlColumn<TableStatus, Long> LAG_SECONDS =
      number("lag_seconds", row -> row.freshness().lagSeconds());
  private static final ControlColumn<TableStatus, Instant> LAG_MEASURED_AT =
      instant("lag_measured_at", row -> row.freshness().measuredAt());

  private final List<ControlColumn<TableStatus, String>> positions;

  private StatusRows(List<ControlColumn<TableStatus, String>> positions) {
    this.positions = positions;
  }

  /**
   * The rows of a source's tables.
   *
   * @param database whose column is filled; the table has those of the other kinds, too
   */
  static ControlRows<TableStatus> of(DatabaseType database) {
    List<ControlColumn<TableStatus, String>> positions =
        Arrays.stream(DatabaseType.values())
            .map(kind -> positionColumn(kind, kind == database))
            .toList();
    List<ControlColumn<TableStatus, ?>> columns =
        new ArrayList<>(
            List.of(
                TABLE_NAME,
                LOAD_STATUS,
                RECORD_COUNT,
                INITIAL_LOAD_START,
                INITIAL_LOAD_END,
                ERROR_MESSAGE));
    columns.addAll(positions);
    columns.addAll(
        List.of(
            LAST_PROCESSED_TIMESTAMP,
            EVENTS_APPLIED,
            RUN_ID,
            LAST_SOURCE_TIMESTAMP,
            LAG_EVENTS,
            LAG_SECONDS,
            LAG_MEASURED_AT));
    return ControlRows.of(new StatusRows(positions)::read, columns);
  }

  private static ControlColumn<TableStatus, String> positionColumn(
      DatabaseType kind, boolean isFilled) {
    return text(
        DatabaseKind.of(kind).log().positionColumn(),
        row -> isFilled ? row.applied().position() : null);
  }

  private TableStatus read(ControlRow row) {
    return new TableStatus(
        row.get(TABLE_NAME),
        new TableStatus.Load(
            LoadStatus.ofStored(row.get(LOAD_STATUS)),
            row.find(RECORD_COUNT),
            row.find(INITIAL_LOAD_START),
            row.find(INITIAL_LOAD_END)),
        row.find(ERROR_MESSAGE),
        new TableStatus.Applied(
            position(row),
            row.find(LAST_PROCESSED_TIMESTAMP),
            row.find(EVENTS_APPLIED),
            new Freshness(
                row.find(LAST_SOURCE_TIMESTAMP),
                row.find(LAG_EVENTS),
                row.find(LAG_SECONDS),
                row.find(LAG_MEASURED_AT))),
        row.find(RUN_ID));
  }

  private @Nullable String position(ControlRow row) {
    return positions.stream().map(row::find).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
