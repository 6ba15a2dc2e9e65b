package dev.firn.lineage;

import dev.firn.model.LakeTableId;
import org.jspecify.annotations.Nullable;

/**
 * What a run did with one table of the lake.
 *
 * @param rows that it has written; null if it has written none, or nobody has counted
 * @param bytes of the lake's files; null likewise
 * @param isEqual whether it is the same as at the source; null if the run did not compare
 */
public record Flow(
    LakeTableId table, @Nullable Long rows, @Nullable Long bytes, @Nullable Boolean isEqual) {

  public static Flow written(LakeTableId table, @Nullable Long rows, @Nullable Long bytes) {
    return new Flow(table, rows, bytes, null);
  }

  public static Flow compared(LakeTableId table, boolean isEqual) {
    return new Flow(table, null, null, isEqual);
  }
}
