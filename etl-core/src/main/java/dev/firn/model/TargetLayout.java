package dev.firn.model;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

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

  /** True if both are the same, however their columns are spelled. */
  public boolean isSameAs(TargetLayout other) {
    return toString().equalsIgnoreCase(other.toString());
  }

  @Override
  public String toString() {
    String partitions =
        partitionBy.stream().map(Object::toString).collect(Collectors.joining(", "));
    return (partitions.isEmpty() ? "without partitions" : "partitioned by " + partitions)
        + (sortBy.isEmpty() ? "" : " and sorted by " + String.join(", ", sortBy));
  }

  /** True if rows can be written in the order in which they are read. */
  public boolean isPlain() {
    return partitionBy.isEmpty() && sortBy.isEmpty();
  }
}
