package dev.firn.localstack.oracle;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Snapshots of PostgreSQL by the SCNs that they stand for, the latest of them held open. */
final class Instants implements AutoCloseable {

  private static final int MAX_HELD = 16;

  private final Behind server;
  private final Map<Long, Held> held = new LinkedHashMap<>();
  private long latest;

  Instants(Behind server) {
    this.server = server;
  }

  /** A snapshot and the connection without which the server forgets it. */
  private record Held(Connection keeper, String snapshot) {}

  /** Fixes an instant; all that has committed by now is seen at it. */
  synchronized void fix() throws SQLException {
    try (Connection counting = counting()) {
      fixAlone();
    }
  }

  /** As long as it is open, nobody else commits or fixes an instant, in whatever process. */
  private Connection counting() throws SQLException {
    Connection connection = server.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(881234567)");
    }
    return connection;
  }

  /**
   * Commits what a connection has written.
   *
   * @param isShared true if the next commit may have the same SCN
   * @return the SCN of the commit; the next instant sees it, and may be of the same SCN
   */
  long commit(Connection connection, boolean isShared) throws SQLException {
    try (Connection counting = counting();
        Statement statement = counting.createStatement()) {
      connection.commit();
      try (ResultSet row =
          statement.executeQuery("SELECT coalesce(max(scn) + 1, 8812345678) FROM oracle.scn")) {
        row.next();
        long scn = row.getLong(1);
        if (!isShared) {
          record("1:1:");
        }
        return scn;
      }
    }
  }

  private void fixAlone() throws SQLException {
    Connection keeper = server.connect();
    keeper.setAutoCommit(false);
    try (Statement statement = keeper.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      try (ResultSet row =
          statement.executeQuery("SELECT pg_export_snapshot(), pg_current_snapshot()::text")) {
        row.next();
        latest = record(row.getString(2));
        held.put(latest, new Held(keeper, row.getString(1)));
      }
    }
    while (held.size() > MAX_HELD) {
      forget(held.keySet().iterator().next());
    }
  }

  private long record(String visible) throws SQLException {
    try (Connection connection = server.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO oracle.scn (snapshot) VALUES (?::pg_snapshot) RETURNING scn")) {
      insert.setString(1, visible);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** The undo of an instant is overwritten. */
  private void forget(long scn) throws SQLException {
    Held instant = held.remove(scn);
    if (instant != null) {
      instant.keeper().close();
    }
  }

  synchronized void forgetAll() throws SQLException {
    List<Long> all = new ArrayList<>(held.keySet());
    for (long scn : all) {
      forget(scn);
    }
  }

  /**
   * Has a connection read at an instant.
   *
   * @param relation what it is to read, which must be what it was
   */
  void enter(Connection connection, long scn, String relation) throws SQLException {
    String snapshot = snapshot(scn);
    connection.rollback();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT c.relfilenode = coalesce(pg_relation_filenode(c.oid), 0)
              FROM (SELECT to_regclass(?)) now(oid) LEFT JOIN pg_class c ON c.oid = now.oid
            """)) {
      query.setString(1, relation);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          throw OraFailures.of(1466);
        }
      }
    }
  }

  private synchronized String snapshot(long scn) throws SQLException {
    Held instant = held.get(scn);
    if (instant == null) {
      throw OraFailures.of(scn <= latest ? 1555 : 8181);
    }
    return instant.snapshot();
  }

  @Override
  public void close() throws SQLException {
    forgetAll();
  }
}
