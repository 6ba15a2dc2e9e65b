package dev.firn.check.ddl;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as the source has it, its rows, and every statement that was run for it. */
final class SourceTable {

  /** How a table is made. */
  enum Shape {
    KEYED,
    KEYLESS,
    PARTITIONED
  }

  static final String SCHEMA = "shop";
  static final String NUMERIC = "numeric(12,2)";
  private static final String ELSEWHERE = "elsewhere";

  private final String name;
  private final Shape shape;
  private final Random random;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final List<String> leaves = new ArrayList<>();
  private final List<String> statements = new ArrayList<>();
  private String schema = SCHEMA;
  private String called;
  private String label = "x";
  private boolean hasNewLabel;
  private int nextId = 1;
  private int fresh;

  SourceTable(String name, Shape shape, Random random) {
    this.name = name;
    this.called = name;
    this.shape = shape;
    this.random = random;
    columns.put("a", "int");
    columns.put("b", "text");
    columns.put("c", "int");
    columns.put("m", mood());
  }

  String name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  /** With its schema. */
  String fullName() {
    return schema + "." + called;
  }

  List<String> statements() {
    return statements;
  }

  /** The types of its columns, except the key, by their names. */
  Map<String, String> columns() {
    return columns;
  }

  String type(String column) {
    return columns.getOrDefault(column, "");
  }

  /** Its parts, in the order in which they came. */
  List<String> leaves() {
    return leaves;
  }

  /** The type of its labels. */
  String mood() {
    return SCHEMA + ".mood_" + name;
  }

  String label() {
    return label;
  }

  void labelled(String other) {
    label = other;
  }

  /** Its type has a label that the connector may not know. */
  void hasNewLabel() {
    hasNewLabel = true;
  }

  /**
   * Debezium looks at the columns of now when it reads a label that it does not know, and reads
   * earlier rows with them.
   */
  void awaitLabels(ReadConnector connector) throws SQLException {
    if (hasNewLabel) {
      connector.await();
      hasNewLabel = false;
    }
  }

  /** A number that nothing of it has in its name. */
  int fresh() {
    return fresh++;
  }

  /** True if the table is under its name, so that it can be compared. */
  boolean isThere() {
    return schema.equals(SCHEMA) && called.equals(name);
  }

  /** To a schema that is not followed; true if the source lets it. */
  boolean movedAway(Connection connection, String... before) {
    String move = "ALTER TABLE " + fullName() + " SET SCHEMA " + ELSEWHERE;
    boolean moved =
        tried(connection, Stream.concat(Stream.of(before), Stream.of(move)).toArray(String[]::new));
    if (moved) {
      schema = ELSEWHERE;
    }
    return moved;
  }

  void moveBack(Connection connection) throws SQLException {
    run(connection, "ALTER TABLE " + fullName() + " SET SCHEMA " + SCHEMA);
    schema = SCHEMA;
  }

  void rename(Connection connection, String to) throws SQLException {
    run(connection, "ALTER TABLE " + fullName() + " RENAME TO " + to);
    called = to;
  }

  void create(Connection connection) throws SQLException {
    run(connection, "CREATE TYPE %s AS ENUM ('x', 'y')".formatted(mood()));
    create(connection, name);
    insert(connection, 4);
  }

  /** Another one of the same columns. */
  void create(Connection connection, String as) throws SQLException {
    String list =
        columns.entrySet().stream()
            .map(column -> column.getKey() + " " + column.getValue())
            .collect(Collectors.joining(", "));
    String key = shape == Shape.KEYLESS ? "" : ", PRIMARY KEY (id)";
    run(
        connection,
        "CREATE TABLE %s.%s (id int NOT NULL, %s%s)%s"
            .formatted(
                SCHEMA,
                as,
                list,
                key,
                shape == Shape.PARTITIONED ? " PARTITION BY RANGE (id)" : ""));
    if (shape == Shape.PARTITIONED) {
      leaves.clear();
      addLeaf(connection, as, 0, 1000);
      addLeaf(connection, as, 1000, 2000);
    }
    if (shape == Shape.KEYLESS) {
      run(connection, "ALTER TABLE %s.%s REPLICA IDENTITY FULL".formatted(SCHEMA, as));
    }
  }

  void addLeaf(Connection connection, String of, int from, int to) throws SQLException {
    String leaf = "%s_p%d_%d".formatted(name, from, fresh());
    run(
        connection,
        "CREATE TABLE %s.%s PARTITION OF %s.%s FOR VALUES FROM (%d) TO (%d)"
            .formatted(SCHEMA, leaf, SCHEMA, of, from, to));
    leaves.add(leaf);
  }

  void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    statements.add(sql);
  }

  /** The same in one transaction of what the source may refuse. */
  boolean tried(Connection connection, String... all) {
    try {
      connection.setAutoCommit(false);
      for (String sql : all) {
        run(connection, sql);
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      statements.add("-- refused: " + e.getMessage());
      try {
        connection.rollback();
      } catch (SQLException lost) {
        throw new IllegalStateException(lost);
      }
      return false;
    } finally {
      try {
        connection.setAutoCommit(true);
      } catch (SQLException lost) {
        throw new IllegalStateException(lost);
      }
    }
  }

  /** The same of one alteration. */
  boolean altered(Connection connection, String how) {
    return tried(connection, "ALTER TABLE " + fullName() + " " + how);
  }

  /** Changes rows, as far as the source lets it. */
  void change(Connection connection) {
    insert(connection, 1 + random.nextInt(2));
    if (!columns.isEmpty()) {
      String column = anyColumn();
      tried(
          connection,
          "UPDATE %s SET %s = %s WHERE id %% 3 = %d"
              .formatted(fullName(), column, value(type(column)), random.nextInt(3)));
    }
    if (random.nextInt(3) == 0) {
      tried(
          connection,
          "DELETE FROM %s WHERE id = (SELECT min(id) FROM %s)".formatted(fullName(), fullName()));
    }
  }

  void insert(Connection connection, int rows) {
    for (int i = 0; i < rows; i++) {
      int id = nextId++;
      int key = shape == Shape.PARTITIONED && id % 2 == 0 ? 1000 + id : id;
      String names = columns.keySet().stream().map(", "::concat).collect(Collectors.joining());
      String values =
          columns.values().stream().map(type -> ", " + value(type)).collect(Collectors.joining());
      tried(
          connection,
          "INSERT INTO %s (id%s) VALUES (%d%s)".formatted(fullName(), names, key, values));
    }
  }

  /** Any of a type, as a statement has it. */
  String value(String type) {
    int number = random.nextInt(1000);
    return switch (type) {
      case "int", "bigint" -> String.valueOf(number);
      case NUMERIC -> number + ".25";
      case "text", "varchar(40)", "varchar(60)" -> "'t" + number + "'";
      default -> random.nextBoolean() ? "'" + label + "'" : "'y'";
    };
  }

  /** Empty if it has none. */
  String anyColumn() {
    return columns.isEmpty()
        ? ""
        : new ArrayList<>(columns.keySet()).get(random.nextInt(columns.size()));
  }

  /** Any of some types; empty if it has none. */
  String anyOf(String... types) {
    List<String> fitting =
        columns.entrySet().stream()
            .filter(column -> List.of(types).contains(column.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return fitting.isEmpty() ? "" : fitting.get(random.nextInt(fitting.size()));
  }
}
