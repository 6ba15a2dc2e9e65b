package dev.firn.validate.check;

import dev.firn.config.ChangePolicy;
import dev.firn.lake.LakeTable;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import java.time.ZoneId;

/**
 * A table as both sides have it: the source at the read point, the lake at one snapshot.
 *
 * @param source as it is while it is read
 * @param contract what the lake table says of itself
 * @param policy what is not carried over because somebody has chosen so
 * @param bookmarkZone in which values of its bookmark are that have none, if it has one
 */
public record CheckedTable(
    TableSchema source,
    LakeTable lake,
    TableMapping contract,
    ChangePolicy policy,
    ZoneId bookmarkZone) {

  /** The same, the source as it is at a later instant. */
  public CheckedTable with(TableSchema later) {
    return new CheckedTable(
        later.ofSize(source.estimatedRows(), source.bytes()), lake, contract, policy, bookmarkZone);
  }

  /** The same, the lake as it is at a later snapshot. */
  public CheckedTable with(LakeTable later) {
    return new CheckedTable(source, later, contract, policy, bookmarkZone);
  }

  String name() {
    return source.id().name();
  }
}
