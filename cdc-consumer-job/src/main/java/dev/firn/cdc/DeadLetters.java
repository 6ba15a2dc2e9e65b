package dev.firn.cdc;

import dev.firn.lake.ControlTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps events that cannot be applied in {@code _cdc_dead_letter}, with their bytes. */
final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final String TABLE = "_cdc_dead_letter";
  private static final StructType SCHEMA =
      new StructType()
          .add("table_name", DataTypes.StringType)
          .add("topic", DataTypes.StringType)
          .add("partition", DataTypes.IntegerType)
          .add("offset", DataTypes.LongType)
          .add("reason", DataTypes.StringType)
          .add("event_key", DataTypes.BinaryType)
          .add("event_value", DataTypes.BinaryType)
          .add("recorded_at", DataTypes.TimestampType);

  private final LakeTables lake;
  private final LakeTableId id;
  private final Clock clock;

  DeadLetters(LakeTables lake, String catalog, List<String> namespace, Clock clock) {
    this.lake = lake;
    this.id = new LakeTableId(catalog, namespace, TABLE);
    this.clock = clock;
  }

  /** Written before the ledger passes the events, so that none is lost between the two. */
  synchronized void record(TableId table, List<DeadLetter> letters) {
    if (letters.isEmpty()) {
      return;
    }
    for (DeadLetter letter : letters) {
      LOG.warn(
          "Dead letter of {}: {}-{} offset {}: {}",
          table,
          letter.topic(),
          letter.partition(),
          letter.offset(),
          letter.reason());
    }
    ControlTable rows = lake.controlTable(id, SCHEMA);
    rows.append(letters.stream().map(letter -> row(table, letter)).toList());
  }

  private Object[] row(TableId table, DeadLetter letter) {
    return new Object[] {
      table.toString(),
      letter.topic(),
      letter.partition(),
      letter.offset(),
      letter.reason(),
      buffer(letter.key()),
      buffer(letter.value()),
      clock.instant().atOffset(ZoneOffset.UTC)
    };
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
