package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.SourceLook;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at the catalog for the tables that are followed, at one instant and without waiting. */
public final class CatalogLook {

  private static final String STATEMENT_TIMEOUT = "60s";

  private CatalogLook() {}

  /**
   * @param connection on which nothing else is done
   * @param schema of which it tells the names of all tables
   * @param capture by which their changes leave the database
   */
  public static SourceLook of(
      Connection connection, String schema, Collection<TableId> tables, CaptureNames capture)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      LockTimeout.inTransaction(connection, LockTimeout.SHORT_SECONDS);
      statement.execute("SET LOCAL statement_timeout = '" + STATEMENT_TIMEOUT + "'");
      VisibleTransactions visible;
      try (ResultSet row = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
        row.next();
        visible = VisibleTransactions.parse(row.getString(1));
      }
      TableDiscovery discovery = new TableDiscovery(connection);
      Map<TableId, String> senders = PublicationEntries.find(connection, capture, tables);
      List<TableSchema> found =
          discovery.tables(tables).stream()
              .map(table -> table.sentBy(senders.getOrDefault(table.id(), "")))
              .toList();
      Set<TableId> present = discovery.names(schema);
      String server = discovery.server();
      connection.rollback();
      return new SourceLook(Set.copyOf(tables), found, present, server, visible::hasSeen);
    }
  }
}
