package dev.firn.source.oracle.health;

import dev.firn.model.TableSchema;
import java.util.List;
import java.util.stream.Collectors;

/** Tables as a finding names them. */
final class NamedTables {

  private static final int MAX_SHOWN = 5;

  private NamedTables() {}

  static String of(List<TableSchema> tables) {
    return ofNames(tables.stream().map(table -> table.id().toString()).toList());
  }

  static String ofNames(List<String> names) {
    return names.stream().sorted().limit(MAX_SHOWN).collect(Collectors.joining(", "))
        + (names.size() > MAX_SHOWN ? " and " + (names.size() - MAX_SHOWN) + " more" : "");
  }
}
