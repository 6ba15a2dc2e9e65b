package dev.firn.cdc.sink;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.lake.LakeTable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Makes every image a row of a table without a key; nothing is ever deleted. */
final class AppendWriter implements ChangeWriter {

  private final CapturedTable captured;
  private final MetadataColumns metadata;
  private final Clock clock;

  AppendWriter(CapturedTable captured, Clock clock) {
    this.captured = captured;
    this.metadata = new MetadataColumns(captured.policy());
    this.clock = clock;
  }

  @Override
  public PreparedChanges prepare(List<Change> changes, LakeTable table) {
    Instant now = clock.instant();
    List<Row> rows = new ArrayList<>();
    for (Change change : changes) {
      if (change.image() != null) {
        rows.add(RowFactory.create(metadata.row(RowCounts.imageOf(change), change, now)));
      }
    }
    StructType schema = metadata.schema(captured.mapping());
    return PreparedChanges.asDelta(delta -> delta.add(rows, schema));
  }
}
