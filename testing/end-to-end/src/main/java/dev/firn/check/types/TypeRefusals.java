package dev.firn.check.types;

import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.shop.Shop;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Values that must be refused: each in a table of its own for the load, and each in a column of its
 * own of one table for the stream.
 */
final class TypeRefusals {
  private static final String STREAMED = "beyond";

  private final List<TypeRefusal> byLoad;
  private final List<TypeRefusal> byStream;

  private TypeRefusals(List<TypeRefusal> all) {
    this.byLoad = all.stream().filter(refusal -> !refusal.load().isEmpty()).toList();
    this.byStream = all.stream().filter(refusal -> !refusal.stream().isEmpty()).toList();
  }

  static TypeRefusals read() throws IOException {
    return new TypeRefusals(TypeRefusal.all());
  }

  int count() {
    return byLoad.size() + byStream.size();
  }

  /** Makes the tables; those for the load have their value already. */
  void create(Statement statement) throws SQLException {
    for (int i = 0; i < byLoad.size(); i++) {
      TypeRefusal refusal = byLoad.get(i);
      String table = Shop.SCHEMA + "." + loaded(i);
      statement.execute(
          "CREATE TABLE %s (id int PRIMARY KEY, c %s)".formatted(table, refusal.type()));
      statement.execute(
          "INSERT INTO %s VALUES (1, NULL), (2, (%s)::%s)"
              .formatted(table, refusal.value(), refusal.type()));
    }
    StringBuilder columns = new StringBuilder("id int PRIMARY KEY");
    for (int i = 0; i < byStream.size(); i++) {
      columns.append(", ").append(TypeTable.column(i)).append(' ').append(byStream.get(i).type());
    }
    statement.execute("CREATE TABLE %s.%s (%s)".formatted(Shop.SCHEMA, STREAMED, columns));
    statement.execute("INSERT INTO %s.%s VALUES (-1)".formatted(Shop.SCHEMA, STREAMED));
  }

  /** Sends every value through the stream, and at the end a row that can be applied. */
  void change(Statement statement) throws SQLException {
    for (int i = 0; i < byStream.size(); i++) {
      TypeRefusal refusal = byStream.get(i);
      statement.execute(
          "INSERT INTO %s.%s (id, %s) VALUES (%d, (%s)::%s)"
              .formatted(
                  Shop.SCHEMA, STREAMED, TypeTable.column(i), i, refusal.value(), refusal.type()));
    }
    statement.execute("INSERT INTO %s.%s VALUES (-2)".formatted(Shop.SCHEMA, STREAMED));
  }

  /** What the load did otherwise than it should. */
  List<String> notRefusedByLoad(LakeReader lake) throws IOException {
    Map<String, String> errors = new HashMap<>();
    lake.forEachRow(
        "_cdc_status",
        row ->
            errors.put(
                String.valueOf(row.get("table_name")), String.valueOf(row.get("error_message"))));
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < byLoad.size(); i++) {
      TypeRefusal refusal = byLoad.get(i);
      String error = errors.getOrDefault(loaded(i), "nothing");
      if (lake.hasTable(loaded(i))) {
        problems.add("the load took %s %s".formatted(refusal.type(), refusal.value()));
      }
      String table = Shop.SCHEMA + "." + loaded(i);
      requireWords(problems, "the load", refusal, error, "column c", table, refusal.load());
    }
    return problems;
  }

  /** What the stream did otherwise than it should. */
  List<String> notRefusedByStream(LakeReader lake) throws IOException {
    Map<Integer, String> letters = new TreeMap<>();
    lake.forEachRow(
        "_cdc_dead_letter",
        row -> {
          if (String.valueOf(row.get("table_name")).endsWith(STREAMED)) {
            String reason = String.valueOf(row.get("reason"));
            for (int i = 0; i < byStream.size(); i++) {
              if (reason.contains("column " + TypeTable.column(i) + " ")) {
                letters.merge(i, reason, (first, second) -> first + " and " + second);
              }
            }
          }
        });
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < byStream.size(); i++) {
      TypeRefusal refusal = byStream.get(i);
      requireWords(
          problems, "the stream", refusal, letters.getOrDefault(i, "nothing"), refusal.stream());
    }
    lake.forEachRow(
        STREAMED,
        row -> {
          if ((Integer) Objects.requireNonNull(row.get("id")) >= 0) {
            problems.add("the stream took " + row);
          }
        });
    return problems;
  }

  private static void requireWords(
      List<String> problems, String who, TypeRefusal refusal, String said, String... words) {
    for (String word : words) {
      if (!said.contains(word)) {
        problems.add(
            "%s should say \"%s\" of %s %s, but says: %s"
                .formatted(who, word, refusal.type(), refusal.value(), said));
      }
    }
  }

  private static String loaded(int index) {
    return STREAMED + index;
  }
}
