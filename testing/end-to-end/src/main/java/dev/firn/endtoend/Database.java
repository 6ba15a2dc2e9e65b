package dev.firn.endtoend;

import dev.firn.localstack.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL database and how to log in to it. */
record Database(String host, int port, String name, String username, String password) {

  /** The one that a server of the local stack begins with. */
  static Database of(PostgresServer server) {
    return new Database(
        server.host(), server.port(), server.database(), server.username(), server.password());
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), username, password);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Creates an empty database on the same server. */
  Database create(String newName) throws SQLException {
    execute("CREATE DATABASE " + newName);
    return new Database(host, port, newName, username, password);
  }
}
