package dev.firn.check.types;

import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.shop.Shop;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows of tables without a key, with values that Debezium sends in the form of others: only if the
 * table holds no such value, the others are believed.
 */
final class NamelessRows {
  private static final String DOUBTED = "doubted";
  private static final String BELIEVED = "believed";
  private static final String ZERO = "P0Y0M0DT0H0M0S";
  private static final String HOUR = "P0Y0M0DT1H0M0S";

  /** Of {@link #DOUBTED}: infinite, zero, and days that look like others of the table. */
  private static final Map<Integer, String> REFUSED =
      Map.of(2, "wait", 3, "wait", 4, "days", 6, "days");

  private NamelessRows() {}

  static void create(Statement statement) throws SQLException {
    for (String table : List.of(DOUBTED, BELIEVED)) {
      String name = Shop.SCHEMA + "." + table;
      statement.execute("CREATE TABLE " + name + " (id int, wait interval, days date[])");
      statement.execute("ALTER TABLE " + name + " REPLICA IDENTITY FULL");
    }
    insert(statement, DOUBTED, "(1, '1 h', '{2024-03-10 BC}')");
    insert(statement, BELIEVED, "(1, '0', '{2024-03-10}'), (2, '0', NULL)");
  }

  static void change(Statement statement) throws SQLException {
    insert(
        statement,
        DOUBTED,
        "(2, 'infinity', NULL), (3, '0', NULL), (4, '1 h', '{2024-03-10}'),"
            + " (5, '1 h', '{2024-03-11}'), (6, NULL, '{0001-12-31 BC,NULL}')");
    insert(statement, BELIEVED, "(3, '0', '{2024-03-10,NULL}'), (4, NULL, '{NULL}')");
    statement.execute("DELETE FROM %s.%s WHERE id = 1".formatted(Shop.SCHEMA, BELIEVED));
  }

  private static void insert(Statement statement, String table, String rows) throws SQLException {
    statement.execute("INSERT INTO %s.%s VALUES %s".formatted(Shop.SCHEMA, table, rows));
  }

  /** What is otherwise than it should be after the stream. */
  static List<String> problems(LakeReader lake) throws IOException {
    List<String> problems = new ArrayList<>();
    long day = LocalDate.of(2024, 3, 10).toEpochDay();
    long beforeChrist = LocalDate.of(-2023, 3, 10).toEpochDay();
    compare(
        problems,
        lake,
        DOUBTED,
        Map.of(1, HOUR + " [" + beforeChrist + "]", 5, HOUR + " [" + (day + 1) + "]"));
    compare(
        problems,
        lake,
        BELIEVED,
        Map.of(2, ZERO + " null", 3, ZERO + " [" + day + ",NULL]", 4, "null [NULL]"));
    List<String> letters = new ArrayList<>();
    lake.forEachRow(
        "_cdc_dead_letter",
        row -> {
          if (String.valueOf(row.get("table_name")).endsWith(DOUBTED)) {
            letters.add(String.valueOf(row.get("reason")));
          }
        });
    for (String column : new TreeSet<>(REFUSED.values())) {
      long expected = REFUSED.values().stream().filter(column::equals).count();
      long found =
          letters.stream().filter(letter -> letter.contains("column " + column + " ")).count();
      if (found != expected || !letters.toString().contains("no key by which")) {
        problems.add(
            "%s: expected %d letters of %s: %s".formatted(DOUBTED, expected, column, letters));
      }
    }
    return problems;
  }

  private static void compare(
      List<String> problems, LakeReader lake, String table, Map<Integer, String> expected)
      throws IOException {
    Map<Integer, String> rows = new TreeMap<>();
    lake.forEachRow(
        table,
        row ->
            rows.put(
                (Integer) row.get("id"),
                LakeText.of(row.get("wait")) + " " + LakeText.of(row.get("days"))));
    if (!rows.equals(expected)) {
      problems.add(table + ": expected " + new TreeMap<>(expected) + ", lake " + rows);
    }
  }
}
