package dev.firn.source.range;

import dev.firn.model.ReadSplit;
import dev.firn.schema.ColumnMapping;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the rows of a table are cut by their keys, so that all ranges together are all rows. */
public interface KeyRanges {

  /** Whose values say where a row is; they have the same order at the source and in the lake. */
  ColumnMapping column();

  /**
   * Where a range ends that has about so many rows.
   *
   * @param after where it begins; null for the first row
   * @return the last value that is part of it; empty if no more rows are left
   */
  Optional<String> end(@Nullable String after, long rows);

  /** What of the slices of a table is in a range. */
  List<ReadSplit> within(List<ReadSplit> splits, KeyRange range);
}
