package dev.firn.cdc.testing;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Keeps every event of a table beside it; a sketch of what another sink is. */
public final class RawHistorySink implements ChangeSink {

  private static final StructType EVENT =
      new StructType()
          .add("_operation", DataTypes.StringType)
          .add("_partition", DataTypes.IntegerType)
          .add("_offset", DataTypes.LongType)
          .add("_position", DataTypes.StringType)
          .add("_source_time", DataTypes.TimestampType)
          .add("_applied_at", DataTypes.TimestampType);

  private final Clock clock;

  public RawHistorySink(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean takes(CapturedTable captured) {
    return true;
  }

  @Override
  public LakeTableId target(CapturedTable captured) {
    return captured.id().sibling(captured.id().name() + "_history");
  }

  @Override
  public LakeTable open(LakeTables lake, CapturedTable captured) {
    return lake.find(captured.id())
        .orElseGet(() -> lake.create(captured.id(), columns(captured.mapping()), 2, Map.of()));
  }

  private static StructType columns(TableMapping mapping) {
    StructType columns = EVENT;
    for (StructField column : mapping.lakeSchema().fields()) {
      columns = columns.add(column.name(), column.dataType(), true);
    }
    return columns;
  }

  @Override
  public boolean needsWholeRows() {
    return false;
  }

  @Override
  public Optional<String> unknownWithoutOrder(CapturedTable captured, Change change) {
    return Optional.empty();
  }

  @Override
  public PreparedChanges prepare(CapturedTable captured, List<Change> changes, LakeTable table) {
    Instant now = clock.instant();
    List<Row> rows = new ArrayList<>();
    changes.forEach(change -> rows.add(row(captured.mapping(), change, now)));
    return PreparedChanges.asDelta(delta -> delta.add(rows, columns(captured.mapping())));
  }

  private static Row row(TableMapping mapping, Change change, Instant now) {
    EventPlace place = change.place();
    @Nullable Object[] row = new @Nullable Object[EVENT.length() + mapping.columns().size()];
    row[0] = Character.toString(change.operation().code());
    row[1] = place.partition();
    row[2] = place.offset();
    row[3] = place.position();
    row[4] = Instant.ofEpochMilli(place.sourceMillis());
    row[5] = now;
    if (change.image() != null) {
      System.arraycopy(change.image(), 0, row, EVENT.length(), change.image().length);
    } else if (change.key() != null) {
      int[] ordinals = mapping.keyOrdinals();
      for (int i = 0; i < ordinals.length; i++) {
        row[EVENT.length() + ordinals[i]] = change.key().value(i);
      }
    }
    Arrays.setAll(row, i -> row[i] == Unavailable.VALUE ? null : row[i]);
    return RowFactory.create(row);
  }

  @Override
  public MissedChange missed(CapturedTable captured, Change change) {
    return MissedChange.alone(change, (missed, table) -> prepare(captured, List.of(missed), table));
  }
}
