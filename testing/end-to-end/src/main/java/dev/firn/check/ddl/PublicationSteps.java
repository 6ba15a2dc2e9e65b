package dev.firn.check.ddl;

import java.sql.Connection;

/** Statements about whether the changes of a table are sent, and what is true of it afterwards. */
record PublicationSteps(SourceTable table, TableFacts facts) {

  /** No change of it is sent from here on, until a load publishes it. */
  boolean leave(Connection connection, ReadConnector connector) {
    boolean left =
        table.tried(
            connection,
            "ALTER PUBLICATION %s DROP TABLE %s"
                .formatted(connector.publication(), table.fullName()));
    if (left) {
      facts.leftPublication();
    }
    return left;
  }

  void leaveForAWhile(Connection connection, ReadConnector connector) {
    if (leave(connection, connector)) {
      table.change(connection);
      table.tried(
          connection,
          "ALTER PUBLICATION %s ADD TABLE %s".formatted(connector.publication(), table.fullName()));
    }
  }
}
