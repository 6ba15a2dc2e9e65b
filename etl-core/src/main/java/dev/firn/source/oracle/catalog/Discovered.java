package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a schema has.
 *
 * @param tables in the order of their names
 * @param leftOut what is no table of its own, with the reason
 * @param columns that are left out, with the reason, by table
 */
public record Discovered(
    List<TableSchema> tables,
    Map<String, String> leftOut,
    Map<TableId, Map<String, String>> columns) {

  public Discovered {
    tables = List.copyOf(tables);
    leftOut = new TreeMap<>(leftOut);
    columns = Map.copyOf(columns);
  }
}
