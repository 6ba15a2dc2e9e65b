package dev.firn.source.postgres.connect;

import dev.firn.model.TableId;

/** Quotes identifiers and text for PostgreSQL. */
public final class SqlName {

  private SqlName() {}

  public static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  public static String quoted(TableId table) {
    return quoted(table.schema()) + "." + quoted(table.name());
  }

  public static String literal(String text) {
    String escaped = text.replace("'", "''");
    return escaped.contains("\\")
        ? "E'" + escaped.replace("\\", "\\\\") + "'"
        : "'" + escaped + "'";
  }
}
