package dev.firn.endtoend.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a lake table holds exactly the rows of its source table, and where it does not. */
public record TableComparison(
    String table, long sourceRows, long lakeRows, List<String> differences) {
  private static final int SHOWN = 10;

  public static TableComparison of(String table, TableContents source, TableContents lake) {
    List<String> differences = new ArrayList<>();
    if (!source.columns().equals(lake.columns())) {
      differences.add("columns: source %s, lake %s".formatted(source.columns(), lake.columns()));
    } else {
      Map<String, List<List<String>>> lakeRows = lake.rowsByKey();
      source
          .rowsByKey()
          .forEach(
              (key, rows) -> {
                List<List<String>> found = lakeRows.getOrDefault(key, List.of());
                if (!found.equals(rows)) {
                  differences.add("key " + key + ": " + difference(source.columns(), rows, found));
                }
              });
      lakeRows.keySet().stream()
          .filter(key -> !source.rowsByKey().containsKey(key))
          .forEach(key -> differences.add("key " + key + ": only in the lake"));
    }
    return new TableComparison(table, source.rowCount(), lake.rowCount(), differences);
  }

  /** Of a table that the lake does not have, which is right as long as it has no row. */
  public static TableComparison missing(String table, TableContents source) {
    return new TableComparison(
        table,
        source.rowCount(),
        0,
        source.rowCount() == 0 ? List.of() : List.of("the lake has no table of this name"));
  }

  public boolean isEqual() {
    return differences.isEmpty();
  }

  /** Names the first differing rows. */
  public String describe() {
    StringBuilder text = new StringBuilder(table);
    text.append(": source ").append(sourceRows).append(" rows, lake ").append(lakeRows);
    text.append(", ").append(differences.size()).append(" differences");
    differences.stream().limit(SHOWN).forEach(line -> text.append("\n  ").append(line));
    return text.append('\n').toString();
  }

  private static String difference(
      List<String> columns, List<List<String>> source, List<List<String>> lake) {
    if (lake.isEmpty()) {
      return "missing in the lake";
    } else if (lake.size() != source.size()) {
      return lake.size() + " times in the lake";
    }
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String expected = source.get(0).get(i);
      String actual = lake.get(0).get(i);
      if (!expected.equals(actual)) {
        changed.add(
            "%s is %s in the source, %s in the lake"
                .formatted(columns.get(i), abbreviate(expected), abbreviate(actual)));
      }
    }
    return String.join("; ", changed);
  }

  private static String abbreviate(String value) {
    return value.length() <= 60
        ? "\"" + value + "\""
        : "\"%s…\" (%d characters)".formatted(value.substring(0, 60), value.length());
  }
}
