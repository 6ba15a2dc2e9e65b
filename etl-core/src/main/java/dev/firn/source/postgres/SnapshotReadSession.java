package dev.firn.source.postgres;

import dev.firn.error.UnavailableException;
import dev.firn.model.ReadPoint;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceRows;
import dev.firn.source.SplitRead;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.copy.CopyRead;
import dev.firn.source.postgres.copy.CopySource;
import dev.firn.source.postgres.copy.CopySplitRead;
import dev.firn.source.postgres.copy.SplitCounts;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one instant of a PostgreSQL database open for any number of readers.
 *
 * <p>Two connections stand behind it. One locks every table in {@code ACCESS SHARE} mode before the
 * instant is fixed, because a reader that comes after a {@code TRUNCATE} would otherwise find the
 * table empty. The other keeps the exported snapshot importable.
 */
final class SnapshotReadSession implements ReadSession {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReadSession.class);
  private static final int LOCK_TIMEOUT_SECONDS = 60;

  private final PostgresEndpoint endpoint;
  private final Connection locks;
  private final Connection keeper;
  private final String snapshotName;
  private final PostgresReadPoint readPoint;

  private SnapshotReadSession(
      PostgresEndpoint endpoint,
      Connection locks,
      Connection keeper,
      String snapshotName,
      PostgresReadPoint readPoint) {
    this.endpoint = endpoint;
    this.locks = locks;
    this.keeper = keeper;
    this.snapshotName = snapshotName;
    this.readPoint = readPoint;
  }

  /**
   * @param capture the publication and slot whose stream continues at that instant, or null to read
   *     without change capture
   */
  static SnapshotReadSession open(
      PostgresEndpoint endpoint,
      List<TableSchema> tables,
      @Nullable CaptureNames capture,
      Clock clock) {
    Connection locks = endpoint.open();
    Connection keeper = null;
    try {
      lock(locks, tables);
      keeper = endpoint.open();
      if (capture == null) {
        return export(endpoint, locks, keeper, null, clock);
      }
      try (ReplicationSetup setup = new ReplicationSetup(endpoint, capture)) {
        String slotSnapshot = setup.ensure(tables);
        return export(endpoint, locks, keeper, slotSnapshot, clock);
      }
    } catch (SQLException e) {
      closeQuietly(keeper);
      closeQuietly(locks);
      throw PostgresErrors.cannot("fix a read point in " + endpoint, e);
    } catch (RuntimeException e) {
      closeQuietly(keeper);
      closeQuietly(locks);
      throw e;
    }
  }

  private static void lock(Connection connection, List<TableSchema> tables) throws SQLException {
    connection.setAutoCommit(false);
    String names =
        tables.stream()
            .filter(table -> table.kind().isTruncatable())
            .map(table -> SqlName.quoted(table.id()))
            .collect(Collectors.joining(", "));
    if (names.isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT_SECONDS + "s'");
      statement.execute("LOCK TABLE " + names + " IN ACCESS SHARE MODE");
    }
  }

  /**
   * @param imported a snapshot that another connection still exports, or null to take a new one
   */
  private static SnapshotReadSession export(
      PostgresEndpoint endpoint,
      Connection locks,
      Connection keeper,
      @Nullable String imported,
      Clock clock)
      throws SQLException {
    keeper.setAutoCommit(false);
    try (Statement statement = keeper.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      if (imported != null) {
        statement.execute("SET TRANSACTION SNAPSHOT " + SqlName.literal(imported));
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
      return new SnapshotReadSession(endpoint, locks, keeper, name, readPoint);
    }
  }

  @Override
  public ReadPoint readPoint() {
    return readPoint;
  }

  @Override
  public long countRows(TableId table) {
    return ask(table, "SELECT count(*) FROM %s");
  }

  private long ask(TableId table, String sql) {
    // On a connection of its own: a refused statement would end the keeper's transaction.
    try (Connection connection = endpoint.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      statement.execute("SET TRANSACTION SNAPSHOT " + SqlName.literal(snapshotName));
      try (ResultSet row = statement.executeQuery(sql.replace("%s", SqlName.quoted(table)))) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw PostgresErrors.cannot("look into " + table, e);
    }
  }

  @Override
  public SourceRows read(SparkSession spark, TableMapping mapping, List<ReadSplit> splits) {
    SplitCounts counts = new SplitCounts();
    spark.sparkContext().register(counts);
    return new SourceRows(CopySource.read(spark, copyRead(mapping, splits), counts), counts::total);
  }

  @Override
  public List<SplitRead> splitReads(TableMapping mapping, List<ReadSplit> splits) {
    CopyRead read = copyRead(mapping, splits);
    return IntStream.range(0, splits.size())
        .<SplitRead>mapToObj(i -> new CopySplitRead(read, i))
        .toList();
  }

  private CopyRead copyRead(TableMapping mapping, List<ReadSplit> splits) {
    return new CopyRead(
        endpoint, snapshotName, readPoint.visible().text(), mapping, List.copyOf(splits));
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
