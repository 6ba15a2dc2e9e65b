package dev.firn.validate.content;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What the rows of both sides look like, and by which of many functions they are hashed.
 *
 * @param key the ordinals of the key's columns; none if whole rows are compared
 * @param seed another one in each run, so that what two different rows hide by having one hash is
 *     found by the next
 */
public record RowShape(StructType type, List<Integer> key, long seed) implements Serializable {

  public RowShape {
    key = List.copyOf(key);
  }

  boolean hasKey() {
    return !key.isEmpty();
  }

  int columns() {
    return type.fields().length;
  }

  String column(int ordinal) {
    return type.fields()[ordinal].name();
  }
}
