package dev.firn.source.oracle.connect;

import dev.firn.model.TableId;

/** Quotes identifiers and text for Oracle. */
public final class SqlName {

  private SqlName() {}

  /** Always in quotes: the dictionary spells names as they are, and others stand for upper case. */
  public static String quoted(String identifier) {
    if (identifier.isEmpty() || identifier.indexOf('"') >= 0 || identifier.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("No identifier of Oracle: " + identifier);
    }
    return '"' + identifier + '"';
  }

  public static String quoted(TableId table) {
    return quoted(table.schema()) + "." + quoted(table.name());
  }

  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
