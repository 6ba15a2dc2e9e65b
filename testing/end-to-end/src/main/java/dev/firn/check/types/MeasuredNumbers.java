package dev.firn.check.types;

import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.shop.Shop;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers without a declared size: the load measures them, and the stream brings larger ones, finer
 * ones, and such as no decimal holds.
 */
final class MeasuredNumbers {
  private static final String TABLE = "measured";

  private MeasuredNumbers() {}

  static void create(Statement statement) throws SQLException {
    statement.execute(
        "CREATE TABLE %s.%s (id int PRIMARY KEY, whole numeric, price numeric)"
            .formatted(Shop.SCHEMA, TABLE));
    statement.execute(
        "INSERT INTO %s.%s VALUES (1, 7, 1.10), (2, NULL, 12.5)".formatted(Shop.SCHEMA, TABLE));
  }

  static void change(Statement statement) throws SQLException {
    statement.execute(
        "INSERT INTO %s.%s VALUES (3, 12345678901234567890, 2), (4, 1, -1.123456), (5, 1e40, 1), (6, 'NaN', 1)"
            .formatted(Shop.SCHEMA, TABLE));
  }

  /** What is otherwise than it should be after the stream. */
  static List<String> problems(LakeReader lake) throws IOException {
    Map<Object, String> rows = new TreeMap<>();
    lake.forEachRow(
        TABLE,
        row ->
            rows.put(
                String.valueOf(row.get("id")),
                number(row.get("whole")) + " " + number(row.get("price__v2"))));
    Map<String, String> expected =
        Map.of(
            "1", "7 1.1",
            "2", "null 12.5",
            "3", "12345678901234567890 2",
            "4", "1 -1.123456");
    List<String> problems = new ArrayList<>();
    if (!rows.equals(expected)) {
      problems.add(TABLE + ": expected " + new TreeMap<>(expected) + ", lake " + rows);
    }
    List<String> letters = new ArrayList<>();
    lake.forEachRow(
        "_cdc_dead_letter",
        row -> {
          if (String.valueOf(row.get("reason")).contains("column whole ")) {
            letters.add(String.valueOf(row.get("reason")));
          }
        });
    if (letters.size() != 2) {
      problems.add(TABLE + ": expected dead letters of 1e40 and NaN, but there are " + letters);
    }
    return problems;
  }

  private static String number(@Nullable Object value) {
    return value instanceof BigDecimal number
        ? number.stripTrailingZeros().toPlainString()
        : String.valueOf(value);
  }
}
