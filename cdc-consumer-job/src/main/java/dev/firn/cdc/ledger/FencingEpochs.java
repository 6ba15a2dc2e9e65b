package dev.firn.cdc.ledger;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Gives every consumer of a stream a number that no other has and that is higher than all before
 * it, kept in {@code _cdc_control}.
 *
 * <p>It makes a consumer that was replaced, but does not know it yet, stop. Nothing is lost or
 * doubled without it: the ledgers alone see to that.
 */
public final class FencingEpochs {

  private static final String TABLE = "_cdc_control";
  private static final StructType SCHEMA =
      new StructType()
          .add("stream", DataTypes.StringType)
          .add("epoch", DataTypes.LongType)
          .add("run_id", DataTypes.StringType)
          .add("claimed_at", DataTypes.TimestampType);

  private final ControlTable table;
  private final Clock clock;

  public FencingEpochs(LakeTables lake, SourceNamespace namespace, Clock clock) {
    this.table = lake.controlTable(namespace.table(TABLE), SCHEMA);
    this.clock = clock;
  }

  /** Takes the next number; of two that ask at once, one is asked to look again. */
  public long claim(String stream, String runId) {
    AtomicLong claimed = new AtomicLong();
    table.update(
        rows -> {
          List<Object[]> next = new ArrayList<>();
          long last = 0;
          for (Object[] row : rows) {
            if (stream.equals(row[0])) {
              last = (Long) row[1];
            } else {
              next.add(row);
            }
          }
          claimed.set(last + 1);
          next.add(
              new Object[] {stream, last + 1, runId, clock.instant().atOffset(ZoneOffset.UTC)});
          return next;
        });
    return claimed.get();
  }
}
