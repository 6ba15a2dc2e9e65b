package dev.firn.cdc.deadletter;

import static dev.firn.lake.control.ControlColumn.bytes;
import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.number;
import static dev.firn.lake.control.ControlColumn.smallNumber;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.TableId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code _cdc_dead_letter}.
 *
 * @param table the source table, as {@link TableId} writes it
 * @param position where the event stands in the source's log, for people; empty if it is not known
 * @param batch tells the letters of one table and batch from all others
 * @param stateAt when the letter was retried or discarded, or null
 */
public record DeadLetterRow(
    String source,
    String table,
    DeadLetter letter,
    String position,
    Instant recordedAt,
    String batch,
    DeadLetterState state,
    @Nullable Instant stateAt) {

  static final ControlColumn<DeadLetterRow, String> SOURCE = text("source", DeadLetterRow::source);
  static final ControlColumn<DeadLetterRow, String> BATCH = text("batch", DeadLetterRow::batch);
  static final ControlColumn<DeadLetterRow, String> STATE =
      text("state", row -> row.state().stored());

  private static final ControlColumn<DeadLetterRow, String> TABLE_NAME =
      text("table_name", DeadLetterRow::table);
  private static final ControlColumn<DeadLetterRow, String> TOPIC =
      text("topic", row -> row.letter().topic());
  private static final ControlColumn<DeadLetterRow, Integer> PARTITION =
      smallNumber("partition", row -> row.letter().place().partition());
  private static final ControlColumn<DeadLetterRow, Long> OFFSET =
      number("offset", row -> row.letter().place().offset());
  private static final ControlColumn<DeadLetterRow, String> REASON =
      text("reason", row -> row.letter().reason());
  private static final ControlColumn<DeadLetterRow, byte[]> EVENT_KEY =
      bytes("event_key", row -> row.letter().key());
  private static final ControlColumn<DeadLetterRow, byte[]> EVENT_VALUE =
      bytes("event_value", row -> row.letter().value());
  private static final ControlColumn<DeadLetterRow, Instant> RECORDED_AT =
      instant("recorded_at", DeadLetterRow::recordedAt);
  private static final ControlColumn<DeadLetterRow, String> POSITION =
      text("position", DeadLetterRow::position);
  private static final ControlColumn<DeadLetterRow, byte[]> EVENT_OLD_KEY =
      bytes("event_old_key", row -> row.letter().headers().oldKey());
  private static final ControlColumn<DeadLetterRow, Instant> STATE_AT =
      instant("state_at", DeadLetterRow::stateAt);
  private static final ControlColumn<DeadLetterRow, String> EVENT_HEADERS =
      text("event_headers", row -> row.letter().headers().words());

  /** The columns that every version of ours had come first. */
  static final ControlRows<DeadLetterRow> ROWS =
      ControlRows.of(
          DeadLetterRow::read,
          TABLE_NAME,
          TOPIC,
          PARTITION,
          OFFSET,
          REASON,
          EVENT_KEY,
          EVENT_VALUE,
          RECORDED_AT,
          SOURCE,
          POSITION,
          EVENT_OLD_KEY,
          BATCH,
          STATE,
          STATE_AT,
          EVENT_HEADERS);

  /** What people call the letter by. */
  public String id() {
    return letter.topic() + "/" + letter.place().partition() + "/" + letter.place().offset();
  }

  public boolean isOpen() {
    return state == DeadLetterState.OPEN;
  }

  DeadLetterRow ended(DeadLetterState how, Instant at) {
    return new DeadLetterRow(source, table, letter, position, recordedAt, batch, how, at);
  }

  /** The event as Kafka had it. */
  public KafkaEvent event() {
    return new KafkaEvent(
        letter.topic(),
        letter.place().partition(),
        letter.place().offset(),
        letter.key(),
        letter.value(),
        letter.headers());
  }

  private static DeadLetterRow read(ControlRow row) {
    EventPlace place = EventPlace.unknown(row.get(PARTITION), row.get(OFFSET));
    return new DeadLetterRow(
        row.getOrElse(SOURCE, ""),
        row.getOrElse(TABLE_NAME, ""),
        new DeadLetter(
            row.getOrElse(TOPIC, ""),
            place,
            row.find(EVENT_KEY),
            row.find(EVENT_VALUE),
            EventHeaders.of(row.find(EVENT_OLD_KEY), row.getOrElse(EVENT_HEADERS, "")),
            row.getOrElse(REASON, "")),
        row.getOrElse(POSITION, ""),
        row.get(RECORDED_AT),
        row.getOrElse(BATCH, ""),
        DeadLetterState.ofStored(row.getOrElse(STATE, DeadLetterState.OPEN.stored())),
        row.find(STATE_AT));
  }
}
