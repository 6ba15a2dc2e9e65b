package dev.firn.model;

import java.io.Serializable;
import java.util.List;

/**
 * How the rows of a lake table lie in its files.
 *
 * @param partitionBy empty for one partition
 * @param sortBy the columns by which the rows of a file are sorted; empty for as they come
 */
public record TargetLayout(List<PartitionTransform> partitionBy, List<String> sortBy)
    implements Serializable {

  /** As the rows come. */
  public static final TargetLayout PLAIN = new TargetLayout(List.of(), List.of());

  public TargetLayout {
    partitionBy = List.copyOf(partitionBy);
    sortBy = List.copyOf(sortBy);
  }

  /** True if rows can be written in the order in which they are read. */
  public boolean isPlain() {
    return partitionBy.isEmpty() && sortBy.isEmpty();
  }
}
