package dev.firn.check.ddl;

import java.sql.Connection;
import java.sql.SQLException;

/** Statements that alter parts of a partitioned table, and what is true of it afterwards. */
record PartSteps(SourceTable table, TableFacts facts) {

  void detach(Connection connection) {
    String leaf = last();
    if (!leaf.isEmpty()
        && table.altered(connection, "DETACH PARTITION " + SourceTable.SCHEMA + "." + leaf)) {
      table.leaves().remove(leaf);
      facts.part(leaf, "detached");
    }
  }

  void truncate(Connection connection) {
    String leaf = last();
    if (!leaf.isEmpty() && table.tried(connection, "TRUNCATE " + SourceTable.SCHEMA + "." + leaf)) {
      facts.part(leaf, "truncated");
    }
  }

  void drop(Connection connection) {
    String leaf = last();
    if (!leaf.isEmpty()
        && table.tried(connection, "DROP TABLE " + SourceTable.SCHEMA + "." + leaf)) {
      table.leaves().remove(leaf);
      facts.part(leaf, "dropped");
    }
  }

  void add(Connection connection) throws SQLException {
    if (!last().isEmpty()) {
      int from = 3000 + 10 * table.fresh();
      table.addLeaf(connection, table.name(), from, from + 10);
    }
  }

  void attach(Connection connection, boolean withRows) {
    if (last().isEmpty()) {
      return;
    }
    int number = table.fresh();
    int from = 100_000 + 10 * number;
    String leaf = "%s_q%d".formatted(table.name(), number);
    if (table.tried(
        connection,
        "CREATE TABLE %s.%s (LIKE %s INCLUDING ALL)"
            .formatted(SourceTable.SCHEMA, leaf, table.fullName()))) {
      if (withRows
          && table.tried(
              connection,
              "INSERT INTO %s.%s (id) VALUES (%d)".formatted(SourceTable.SCHEMA, leaf, from))) {
        facts.part(leaf, "attached");
      }
      if (table.altered(
          connection,
          "ATTACH PARTITION %s.%s FOR VALUES FROM (%d) TO (%d)"
              .formatted(SourceTable.SCHEMA, leaf, from, from + 10))) {
        table.leaves().add(leaf);
      }
    }
  }

  /** Empty if it has none that could be altered. */
  private String last() {
    return table.leaves().isEmpty() || !table.isThere()
        ? ""
        : table.leaves().get(table.leaves().size() - 1);
  }
}
