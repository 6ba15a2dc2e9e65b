package dev.firn.model;

import java.io.Serializable;

/** One slice of a source table, read by one Spark task; the slices of a table do not overlap. */
public sealed interface ReadSplit extends Serializable {

  /** The relation that holds the slice: the table itself, or one of its leaf partitions. */
  TableId relation();

  /** All rows of a relation. */
  record WholeTable(TableId relation) implements ReadSplit {}

  /**
   * The rows stored in a range of a relation's pages.
   *
   * @param firstPage inclusive
   * @param endPage exclusive; {@link #OPEN_END} for the last slice, which also takes the pages that
   *     the statistics did not know
   */
  record PageRange(TableId relation, long firstPage, long endPage) implements ReadSplit {
    public static final long OPEN_END = Long.MAX_VALUE;

    public boolean isOpenEnded() {
      return endPage == OPEN_END;
    }
  }
}
