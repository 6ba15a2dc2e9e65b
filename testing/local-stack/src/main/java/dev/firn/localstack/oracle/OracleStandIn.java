package dev.firn.localstack.oracle;

import dev.firn.localstack.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An Oracle server that is made of a PostgreSQL server. */
public final class OracleStandIn implements AutoCloseable {

  /** The system property by which Firn is told of another driver. */
  private static final String DRIVER = "firn.oracle-driver";

  private static final Map<String, OracleStandIn> RUNNING = new ConcurrentHashMap<>();

  /** What names a server to the listener: this, and the port of what is behind it. */
  private static final Pattern SERVICE = Pattern.compile("SERVICE_NAME=STANDIN(\\d+)\\)");

  private final Behind server;
  private final Instants instants;
  private final Faults faults = new Faults();
  private final String service;

  /** True if a test of another process has to ask for its failures in a table. */
  private final boolean isAsked;

  private long lastFault;

  private OracleStandIn(Behind server, int port, boolean isAsked) {
    this.server = server;
    this.instants = new Instants(server);
    this.service = "STANDIN" + port;
    this.isAsked = isAsked;
  }

  /** Has a server speak as Oracle would. */
  public static OracleStandIn on(PostgresServer server) {
    OracleStandIn standIn = new OracleStandIn(Behind.of(server), server.port(), false);
    try (InputStream dictionary =
        Objects.requireNonNull(OracleStandIn.class.getResourceAsStream("dictionary.sql"))) {
      server.execute(new String(dictionary.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RUNNING.put(standIn.service, standIn);
    System.setProperty(DRIVER, StandInDriver.class.getName());
    return standIn;
  }

  /** The server that a URL leads to; one of another process has instants of its own in this. */
  static @Nullable OracleStandIn find(String url) {
    Matcher named = SERVICE.matcher(url);
    if (!named.find()) {
      return null;
    }
    int port = Integer.parseInt(named.group(1));
    return RUNNING.computeIfAbsent(
        "STANDIN" + port, name -> new OracleStandIn(Behind.atPort(port), port, true));
  }

  /** By what its listener is asked for it. */
  public String service() {
    return service;
  }

  public Faults faults() {
    return faults;
  }

  /** Nothing of the past can be read any more. */
  public void overwriteUndo() {
    try {
      instants.forgetAll();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot forget instants", e);
    }
  }

  /**
   * Commits what a connection to what is behind the server has written.
   *
   * @param isShared true if the next commit may have the same SCN
   * @return the SCN of the commit
   */
  public long commit(Connection connection, boolean isShared) throws SQLException {
    return instants.commit(connection, isShared);
  }

  Instants instants() {
    return instants;
  }

  /** Takes the failures of the table in the place of those it had, once it has others. */
  private synchronized void readFaults() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM oracle.fault ORDER BY id DESC")) {
      boolean hasAny = rows.next();
      long last = hasAny ? rows.getLong("id") : 0;
      if (last == lastFault) {
        return;
      }
      lastFault = last;
      faults.clear();
      for (boolean has = hasAny; has; has = rows.next()) {
        int code = rows.getInt("code");
        faults.fail(
            Faults.Step.valueOf(rows.getString("step")),
            rows.getString("part"),
            rows.getInt("nth"),
            rows.getInt("times"),
            rows.getBoolean("reported") ? OraFailures.reported(code) : OraFailures.of(code));
      }
    }
  }

  Connection logIn(String user, String password) throws SQLException {
    if (isAsked) {
      readFaults();
    }
    faults.reached(Faults.Step.LOGIN, "");
    try {
      Connection connection = server.connect(user, password);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET search_path = oracle, pg_catalog");
      }
      return new StandInSession(this, connection).connection();
    } catch (SQLException e) {
      throw (SQLException) OraFailures.translated(e);
    }
  }

  @Override
  public void close() {
    RUNNING.remove(service);
    System.clearProperty(DRIVER);
    try {
      instants.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot forget instants", e);
    }
  }
}
