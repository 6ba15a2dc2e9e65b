package dev.firn.source.postgres.copy;

import dev.firn.model.TableId;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;

/** One slice of a table to be read with {@code COPY}. */
public record CopySplitRead(CopyRead read, int index) implements SplitRead {

  @Override
  public TableId table() {
    return read.mapping().source();
  }

  @Override
  public SplitRows open() {
    return new CopySplitRows(new CopySplitReader(read, index, null));
  }
}
