package dev.firn.cdc.sink;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the changes of a table. {@code tables.Sinks} lists those that there are.
 *
 * <p>A sink has a lake table to itself and keeps nothing beside it. How far it is in a stream is
 * kept there too, published in the same commit as the rows: the ledger, from where on it needs the
 * stream, its dead letters. So several sinks of one stream are each exact by themselves. A captured
 * table that is given to a sink has the sink's own table as its {@code id}.
 */
public interface ChangeSink {

  /** True if the changes of the table go through this sink, as its contract and policy are. */
  boolean takes(CapturedTable captured);

  /** Where the sink keeps what becomes of the table; the lake table of the same name, usually. */
  default LakeTableId target(CapturedTable captured) {
    return captured.id();
  }

  /** The sink's table as it is now, with the columns that the sink gives to its rows. */
  default LakeTable open(LakeTables lake, CapturedTable captured) {
    return new MetadataColumns(captured.policy()).in(lake, lake.open(captured.id()));
  }

  /** True if events must carry the whole row as it was before, not only its key. */
  boolean needsWholeRows();

  /**
   * What nobody knows of a change if it is uncertain which changes of other Kafka partitions were
   * before it; empty if it comes to the same.
   */
  Optional<String> unknownWithoutOrder(CapturedTable captured, Change change);

  /**
   * Makes changes ready to be published, so that nothing is left to be decided.
   *
   * @param changes not yet in the table, in the order in which they take effect
   * @param table as it is before the changes
   */
  PreparedChanges prepare(CapturedTable captured, List<Change> changes, LakeTable table);

  /** A change that was not applied in its place, and is to be applied behind later ones. */
  MissedChange missed(CapturedTable captured, Change change);
}
