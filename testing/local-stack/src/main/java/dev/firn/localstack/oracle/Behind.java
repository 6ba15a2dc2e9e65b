package dev.firn.localstack.oracle;

import dev.firn.localstack.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The PostgreSQL server that answers, and who may do everything there. */
record Behind(String url, String username, String password) {

  static Behind of(PostgresServer server) {
    return new Behind(server.jdbcUrl(), server.username(), server.password());
  }

  /** Whose server runs for another process. */
  static Behind atPort(int port) {
    return new Behind("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres");
  }

  Connection connect() throws SQLException {
    return connect(username, password);
  }

  Connection connect(String other, String itsPassword) throws SQLException {
    return DriverManager.getConnection(url, other, itsPassword);
  }
}
