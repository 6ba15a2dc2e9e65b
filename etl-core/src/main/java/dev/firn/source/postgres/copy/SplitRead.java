package dev.firn.source.postgres.copy;

import java.io.Serializable;

/** One slice of a table at the read point of a session, to be read where a Spark task runs. */
public record SplitRead(CopyRead read, int index) implements Serializable {

  /** Begins to read; the rows end when the slice does. */
  public SplitRows open() {
    return new SplitRows(new CopySplitReader(read, index, null));
  }
}
