package dev.firn.source.oracle.catalog;

import dev.firn.source.oracle.connect.SqlName;
import java.io.Serializable;

/**
 * What keeps rows of a table: all of it, or a partition or subpartition.
 *
 * @param name of the partition; empty if it is the whole table
 * @param storage the number of its segment; 0 if it has none of its own
 */
public record TablePart(String name, boolean subpartition, long storage) implements Serializable {

  static TablePart of(DictionaryObject object) {
    return new TablePart(object.part(), object.isSubpartition(), object.storage());
  }

  public boolean isWhole() {
    return name.isEmpty();
  }

  /** What follows the table's name in a statement that reads only this; empty if it reads all. */
  public String clause() {
    if (isWhole()) {
      return "";
    }
    return (subpartition ? " SUBPARTITION (" : " PARTITION (") + SqlName.quoted(name) + ")";
  }
}
