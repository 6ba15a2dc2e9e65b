package dev.firn.check.ddl;

import dev.firn.check.ddl.SourceTable.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Statements that alter columns of a table, and what is true of it afterwards. */
record ColumnSteps(SourceTable table, TableFacts facts, Random random) {

  void add(Connection connection) {
    String column = "n" + table.fresh();
    String type = random.nextBoolean() ? "int" : "varchar(40)";
    String fallback = random.nextBoolean() ? " DEFAULT " + table.value(type) : "";
    if (table.altered(connection, "ADD " + column + " " + type + fallback)) {
      table.columns().put(column, type);
      facts.added(column);
      if (table.shape() == Shape.PARTITIONED && !fallback.isEmpty()) {
        facts.unsent(column);
      }
    }
  }

  void drop(Connection connection, String column) {
    if (!column.isEmpty() && table.altered(connection, "DROP " + column)) {
      table.columns().remove(column);
      facts.dropped(column);
    }
  }

  void rename(Connection connection, String from) {
    rename(connection, from, "r" + table.fresh());
  }

  private void rename(Connection connection, String from, String to) {
    if (!from.isEmpty() && table.altered(connection, "RENAME " + from + " TO " + to)) {
      Map<String, String> renamed = new LinkedHashMap<>();
      table.columns().forEach((name, type) -> renamed.put(name.equals(from) ? to : name, type));
      table.columns().clear();
      table.columns().putAll(renamed);
      facts.renamed(from, to);
    }
  }

  /** Two of them get each other's names. */
  void swap(Connection connection) {
    List<String> two =
        table.columns().keySet().stream()
            .filter(column -> table.type(column).equals("int"))
            .toList();
    if (two.size() < 2) {
      return;
    }
    String rename = "ALTER TABLE " + table.fullName() + " RENAME ";
    if (table.tried(
        connection,
        rename + two.get(0) + " TO swapping",
        rename + two.get(1) + " TO " + two.get(0),
        rename + "swapping TO " + two.get(1))) {
      facts.renamed(two.get(0), "swapping");
      facts.renamed(two.get(1), two.get(0));
      facts.renamed("swapping", two.get(1));
    }
  }

  void retype(Connection connection, String column, String type, String using) {
    String before = table.type(column);
    if (!column.isEmpty()
        && table.altered(connection, "ALTER " + column + " TYPE " + type + using)) {
      table.columns().put(column, type);
      facts.altered(column);
      if (!using.isEmpty() || !before.equals(type) && type.equals("bigint")) {
        facts.writtenAnew();
      }
    }
  }

  /** Debezium reads what it has not read yet with the types of now. */
  void retypeToAnother(
      Connection connection, ReadConnector connector, String column, String type, String using)
      throws SQLException {
    if (!column.isEmpty()) {
      connector.await();
      retype(connection, column, type, " USING " + using);
    }
  }

  void dropAndAdd(Connection connection, String column) {
    if (table.type(column).equals("int")) {
      dropAndAdd(connection, column, "int DEFAULT 7");
    }
  }

  void dropAndAddOfAnotherType(Connection connection, ReadConnector connector) throws SQLException {
    String column = table.anyOf("text", "varchar(40)");
    if (!column.isEmpty()) {
      connector.await();
      dropAndAdd(connection, column, "int");
    }
  }

  private void dropAndAdd(Connection connection, String column, String as) {
    if (table.tried(
        connection,
        "ALTER TABLE %s DROP %s".formatted(table.fullName(), column),
        "ALTER TABLE %s ADD %s %s".formatted(table.fullName(), column, as))) {
      facts.dropped(column);
      facts.added(column);
      table.columns().remove(column);
      table.columns().put(column, "int");
    }
  }

  void renameAndAdd(Connection connection, String column) {
    if (!table.type(column).equals("int")) {
      return;
    }
    String to = "r" + table.fresh();
    rename(connection, column, to);
    if (table.columns().containsKey(to) && table.altered(connection, "ADD " + column + " int")) {
      table.columns().put(column, "int");
      facts.added(column);
    }
  }

  void renameLabel(Connection connection) {
    if (!table.columns().containsValue(table.mood())) {
      return;
    }
    String to = "x" + table.fresh();
    if (table.tried(
        connection,
        "ALTER TYPE %s RENAME VALUE '%s' TO '%s'".formatted(table.mood(), table.label(), to))) {
      table.labelled(to);
      table.hasNewLabel();
      facts.label(to);
    }
  }

  void addLabel(Connection connection) {
    table.tried(connection, "ALTER TYPE %s ADD VALUE 'z%d'".formatted(table.mood(), table.fresh()));
  }
}
