package dev.firn.source.oracle.connect;

import dev.firn.config.DatabaseConnection;
import dev.firn.error.FirnException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Oracle database and how to log in to it.
 *
 * <p>It travels to executors inside tasks, never through Spark's configuration or a query plan.
 *
 * @param url holds nothing secret
 * @param properties of the driver; some are secret
 * @param shown the same database for people
 */
public record OracleEndpoint(
    String url, Map<String, String> properties, String username, String password, String shown)
    implements Serializable {

  /** Of each large value so much comes with its row. */
  public static final int LOB_PREFETCH_BYTES = ConnectionProperties.LOB_PREFETCH_BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(OracleEndpoint.class);

  public static OracleEndpoint of(DatabaseConnection connection) {
    return new OracleEndpoint(
        ConnectUrl.of(connection),
        ConnectionProperties.of(connection),
        connection.username(),
        connection.password().reveal(),
        ConnectUrl.shown(connection));
  }

  /**
   * Logs in and out again, so that a wrong password is known before anything expensive starts.
   *
   * @throws FirnException saying whether it may work later
   */
  public void probe() {
    try (Connection connection = open()) {
      LOG.debug("Reached {} with {}", this, connection);
    } catch (SQLException e) {
      throw OracleErrors.cannot("leave " + this, e);
    }
  }

  /**
   * A connection outside of autocommit mode, in which values look the same whatever the settings of
   * the server are.
   *
   * @throws FirnException saying whether it may work later
   */
  public Connection open() {
    Connection connection = connect();
    try {
      OracleVersion server = OracleVersion.of(connection);
      if (!server.isAtLeast(OracleVersion.V11_2)) {
        throw OracleErrors.serverIsTooOld(this, server, OracleVersion.V11_2);
      }
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        for (String sql : SessionStatements.of(server)) {
          statement.execute(sql);
        }
      }
      return connection;
    } catch (SQLException e) {
      close(connection);
      throw OracleErrors.cannot("connect to " + this, e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  private Connection connect() {
    try {
      Connection connection =
          DriverChoice.driver()
              .connect(url, ConnectionProperties.withLogin(properties, username, password));
      if (connection == null) {
        throw new IllegalStateException("The Oracle driver refused its own URL");
      }
      return connection;
    } catch (SQLException e) {
      throw OracleErrors.cannot("connect to " + this, e);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("Closing failed", e);
    }
  }

  /** Something to be asked over a connection. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * Asks over a connection of its own.
   *
   * @param what verb and object, as they stand after "Cannot"
   */
  public <T> T ask(String what, Question<T> question) {
    try (Connection connection = open()) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw OracleErrors.cannot(what, e);
    }
  }

  @Override
  public String toString() {
    return "Oracle at " + shown + " as " + username;
  }
}
