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

/** One table and all that is done to it, at random. */
final class TableHistory {

  /** How a table is made. */
  enum Shape {
    KEYED,
    KEYLESS,
    PARTITIONED
  }

  private static final String SCHEMA = "shop";
  private static final String ELSEWHERE = "elsewhere";
  private static final List<Integer> MAKING_ANOTHER = List.of(9, 10, 18, 25);
  private static final String NUMERIC = "numeric(12,2)";

  private final String name;
  private final Shape shape;
  private final Random random;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final List<String> leaves = new ArrayList<>();
  private final TableFacts facts;
  private final List<String> statements = new ArrayList<>();
  private String schema = SCHEMA;
  private String label = "x";
  private int nextId = 1;
  private int fresh;

  TableHistory(int number, long seed) {
    name = "h" + number;
    facts = new TableFacts(name);
    random = new Random(seed * 1_000_003 + number);
    shape =
        switch (number % 4) {
          case 1 -> Shape.PARTITIONED;
          case 3 -> Shape.KEYLESS;
          default -> Shape.KEYED;
        };
    columns.put("a", "int");
    columns.put("b", "text");
    columns.put("c", "int");
    columns.put("m", SCHEMA + ".mood_" + name);
    facts.added("id");
    columns.keySet().forEach(facts::added);
  }

  String name() {
    return name;
  }

  /** What may be said of it. */
  TableFacts facts() {
    return facts;
  }

  List<String> statements() {
    return statements;
  }

  /** True if the table is under its name, so that it can be compared. */
  boolean isThere() {
    return schema.equals(SCHEMA);
  }

  /** Does at the source what a reason asks for before the load that it names. */
  void obey(Connection connection, String reason) throws SQLException {
    if (reason.contains("Move it back and load it") && !isThere()) {
      run(connection, "ALTER TABLE " + table() + " SET SCHEMA " + SCHEMA);
      schema = SCHEMA;
    }
    if (reason.contains("SET REPLICA IDENTITY") || reason.contains("Set REPLICA IDENTITY")) {
      run(connection, "ALTER TABLE " + table() + " REPLICA IDENTITY FULL");
    }
    if (reason.contains("SET LOGGED")) {
      run(connection, "ALTER TABLE " + table() + " SET LOGGED");
    }
  }

  private String table() {
    return schema + "." + name;
  }

  void create(Connection connection) throws SQLException {
    run(connection, "CREATE TYPE %s.mood_%s AS ENUM ('x', 'y')".formatted(SCHEMA, name));
    create(connection, name);
    insert(connection, 4);
  }

  private void create(Connection connection, String as) throws SQLException {
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

  private void addLeaf(Connection connection, String of, int from, int to) throws SQLException {
    String leaf = "%s_p%d_%d".formatted(name, from, fresh++);
    run(
        connection,
        "CREATE TABLE %s.%s PARTITION OF %s.%s FOR VALUES FROM (%d) TO (%d)"
            .formatted(SCHEMA, leaf, SCHEMA, of, from, to));
    leaves.add(leaf);
  }

  private void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    statements.add(sql);
  }

