package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a relation that meet a condition.
 *
 * @param condition SQL in which columns stand without the name of the relation
 */
public record SoughtRows(TableId relation, long object, String condition) implements RelationSplit {

  /** Those of the relations of slices, each once. */
  public static List<ReadSplit> among(List<ReadSplit> splits, String condition) {
    Map<TableId, ReadSplit> sought = new LinkedHashMap<>();
    for (ReadSplit split : splits) {
      long object = ((RelationSplit) split).object();
      sought.put(split.relation(), new SoughtRows(split.relation(), object, condition));
    }
    return List.copyOf(sought.values());
  }

  @Override
  public boolean isOfKnownSize() {
    return false;
  }
}
