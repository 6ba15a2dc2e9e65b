package dev.firn.cdc.sink;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.lake.LakeTable;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Makes changes, in their order, ready for a table; one for each way in which tables follow. */
public interface ChangeWriter {

  /**
   * @param changes not yet in the table
   * @param table as it is before the changes
   */
  PreparedChanges prepare(List<Change> changes, LakeTable table);

  static ChangeWriter of(SparkSession spark, CapturedTable captured, Clock clock) {
    if (captured.mapping().hasKey()) {
      return new MirrorWriter(spark, captured, clock);
    }
    return switch (captured.policy().keyless()) {
      case EXACT -> new MultisetWriter(spark, captured, clock);
      case APPEND -> new AppendWriter(captured, clock);
      case SKIP -> throw new IllegalStateException(captured.id() + " is not to be streamed");
    };
  }
}
