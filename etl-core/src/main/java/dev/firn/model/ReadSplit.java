package dev.firn.model;

import java.io.Serializable;

/**
 * One slice of a source table, read by one Spark task; the slices of a table do not overlap. Where
 * it begins and ends only the database knows.
 */
public interface ReadSplit extends Serializable {

  /** The relation that holds the slice: the table itself, or one of its leaf partitions. */
  TableId relation();

  /** True if the database knows how large it is. */
  boolean isOfKnownSize();
}
