package dev.firn.cdc.sink.keyless;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.MetadataColumns;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.config.KeylessMode;
import dev.firn.lake.LakeTable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Makes every image a row of a table without a key; nothing is ever deleted. */
public final class AppendSink implements ChangeSink {

  private final Clock clock;

  public AppendSink(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean takes(CapturedTable captured) {
    return !captured.mapping().hasKey() && captured.policy().keyless() == KeylessMode.APPEND;
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
    MetadataColumns metadata = new MetadataColumns(captured.policy());
    Instant now = clock.instant();
    List<Row> rows = new ArrayList<>();
    for (Change change : changes) {
      if (change.image() != null) {
        rows.add(RowFactory.create(metadata.row(RowCounts.imageOf(captured, change), change, now)));
      }
    }
    StructType schema = metadata.schema(captured.mapping());
    return PreparedChanges.asDelta(delta -> delta.add(rows, schema));
  }

  @Override
  public MissedChange missed(CapturedTable captured, Change change) {
    return MissedChange.alone(change, (missed, table) -> prepare(captured, List.of(missed), table));
  }
}
