package dev.firn.source;

import dev.firn.model.TableId;
import java.io.Serializable;

/** One slice of a table at the read point of a session, to be read where a Spark task runs. */
public interface SplitRead extends Serializable {

  TableId table();

  /** Its place among the slices of the table, from 0. */
  int index();

  /** Begins to read; the rows end when the slice does. */
  SplitRows open();
}