  /** The same of what the source may refuse. */
  private boolean tried(Connection connection, String... all) {
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

  /** Changes rows, as far as the source lets it. */
  void change(Connection connection) throws SQLException {
    insert(connection, 1 + random.nextInt(2));
    if (!columns.isEmpty()) {
      String column = anyColumn();
      tried(
          connection,
          "UPDATE %s SET %s = %s WHERE id %% 3 = %d"
              .formatted(table(), column, value(type(column)), random.nextInt(3)));
    }
    if (random.nextInt(3) == 0) {
      tried(
          connection,
          "DELETE FROM %s WHERE id = (SELECT min(id) FROM %s)".formatted(table(), table()));
    }
  }

  private void insert(Connection connection, int rows) throws SQLException {
    for (int i = 0; i < rows; i++) {
      int id = nextId++;
      int key = shape == Shape.PARTITIONED && id % 2 == 0 ? 1000 + id : id;
      String names = columns.keySet().stream().map(", "::concat).collect(Collectors.joining());
      String values =
          columns.values().stream().map(type -> ", " + value(type)).collect(Collectors.joining());
      tried(
          connection, "INSERT INTO %s (id%s) VALUES (%d%s)".formatted(table(), names, key, values));
    }
  }

  private String value(String type) {
    int number = random.nextInt(1000);
    return switch (type) {
      case "int", "bigint" -> String.valueOf(number);
      case NUMERIC -> number + ".25";
      case "text", "varchar(40)", "varchar(60)" -> "'t" + number + "'";
      default -> random.nextBoolean() ? "'" + label + "'" : "'y'";
    };
  }

  private String type(String column) {
    return columns.getOrDefault(column, "");
  }

  private String anyColumn() {
    return new ArrayList<>(columns.keySet()).get(random.nextInt(columns.size()));
  }

  private String anyOf(String... types) {
    List<String> fitting =
        columns.entrySet().stream()
            .filter(column -> List.of(types).contains(column.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return fitting.isEmpty() ? "" : fitting.get(random.nextInt(fitting.size()));
  }

  private boolean alter(Connection connection, String what) {
    return tried(connection, "ALTER TABLE " + table() + " " + what);
  }

  /**
   * One statement, or a few in one transaction, that alter the table.
   *
   * @param connector awaited before statements of which operators are told that it must have read
   *     everything
   */
  void alter(Connection connection, ReadConnector connector) throws SQLException {
    int kind = random.nextInt(shape == Shape.PARTITIONED ? 33 : 27);
    if (MAKING_ANOTHER.contains(kind) && random.nextInt(3) > 0) {
      // Of another table hardly anything else can be seen, so it is not made as often.
      kind = random.nextInt(9);
    }
    String number = anyOf("int", "bigint");
    String any = columns.isEmpty() ? "" : anyColumn();
    switch (kind) {
      case 0, 1 -> add(connection);
      case 2 -> drop(connection, any);
      case 3, 4 -> rename(connection, any, "r" + fresh++);
      case 5 -> swap(connection);
      case 6 -> retype(connection, anyOf("int"), "bigint", "");
      case 7 -> retype(connection, number, "bigint", " USING " + number + " * 10");
      case 8 -> retype(connection, anyOf("varchar(40)", "text"), "text", "");
      case 9 -> recreate(connection);
      case 10 -> replace(connection);
      case 11 -> dropAndAdd(connection, any);
      case 12 -> renameAndAdd(connection, any);
      case 13 -> {
        if (columns.containsValue(mood()) && tried(connection, renameLabel())) {
          label = "x" + fresh++;
          facts.label(label);
        }
      }
      case 14 -> tried(connection, "ALTER TYPE %s ADD VALUE 'z%d'".formatted(mood(), fresh++));
      case 15 -> alter(connection, "REPLICA IDENTITY FULL");
      case 16 -> identityByIndex(connection);
      case 17 -> key(connection);
      case 18 -> moveAway(connection, connector);
      case 19 -> vacuum(connection);
      case 20 -> {
        if (tried(connection, "TRUNCATE " + table())) {
          facts.truncatedAsWhole();
        }
      }
      case 21 -> {
        if (alter(connection, "SET UNLOGGED")) {
          facts.unlogged();
        }
      }
      case 22 -> dropAndAddOfAnotherType(connection, connector);
      case 23 -> retypeToAnother(connection, connector, number, NUMERIC, number);
      case 24 -> {
        String text = anyOf("text", "varchar(40)");
        retypeToAnother(connection, connector, text, "int", "length(" + text + ")");
      }
      case 25 -> recreateOtherwise(connection, connector);
      case 26 -> retype(connection, anyOf("varchar(40)"), "varchar(60)", "");
      default -> leaf(connection, kind);
    }
  }

  private String mood() {
    return SCHEMA + ".mood_" + name;
  }

  private String renameLabel() {
    return "ALTER TYPE %s RENAME VALUE '%s' TO 'x%d'".formatted(mood(), label, fresh);
  }

  private void add(Connection connection) {
    String column = "n" + fresh++;
    String type = random.nextBoolean() ? "int" : "varchar(40)";
    String fallback = random.nextBoolean() ? " DEFAULT " + value(type) : "";
    if (alter(connection, "ADD " + column + " " + type + fallback)) {
      columns.put(column, type);
      facts.added(column);
      if (shape == Shape.PARTITIONED && !fallback.isEmpty()) {
        facts.unsent(column);
      }
    }
  }

  private void drop(Connection connection, String column) {
    if (!column.isEmpty() && alter(connection, "DROP " + column)) {
      columns.remove(column);
      facts.dropped(column);
    }
  }

  private void rename(Connection connection, String from, String to) {
    if (!from.isEmpty() && alter(connection, "RENAME " + from + " TO " + to)) {
      Map<String, String> renamed = new LinkedHashMap<>();
      columns.forEach((name, type) -> renamed.put(name.equals(from) ? to : name, type));
      columns.clear();
      columns.putAll(renamed);
      facts.renamed(from, to);
    }
  }

  private void swap(Connection connection) {
    List<String> two =
        columns.keySet().stream().filter(column -> type(column).equals("int")).toList();
    if (two.size() < 2) {
      return;
    }
    String rename = "ALTER TABLE " + table() + " RENAME ";
    if (tried(
        connection,
        rename + two.get(0) + " TO swapping",
        rename + two.get(1) + " TO " + two.get(0),
        rename + "swapping TO " + two.get(1))) {
      facts.renamed(two.get(0), "swapping");
      facts.renamed(two.get(1), two.get(0));
      facts.renamed("swapping", two.get(1));
    }
  }

  private void retype(Connection connection, String column, String type, String using) {
    String before = type(column);
    if (!column.isEmpty() && alter(connection, "ALTER " + column + " TYPE " + type + using)) {
      columns.put(column, type);
      facts.altered(column);
      if (!using.isEmpty() || !before.equals(type) && type.equals("bigint")) {
        facts.writtenAnew();
      }
    }
  }

  /** Debezium reads what it has not read yet with the types of now. */
  private void retypeToAnother(
      Connection connection, ReadConnector connector, String column, String type, String using)
      throws SQLException {
    if (!column.isEmpty()) {
      connector.await();
      retype(connection, column, type, " USING " + using);
    }
  }

  private void recreate(Connection connection) throws SQLException {
    if (isThere() && tried(connection, "DROP TABLE " + table())) {
      create(connection, name);
      insert(connection, 2);
      facts.droppedAsWhole();
    }
  }

  private void recreateOtherwise(Connection connection, ReadConnector connector)
      throws SQLException {
    String column = anyOf("int", "text");
    if (isThere() && !column.isEmpty()) {
      connector.await();
      columns.put(column, type(column).equals("int") ? "text" : "int");
      recreate(connection);
    }
  }

  /**
   * If the connector has not read what was done before, or if columns are altered afterwards, it
   * stops, so the table is taken out of the publication first; or nothing of its columns changes.
   */
  private void moveAway(Connection connection, ReadConnector connector) throws SQLException {
    if (!isThere()) {
      return;
    }
    String move = "ALTER TABLE " + table() + " SET SCHEMA " + ELSEWHERE;
    String leave = "ALTER PUBLICATION %s DROP TABLE %s".formatted(connector.publication(), table());
    if (tried(connection, leave, move) || tried(connection, move)) {
      schema = ELSEWHERE;
      if (facts.isLoaded()) {
        facts.movedTo(table());
      }
    }
  }

  private void replace(Connection connection) throws SQLException {
    if (!isThere() || shape == Shape.PARTITIONED) {
      return;
    }
    String staging = name + "_new" + fresh;
    String old = name + "_old" + fresh++;
    create(connection, staging);
    if (tried(
        connection,
        "ALTER TABLE " + table() + " RENAME TO " + old,
        "ALTER TABLE %s.%s RENAME TO %s".formatted(SCHEMA, staging, name))) {
      insert(connection, 2);
      if (facts.isLoaded()) {
        facts.movedTo(SCHEMA + "." + old);
      }
    }
  }

  private void dropAndAdd(Connection connection, String column) {
    if (!column.isEmpty()
        && type(column).equals("int")
        && tried(
            connection,
            "ALTER TABLE %s DROP %s".formatted(table(), column),
            "ALTER TABLE %s ADD %s int DEFAULT 7".formatted(table(), column))) {
      facts.dropped(column);
      facts.added(column);
      columns.remove(column);
      columns.put(column, "int");
    }
  }

  private void dropAndAddOfAnotherType(Connection connection, ReadConnector connector)
      throws SQLException {
    String column = anyOf("text", "varchar(40)");
    if (column.isEmpty()) {
      return;
    }
    connector.await();
    if (tried(
        connection,
        "ALTER TABLE %s DROP %s".formatted(table(), column),
        "ALTER TABLE %s ADD %s int".formatted(table(), column))) {
      facts.dropped(column);
      facts.added(column);
      columns.remove(column);
      columns.put(column, "int");
    }
  }

  private void renameAndAdd(Connection connection, String column) {
    if (!type(column).equals("int")) {
      return;
    }
    String to = "r" + fresh++;
    rename(connection, column, to);
    if (columns.containsKey(to) && alter(connection, "ADD " + column + " int")) {
      columns.put(column, "int");
      facts.added(column);
    }
  }

  private void identityByIndex(Connection connection) {
    if (shape != Shape.KEYED || !columns.containsKey("a")) {
      return;
    }
    String index = name + "_u" + fresh++;
    if (tried(
        connection,
        "ALTER TABLE %s ADD code%s int NOT NULL GENERATED BY DEFAULT AS IDENTITY"
            .formatted(table(), index),
        "CREATE UNIQUE INDEX %s ON %s (code%s)".formatted(index, table(), index),
        "ALTER TABLE %s REPLICA IDENTITY USING INDEX %s".formatted(table(), index))) {
      facts.namedByIndex();
      facts.added("code" + index);
      facts.unsent("code" + index);
      facts.writtenAnew();
    }
  }

  private void key(Connection connection) {
    if (shape != Shape.KEYED) {
      return;
    }
    if (random.nextBoolean()) {
      if (tried(
          connection,
          "ALTER TABLE %s DROP CONSTRAINT %s_pkey".formatted(table(), name),
          "ALTER TABLE %s REPLICA IDENTITY FULL".formatted(table()))) {
        facts.keyGone();
      }
    } else if (alter(connection, "RENAME id TO id2") && alter(connection, "RENAME id2 TO id")) {
      facts.renamed("id", "id2");
      facts.renamed("id2", "id");
    }
  }

  private void vacuum(Connection connection) {
    try {
      run(connection, "VACUUM FULL " + table());
      facts.writtenAnew();
      leaves.forEach(leaf -> facts.part(leaf, "truncated"));
    } catch (SQLException e) {
      statements.add("-- refused: " + e.getMessage());
    }
  }

  private void leaf(Connection connection, int kind) throws SQLException {
    if (leaves.isEmpty() || !isThere()) {
      return;
    }
    String leaf = leaves.get(leaves.size() - 1);
    switch (kind) {
      case 27 -> {
        if (alter(connection, "DETACH PARTITION " + SCHEMA + "." + leaf)) {
          leaves.remove(leaf);
          facts.part(leaf, "detached");
        }
      }
      case 28 -> {
        if (tried(connection, "TRUNCATE " + SCHEMA + "." + leaf)) {
          facts.part(leaf, "truncated");
        }
      }
      case 29 -> {
        if (tried(connection, "DROP TABLE " + SCHEMA + "." + leaf)) {
          leaves.remove(leaf);
          facts.part(leaf, "dropped");
        }
      }
      case 30 -> addLeaf(connection, name, 3000 + 10 * fresh, 3010 + 10 * fresh);
      default -> attach(connection, kind == 31);
    }
  }

  private void attach(Connection connection, boolean withRows) {
    int from = 100_000 + 10 * fresh;
    String leaf = "%s_q%d".formatted(name, fresh++);
    if (tried(
        connection,
        "CREATE TABLE %s.%s (LIKE %s INCLUDING ALL)".formatted(SCHEMA, leaf, table()))) {
      if (withRows
          && tried(
              connection, "INSERT INTO %s.%s (id) VALUES (%d)".formatted(SCHEMA, leaf, from))) {
        facts.part(leaf, "attached");
      }
      if (alter(
          connection,
          "ATTACH PARTITION %s.%s FOR VALUES FROM (%d) TO (%d)"
              .formatted(SCHEMA, leaf, from, from + 10))) {
        leaves.add(leaf);
      }
    }
  }
}
