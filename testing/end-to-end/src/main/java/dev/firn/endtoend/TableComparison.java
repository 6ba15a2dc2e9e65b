package dev.firn.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a lake table holds exactly the rows of its source table, and which keys differ. */
record TableComparison(String table, long sourceRows, long lakeRows, List<String> differences) {
  private static final int SHOWN = 10;

  static TableComparison of(String table, TableContents source, TableContents lake) {
    List<String> differences = new ArrayList<>();
    Map<String, List<String>> lakeRows = lake.rowsByKey();
    source
        .rowsByKey()
        .forEach(
            (key, rows) -> {
              List<String> found = lakeRows.getOrDefault(key, List.of());
              if (!found.equals(rows)) {
                differences.add("key " + key + ":\n    source " + rows + "\n    lake   " + found);
              }
            });
    lakeRows.forEach(
        (key, rows) -> {
          if (!source.rowsByKey().containsKey(key)) {
            differences.add("key " + key + ":\n    source []\n    lake   " + rows);
          }
        });
    return new TableComparison(table, source.rowCount(), lake.rowCount(), differences);
  }

  static TableComparison missing(String table, TableContents source) {
    return new TableComparison(
        table, source.rowCount(), 0, List.of("the lake has no table of this name"));
  }

  boolean isEqual() {
    return differences.isEmpty();
  }

  /** Names the first differing rows. */
  String describe() {
    StringBuilder text = new StringBuilder(table);
    text.append(": source ").append(sourceRows).append(" rows, lake ").append(lakeRows);
    text.append(", ").append(differences.size()).append(" differences");
    differences.stream()
        .limit(SHOWN)
        .forEach(difference -> text.append("\n  ").append(abbreviate(difference)));
    return text.toString();
  }

  private static String abbreviate(String difference) {
    return difference.replaceAll("([0-9a-f]{64})[0-9a-f]+", "$1…");
  }
}
