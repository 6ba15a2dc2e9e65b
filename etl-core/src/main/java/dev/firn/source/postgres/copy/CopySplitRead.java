package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;

/**
 * One slice of a table to be read with {@code COPY}.
 *
 * @param index of the split among those of the table
 */
public record CopySplitRead(CopyRead read, ReadSplit split, int index) implements SplitRead {

  @Override
  public TableId table() {
    return read.mapping().source();
  }

  @Override
  public SplitRows open() {
    return new CopySplitRows(new CopySplitReader(this, null));
  }
}
