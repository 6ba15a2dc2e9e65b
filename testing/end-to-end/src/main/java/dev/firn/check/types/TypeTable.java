package dev.firn.check.types;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.shop.Shop;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table with a column of each of some types, and what both sides show in it. */
record TypeTable(String name, List<TypeCase> columns) {

  String qualified() {
    return Shop.SCHEMA + "." + name;
  }

  String create() {
    return "CREATE TABLE "
        + qualified()
        + " (id int PRIMARY KEY, "
        + IntStream.range(0, columns.size())
            .mapToObj(i -> column(i) + " " + columns.get(i).type())
            .collect(Collectors.joining(", "))
        + ")";
  }

  /** As many rows as the column with the most values needs; the last has NULL everywhere. */
  int caseRows() {
    return columns.stream().mapToInt(column -> column.values().size()).max().orElse(0) + 1;
  }

  /** Inserts the values of the cases, with ids that begin behind the offset. */
  String insertCases(int offset) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < caseRows(); row++) {
      List<String> values = new ArrayList<>();
      values.add(Integer.toString(offset + row));
      for (TypeCase column : columns) {
        values.add(
            row < column.values().size()
                ? "(" + column.values().get(row) + ")::" + column.type()
                : "NULL");
      }
      rows.add("(" + String.join(", ", values) + ")");
    }
    return "INSERT INTO " + qualified() + " VALUES " + String.join(", ", rows);
  }

  /** Gives rows at one offset what the rows at another hold. */
  String copyRows(int from, int to) {
    String all = columnNames("");
    return "UPDATE %1$s t SET (%2$s) = (SELECT %2$s FROM %1$s s WHERE s.id = t.id - %3$d) WHERE id >= %4$d"
        .formatted(qualified(), all, to - from, to);
  }

  String insertRandom(int first, int last) {
    return "INSERT INTO %s SELECT g, %s FROM generate_series(%d, %d) g"
        .formatted(qualified(), randomValues(), first, last);
  }

  String updateRandom(int everyNth) {
    return "UPDATE %s SET (%s) = ROW(%s) WHERE id %% %d = 0"
        .formatted(qualified(), columnNames(""), randomValues(), everyNth);
  }

  private String randomValues() {
    return columns.stream()
        .map(
            column ->
                "CASE WHEN random() < 0.1 THEN NULL ELSE (%s)::%s END"
                    .formatted(column.random(), column.type()))
        .collect(Collectors.joining(", "));
  }

  private String columnNames(String prefix) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> prefix + column(i))
        .collect(Collectors.joining(", "));
  }

  static String column(int index) {
    return "c" + index;
  }

  /** What the source shows, by id. */
  Map<Integer, List<@Nullable String>> shownBySource(Database database) throws SQLException {
    String shown =
        IntStream.range(0, columns.size())
            .mapToObj(i -> columns.get(i).shown("t." + column(i)))
            .collect(Collectors.joining(", "));
    Map<Integer, List<@Nullable String>> rows = new HashMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TypeSchema.SHOWN);
      try (ResultSet result =
          statement.executeQuery("SELECT id, " + shown + " FROM " + qualified() + " t")) {
        while (result.next()) {
          List<@Nullable String> values = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            values.add(result.getString(i + 2));
          }
          rows.put(result.getInt(1), values);
        }
      }
    }
    return rows;
  }

  /** What the lake shows, by id. */
  Map<Integer, List<@Nullable String>> shownByLake(LakeReader lake) throws IOException {
    Map<Integer, List<@Nullable String>> rows = new HashMap<>();
    lake.forEachRow(
        name,
        row -> {
          List<@Nullable String> values = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            values.add(LakeText.of(row.get(column(i))));
          }
          List<@Nullable String> other = rows.put((Integer) row.get("id"), values);
          if (other != null) {
            throw new IllegalStateException("Row " + row.get("id") + " of " + name + " twice");
          }
        });
    return rows;
  }

  /** Values that were compared, and the places where they differ. */
  record Comparison(long compared, List<String> differences) {

    Comparison and(long more, List<String> problems) {
      List<String> all = new ArrayList<>(differences);
      all.addAll(problems);
      return new Comparison(compared + more, all);
    }
  }

  Comparison compare(Database database, LakeReader lake) throws SQLException, IOException {
    Map<Integer, List<@Nullable String>> source = shownBySource(database);
    Map<Integer, List<@Nullable String>> found = shownByLake(lake);
    List<String> differences = new ArrayList<>();
    source.forEach(
        (id, expected) -> {
          List<@Nullable String> actual = found.remove(id);
          if (actual == null) {
            differences.add(name + " row " + id + " is missing in the lake");
            return;
          }
          for (int i = 0; i < columns.size(); i++) {
            if (!java.util.Objects.equals(expected.get(i), actual.get(i))) {
              differences.add(
                  "%s row %d, %s: source %s, lake %s"
                      .formatted(name, id, columns.get(i).type(), expected.get(i), actual.get(i)));
            }
          }
        });
    found.keySet().forEach(id -> differences.add(name + " row " + id + " is only in the lake"));
    return new Comparison((long) source.size() * columns.size(), differences);
  }
}
