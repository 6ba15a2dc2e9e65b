package dev.firn.cdc.deadletter;

import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.model.TableId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
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

  static final String STATE = "state";
  static final String SOURCE = "source";
  static final String BATCH = "batch";

  /** The columns that every version of ours had come first. */
  static final StructType SCHEMA =
      new StructType()
          .add("table_name", DataTypes.StringType)
          .add("topic", DataTypes.StringType)
          .add("partition", DataTypes.IntegerType)
          .add("offset", DataTypes.LongType)
          .add("reason", DataTypes.StringType)
          .add("event_key", DataTypes.BinaryType)
          .add("event_value", DataTypes.BinaryType)
          .add("recorded_at", DataTypes.TimestampType)
          .add(SOURCE, DataTypes.StringType)
          .add("position", DataTypes.StringType)
          .add("event_old_key", DataTypes.BinaryType)
          .add(BATCH, DataTypes.StringType)
          .add(STATE, DataTypes.StringType)
          .add("state_at", DataTypes.TimestampType);

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
        letter.oldKey());
  }

  Object[] toRow() {
    return new Object[] {
      table,
      letter.topic(),
      letter.place().partition(),
      letter.place().offset(),
      letter.reason(),
      buffer(letter.key()),
      buffer(letter.value()),
      recordedAt.atOffset(ZoneOffset.UTC),
      source,
      position,
      buffer(letter.oldKey()),
      batch,
      state.stored(),
      stateAt == null ? null : stateAt.atOffset(ZoneOffset.UTC)
    };
  }

  static DeadLetterRow fromRow(Object[] row) {
    EventPlace place = EventPlace.unknown((Integer) row[2], (Long) row[3]);
    return new DeadLetterRow(
        text(row[8]),
        text(row[0]),
        new DeadLetter(
            text(row[1]), place, bytes(row[5]), bytes(row[6]), bytes(row[10]), text(row[4])),
        text(row[9]),
        instant(row[7]),
        text(row[11]),
        row[12] == null ? DeadLetterState.OPEN : DeadLetterState.ofStored(text(row[12])),
        row[13] == null ? null : instant(row[13]));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static Instant instant(Object value) {
    return ((OffsetDateTime) value).toInstant();
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
