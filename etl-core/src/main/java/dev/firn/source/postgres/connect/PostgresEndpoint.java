package dev.firn.source.postgres.connect;

import dev.firn.config.DatabaseConnection;
import dev.firn.error.FirnException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL database and how to log in to it.
 *
 * <p>It travels to executors inside tasks, never through Spark's configuration or a query plan.
 */
public record PostgresEndpoint(
    String host, int port, String database, String username, String password, Tls tls)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresEndpoint.class);
  private static final int CONNECT_TIMEOUT_SECONDS = 15;

  /** A server that takes a connection and says nothing. */
  private static final int LOGIN_TIMEOUT_SECONDS = 60;

  /** The first with pg_current_snapshot(). */
  private static final int OLDEST_SERVER = 13;

  /** One of which nothing is said of TLS. */
  public PostgresEndpoint(
      String host, int port, String database, String username, String password) {
    this(host, port, database, username, password, Tls.PREFERRED);
  }

  /**
   * @throws dev.firn.error.ConfigException if a file of TLS is not what it should be
   */
  public static PostgresEndpoint of(DatabaseConnection connection) {
    return new PostgresEndpoint(
        connection.host(),
        connection.port(),
        connection.database(),
        connection.username(),
        connection.password().reveal(),
        Tls.of(connection.tls()));
  }

  /**
   * Logs in and out again, so that a wrong password is known before anything expensive starts.
   *
   * @throws FirnException saying whether it may work later
   */
  public void probe() {
    try (Connection connection = open()) {
      DatabaseMetaData server = connection.getMetaData();
      if (server.getDatabaseMajorVersion() < OLDEST_SERVER) {
        throw PostgresErrors.serverIsTooOld(
            this, server.getDatabaseProductVersion(), OLDEST_SERVER);
      }
      LOG.debug("Reached {} with {}", this, connection);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the version of " + this, e);
    }
  }

  /**
   * A connection in autocommit mode whose text forms of values do not depend on server settings,
   * and that waits for no lock of a table for ever.
   *
   * @throws FirnException saying whether it may work later
   */
  public Connection open() {
    Properties properties = login();
    PGProperty.OPTIONS.set(properties, SessionOptions.READER);
    Connection connection = connect(properties);
    try (Statement statement = connection.createStatement()) {
      int server = connection.getMetaData().getDatabaseMajorVersion();
      statement.execute(SessionOptions.afterLogin(server) + "; " + LockTimeout.ofConnection());
    } catch (SQLException e) {
      throw PostgresErrors.cannot("connect to " + this, e);
    }
    return connection;
  }

  /**
   * A connection that speaks the replication protocol.
   *
   * @param timeoutSeconds how long a single answer of the server may take
   * @param majorVersion of the server
   */
  public Connection openForReplication(int timeoutSeconds, int majorVersion) {
    Properties properties = login();
    PGProperty.OPTIONS.set(properties, SessionOptions.reader(majorVersion));
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.SOCKET_TIMEOUT.set(properties, timeoutSeconds);
    return connect(properties);
  }

  private Connection connect(Properties properties) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // The driver may be of a loader that does not know our sockets, which it makes by name.
    thread.setContextClassLoader(PostgresEndpoint.class.getClassLoader());
    try {
      // Not through DriverManager, which does not see drivers that Spark loaded with --jars.
      Connection connection = new Driver().connect(url(), properties);
      if (connection == null) {
        throw new IllegalStateException("The PostgreSQL driver refused its own URL");
      }
      return connection;
    } catch (SQLException e) {
      throw PostgresErrors.cannotConnect(this, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Properties login() {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, username);
    PGProperty.PASSWORD.set(properties, password);
    PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_TIMEOUT_SECONDS);
    PGProperty.APPLICATION_NAME.set(properties, "firn");
    PGProperty.LOGIN_TIMEOUT.set(properties, LOGIN_TIMEOUT_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.SOCKET_FACTORY.set(properties, LivelySockets.class.getName());
    PGProperty.CLASS_LOADER_STRATEGY.set(properties, "driver-first");
    tls.putInto(properties);
    return properties;
  }

  private String url() {
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "jdbc:postgresql://" + bracketed + ":" + port + "/" + urlEncoded(database);
  }

  private static String urlEncoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  @Override
  public String toString() {
    return "PostgreSQL at " + host + ":" + port + "/" + database + " as " + username;
  }
}
