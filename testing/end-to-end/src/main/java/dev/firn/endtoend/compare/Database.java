package dev.firn.endtoend.compare;

import dev.firn.localstack.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL database and how to log in to it. */
public record Database(String host, int port, String name, String username, String password) {

  /** The one that a server of the local stack begins with. */
  public static Database of(PostgresServer server) {
    return new Database(
        server.host(), server.port(), server.database(), server.username(), server.password());
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), username, password);
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Creates an empty database on the same server. */
  public Database create(String newName) throws SQLException {
    execute("CREATE DATABASE " + newName);
    return new Database(host, port, newName, username, password);
  }
}
