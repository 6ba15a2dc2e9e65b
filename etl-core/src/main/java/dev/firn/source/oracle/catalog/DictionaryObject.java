package dev.firn.source.oracle.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A table, a part of one or a view, as the dictionary has it.
 *
 * @param part its partition or subpartition; empty if it is the whole
 * @param id its own number
 * @param storage the number of the segment with its rows; another one after a truncate or a move; 0
 *     if it has none of its own
 * @param owned true if it belongs to an index and not to a user
 */
record DictionaryObject(
    String name,
    String part,
    String kind,
    long id,
    long storage,
    boolean temporary,
    boolean owned) {

  static DictionaryObject of(ResultSet row) throws SQLException {
    return new DictionaryObject(
        row.getString("OBJECT_NAME"),
        Dictionary.text(row, "SUBOBJECT_NAME"),
        row.getString("OBJECT_TYPE"),
        row.getLong("OBJECT_ID"),
        row.getLong("DATA_OBJECT_ID"),
        Dictionary.isYes(row, "TEMPORARY"),
        Dictionary.isYes(row, "SECONDARY"));
  }

  boolean isWhole() {
    return part.isEmpty();
  }

  boolean isView() {
    return kind.equals("VIEW");
  }

  boolean isSubpartition() {
    return kind.equals("TABLE SUBPARTITION");
  }
}
