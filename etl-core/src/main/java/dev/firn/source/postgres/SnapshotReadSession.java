package dev.firn.source.postgres;

import dev.firn.error.UnavailableException;
import dev.firn.model.ReadPoint;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceRows;
import dev.firn.source.SplitRead;
import dev.firn.source.postgres.catalog.PublicationEntries;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.copy.CopyRead;
import dev.firn.source.postgres.copy.CopySource;
import dev.firn.source.postgres.copy.SplitCounts;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one instant of a PostgreSQL database open for any number of readers.
 *
 * <p>Two connections stand behind it. One has locked the tables before the instant was fixed, the
 * other keeps the exported snapshot importable.
 */
final class SnapshotReadSession implements ReadSession {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReadSession.class);

  /**
   * The relations that held the rows of tables at the read point. Functions of the server tell what
   * is true now; only the catalog's own rows are those of the snapshot.
   */
  private static final String PARTS =
      """
      WITH RECURSIVE tree AS (
        SELECT w.place, c.oid, c.relkind
          FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w(schema, name, place)
          JOIN pg_namespace n ON n.nspname = w.schema
          JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
        UNION ALL
        SELECT t.place, c.oid, c.relkind
          FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid JOIN pg_class c ON c.oid = i.inhrelid
         WHERE t.relkind = 'p')
      SELECT t.place, n.nspname, c.relname
        FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE t.relkind <> 'p'
      """;

  private final PostgresEndpoint endpoint;
  private final Connection locks;
  private final Connection keeper;
  private final String snapshotName;
  private final Capture capture;
  private final PostgresReadPoint readPoint;

  private SnapshotReadSession(
      PostgresEndpoint endpoint,
      Connection locks,
      Connection keeper,
      PostgresReadPoint readPoint,
      Snapshot snapshot) {
    this.endpoint = endpoint;
    this.locks = locks;
    this.keeper = keeper;
    this.readPoint = readPoint;
    this.snapshotName = snapshot.name();
    this.capture = snapshot.capture();
  }

  /**
   * How changes leave the database.
   *
   * @param slotSnapshot the snapshot at which a new slot begins, which another connection still
   *     exports; null to take a new one
   */
  record Capture(CaptureNames names, @Nullable String slotSnapshot) {}

  /** A snapshot that readers import. */
  private record Snapshot(String name, Capture capture) {}

  /**
   * @param locks the connection that holds the tables; it is closed with the session
   */
  static SnapshotReadSession open(
      PostgresEndpoint endpoint, Connection locks, Capture capture, Clock clock) {
    Connection keeper = endpoint.open();
    try {
      return export(endpoint, locks, keeper, capture, clock);
    } catch (SQLException e) {
      closeQuietly(keeper);
      throw PostgresErrors.cannot("fix a read point in " + endpoint, e);
    } catch (RuntimeException e) {
      closeQuietly(keeper);
      throw e;
    }
  }

  private static SnapshotReadSession export(
      PostgresEndpoint endpoint, Connection locks, Connection keeper, Capture capture, Clock clock)
      throws SQLException {
    keeper.setAutoCommit(false);
    try (Statement statement = keeper.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      if (capture.slotSnapshot() != null) {
        statement.execute("SET TRANSACTION SNAPSHOT " + SqlName.literal(capture.slotSnapshot()));
      }
      String name;
      String visible;
      try (ResultSet row =
          statement.executeQuery("SELECT pg_export_snapshot(), pg_current_snapshot()::text")) {
        row.next();
        name = row.getString(1);
        visible = row.getString(2);
      }
      // Read after the export: whatever the snapshot sees has committed before this position.
      String position;
      try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
        row.next();
        position = row.getString(1);
      }
      PostgresReadPoint readPoint =
          new PostgresReadPoint(
              PostgresLsn.parse(position), VisibleTransactions.parse(visible), clock.instant());
      LOG.info("Reading at LSN {}, transactions {}", position, visible);
      return new SnapshotReadSession(
          endpoint, locks, keeper, readPoint, new Snapshot(name, capture));
    }
  }

  @Override
  public ReadPoint readPoint() {
    return readPoint;
  }

  /** Something to be asked at the read point. */
  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** On a connection of its own: a refused statement would end the keeper's transaction. */
  private <T> T ask(String what, Question<T> question) {
    try (Connection connection = endpoint.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      statement.execute("SET TRANSACTION SNAPSHOT " + SqlName.literal(snapshotName));
      return question.ask(connection);
    } catch (SQLException e) {
      throw PostgresErrors.cannot(what, e);
    }
  }

  /** Tables that inherit from it are tables of their own, partitions are not. */
  @Override
  public long countRows(TableId table) {
    return ask(
        "look into " + table,
        connection -> {
          long rows = 0;
          // A root without partitions has no rows; a table that is gone is refused.
          Set<TableId> itself = Set.of(table);
          for (TableId part : parts(connection, itself).getOrDefault(table, itself)) {
            try (Statement statement = connection.createStatement();
                ResultSet row =
                    statement.executeQuery("SELECT count(*) FROM ONLY " + SqlName.quoted(part))) {
              row.next();
              rows += row.getLong(1);
            }
          }
          return rows;
        });
  }

  @Override
  public Set<TableId> findRearranged(Map<TableId, List<ReadSplit>> splits) {
    List<TableId> tables = List.copyOf(splits.keySet());
    Map<TableId, Set<TableId>> parts =
        tables.isEmpty()
            ? Map.of()
            : ask("ask for the partitions", connection -> parts(connection, tables));
    Set<TableId> rearranged = new HashSet<>();
    splits.forEach(
        (table, cut) -> {
          Set<TableId> planned = cut.stream().map(ReadSplit::relation).collect(Collectors.toSet());
          if (!planned.equals(parts.getOrDefault(table, Set.of()))) {
            rearranged.add(table);
          }
        });
    return rearranged;
  }

  private static Map<TableId, Set<TableId>> parts(Connection connection, Collection<TableId> asked)
      throws SQLException {
    List<TableId> tables = List.copyOf(asked);
    Map<TableId, Set<TableId>> parts = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(PARTS)) {
      query.setArray(
          1, connection.createArrayOf("text", tables.stream().map(TableId::schema).toArray()));
      query.setArray(
          2, connection.createArrayOf("text", tables.stream().map(TableId::name).toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          parts
              .computeIfAbsent(tables.get(rows.getInt(1) - 1), table -> new HashSet<>())
              .add(new TableId(rows.getString(2), rows.getString(3)));
        }
      }
    }
    return parts;
  }

  @Override
  public Map<TableId, String> findSenders(Collection<TableId> tables) {
    return tables.isEmpty()
        ? Map.of()
        : ask(
            "look at publication " + capture.names().publication(),
            connection -> PublicationEntries.find(connection, capture.names(), tables));
  }

  @Override
  public SourceRows read(SparkSession spark, TableMapping mapping, List<ReadSplit> splits) {
    SplitCounts counts = new SplitCounts();
    spark.sparkContext().register(counts);
    return new SourceRows(CopySource.read(spark, copyRead(mapping), splits, counts), counts::total);
  }

  @Override
  public List<SplitRead> splitReads(TableMapping mapping, List<ReadSplit> splits) {
    return List.copyOf(copyRead(mapping).slices(splits));
  }

  private CopyRead copyRead(TableMapping mapping) {
    return new CopyRead(endpoint, snapshotName, readPoint.visible().text(), mapping);
  }

  @Override
  public void assertAlive() {
    for (Connection connection : List.of(locks, keeper)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      } catch (SQLException e) {
        throw PostgresErrors.readPointIsLost(readPoint.position().text(), e);
      }
    }
  }

  @Override
  public boolean isAlive() {
    try {
      assertAlive();
      return true;
    } catch (UnavailableException e) {
      LOG.debug("The read point is gone", e);
      return false;
    }
  }

  @Override
  public void close() {
    closeQuietly(keeper);
    closeQuietly(locks);
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("Closing a read session failed", e);
    }
  }
}
