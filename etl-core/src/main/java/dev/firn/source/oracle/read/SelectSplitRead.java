package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;

/**
 * One slice of a table to be read with {@code SELECT}.
 *
 * @param index of the split among those of the table
 */
public record SelectSplitRead(SelectRead read, OracleSplit split, int index) implements SplitRead {

  @Override
  public TableId table() {
    return read.mapping().source();
  }

  @Override
  public SplitRows open() {
    return SelectRows.open(this);
  }
}
