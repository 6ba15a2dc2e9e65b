package dev.firn.doctor.source;

import dev.firn.config.SourceConfig;
import dev.firn.health.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Leaves tables out of a source. */
final class Exclusion {

  private Exclusion() {}

  static Remedy of(SourceConfig source, List<String> tables) {
    List<String> all = new ArrayList<>(source.excludedTables());
    all.addAll(tables);
    return Remedy.set(
        "sources."
            + source.name()
            + ".exclude_tables: "
            + all.stream().map(Exclusion::yaml).collect(Collectors.joining(", ", "[", "]")));
  }

  private static String yaml(String text) {
    return text.matches("[A-Za-z_][A-Za-z0-9_]*")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
