package dev.firn.source.postgres;

import dev.firn.error.UnavailableException;
import dev.firn.model.ReadPoint;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.pace.ByteRate;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceRows;
import dev.firn.source.SplitCounts;
import dev.firn.source.SplitRead;
import dev.firn.source.digest.DigestKind;
import dev.firn.source.digest.DigestWay;
import dev.firn.source.digest.DigestedRows;
import dev.firn.source.postgres.catalog.ColumnTypes;
import dev.firn.source.postgres.catalog.LockHolders;
import dev.firn.source.postgres.catalog.PartitionTree;
import dev.firn.source.postgres.catalog.PublicationEntries;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.copy.CopyRead;
import dev.firn.source.postgres.copy.CopySource;
import dev.firn.source.postgres.copy.NameGuard;
import dev.firn.source.postgres.copy.RelationSplit;
import dev.firn.source.postgres.copy.RowDigests;
import dev.firn.source.postgres.copy.SoughtRows;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import dev.firn.source.range.KeyRanges;
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
import java.util.Optional;
import java.util.OptionalLong;
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
      PartitionTree.WITH_TREE
          + """
      SELECT t.place, c.oid::bigint, n.nspname, c.relname
        FROM tree t
        JOIN pg_class c ON c.oid = t.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind <> 'p'
      """;

  /** Asked on the connection that has locked the tables. */
  private static final String HELD =
      """
      SELECT l.relation::bigint FROM pg_locks l
        JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
       WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid() AND l.granted
      """;

  /** A standby sees what it has replayed. */
  private static final String POSITION =
      """
      SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                  ELSE pg_current_wal_insert_lsn() END::text
      """;

  private final PostgresEndpoint endpoint;
  private final Connection locks;
  private final Connection keeper;
  private final String snapshotName;
  private final Capture capture;
  private final PostgresReadPoint readPoint;
  private final Held held;
  private ByteRate rate = ByteRate.UNLIMITED;

  private SnapshotReadSession(
      PostgresEndpoint endpoint,
      Held held,
      Connection keeper,
      PostgresReadPoint readPoint,
      Snapshot snapshot) {
    this.endpoint = endpoint;
    this.locks = held.connection();
    this.held = held;
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

  /**
   * What nobody can alter or empty as long as a connection is open.
   *
   * @param objects the numbers of the relations that were held when the instant was fixed; what was
   *     attached to a table after that had been locked is not among them
   * @param refused why some tables are not held, as what is said of the table
   */
  private record Held(Connection connection, Set<Long> objects, Map<TableId, String> refused) {

    static Held by(Connection connection, Map<TableId, String> refused) throws SQLException {
      Set<Long> objects = new HashSet<>();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(HELD)) {
        while (rows.next()) {
          objects.add(rows.getLong(1));
        }
      }
      return new Held(connection, objects, refused);
    }

    boolean has(Relation relation) {
      return objects.contains(relation.object());
    }

    /** Makes sure that all rows of a table stay where they are. */
    void require(TableId table, Collection<Relation> parts) {
      String why = refused.get(table);
      if (why != null) {
        throw PostgresErrors.tableIsNotHeld(table, why);
      }
      parts.stream()
          .filter(part -> !has(part))
          .findFirst()
          .ifPresent(
              part -> {
                throw PostgresErrors.tableIsNotHeld(
                    table,
                    part.name()
                        + " has come to it while it was locked, and can be emptied while it is read."
                        + " Run it again");
              });
    }
  }

  /** A relation that gives rows itself. */
  private record Relation(TableId name, long object) {
    static Relation of(ReadSplit split) {
      return new Relation(split.relation(), ((RelationSplit) split).object());
    }
  }

  /** A snapshot that readers import. */
  private record Snapshot(String name, Capture capture) {}

  /**
   * @param locks the connection that holds the tables; it is closed with the session
   * @param refused why it does not hold some tables
   */
  static SnapshotReadSession open(
      PostgresEndpoint endpoint,
      Connection locks,
      Capture capture,
      Map<TableId, String> refused,
      Clock clock) {
    Connection keeper = endpoint.open();
    try {
      return export(endpoint, Held.by(locks, refused), keeper, capture, clock);
    } catch (SQLException e) {
      closeQuietly(keeper);
      throw PostgresErrors.cannot("fix a read point in " + endpoint, e);
    } catch (RuntimeException e) {
      closeQuietly(keeper);
      throw e;
    }
  }

  private static SnapshotReadSession export(
      PostgresEndpoint endpoint, Held held, Connection keeper, Capture capture, Clock clock)
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
      try (ResultSet row = statement.executeQuery(POSITION)) {
        row.next();
        position = row.getString(1);
      }
      PostgresReadPoint readPoint =
          new PostgresReadPoint(
              PostgresLsn.parse(position), VisibleTransactions.parse(visible), clock.instant());
      LOG.info("Reading at LSN {}, transactions {}", position, visible);
      return new SnapshotReadSession(
          endpoint, held, keeper, readPoint, new Snapshot(name, capture));
    }
  }

  @Override
  public ReadPoint readPoint() {
    return readPoint;
  }

  @Override
  public void limitTo(ByteRate wanted) {
    rate = wanted;
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
      requireSameInstant(what, statement);
      return question.ask(connection);
    } catch (SQLException e) {
      throw PostgresErrors.cannot(what, e);
    }
  }

  /** Another server can have a snapshot of the same name. */
  private void requireSameInstant(String what, Statement statement) throws SQLException {
    try (ResultSet visible = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
      visible.next();
      if (!visible.getString(1).equals(readPoint.visible().text())) {
        throw PostgresErrors.readerSeesOtherTransactions(
            what, visible.getString(1), readPoint.visible().text());
      }
    }
  }

  /** Tables that inherit from it are tables of their own, partitions are not. */
  @Override
  public long countRows(TableId table) {
    return ask(
        "look into " + table,
        connection -> {
          Set<Relation> parts = parts(connection, Set.of(table)).getOrDefault(table, Set.of());
          held.require(table, parts);
          try {
            return countRows(connection, table, parts);
          } catch (SQLException e) {
            if (LockTimeout.isOver(e)) {
              connection.rollback();
              throw LockHolders.explain(
                  connection, "look into " + table, Set.of(table), LockHolders.Purpose.READ, e);
            }
            throw e;
          }
        });
  }

  /** A root without partitions has no rows; a table that is gone is refused. */
  private static long countRows(Connection connection, TableId table, Set<Relation> parts)
      throws SQLException {
    if (parts.isEmpty()) {
      return number(connection, "SELECT count(*) FROM ONLY " + SqlName.quoted(table));
    }
    long rows = 0;
    for (Relation part : parts) {
      rows += countRows(connection, part);
    }
    return rows;
  }

  private static long countRows(Connection connection, Relation part) throws SQLException {
    try {
      return number(
          connection,
          "SELECT count(*) FROM ONLY %s WHERE %s"
              .formatted(
                  SqlName.quoted(part.name()), NameGuard.condition(part.name(), part.object())));
    } catch (SQLException e) {
      RuntimeException refusal = NameGuard.findRefusal(part.name(), e);
      if (refusal != null) {
        throw refusal;
      }
      throw e;
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public Set<TableId> findRearranged(Map<TableId, List<ReadSplit>> splits) {
    List<TableId> tables = List.copyOf(splits.keySet());
    Map<TableId, Set<Relation>> parts =
        tables.isEmpty()
            ? Map.of()
            : ask("ask for the partitions", connection -> parts(connection, tables));
    Set<TableId> rearranged = new HashSet<>();
    splits.forEach(
        (table, cut) -> {
          Set<Relation> planned = cut.stream().map(Relation::of).collect(Collectors.toSet());
          if (!planned.equals(parts.getOrDefault(table, Set.of()))
              || !planned.stream().allMatch(held::has)) {
            rearranged.add(table);
          }
        });
    return rearranged;
  }

  private static Map<TableId, Set<Relation>> parts(Connection connection, Collection<TableId> asked)
      throws SQLException {
    List<TableId> tables = List.copyOf(asked);
    Map<TableId, Set<Relation>> parts = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(PARTS)) {
      PartitionTree.bind(query, tables);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          parts
              .computeIfAbsent(tables.get(rows.getInt(1) - 1), table -> new HashSet<>())
              .add(
                  new Relation(new TableId(rows.getString(3), rows.getString(4)), rows.getLong(2)));
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
    requireHeld(mapping, splits);
    SplitCounts counts = new SplitCounts();
    spark.sparkContext().register(counts);
    return new SourceRows(CopySource.read(spark, copyRead(mapping), splits, counts), counts::total);
  }

  @Override
  public List<SplitRead> splitReads(TableMapping mapping, List<ReadSplit> splits) {
    requireHeld(mapping, splits);
    return List.copyOf(copyRead(mapping).slices(splits));
  }

  @Override
  public Optional<List<SplitRead>> readKeys(
      TableMapping mapping, List<ReadSplit> splits, Keys keys) {
    requireHeld(mapping, splits);
    if (keys.rows().isEmpty()) {
      return Optional.of(List.of());
    }
    Map<String, String> types =
        ask(
            "look at the key of " + mapping.source(),
            connection -> ColumnTypes.of(connection, mapping.source()));
    List<ReadSplit> sought = SoughtRows.among(splits, KeyCondition.of(keys, types));
    return Optional.of(List.copyOf(copyRead(mapping).slices(sought)));
  }

  @Override
  public Optional<List<SplitRead>> readSince(
      TableMapping mapping, List<ReadSplit> splits, Since since) {
    requireHeld(mapping, splits);
    return MarkCondition.of(since, readPoint.visible())
        .map(
            condition ->
                List.copyOf(copyRead(mapping).slices(SoughtRows.among(splits, condition))));
  }

  @Override
  public OptionalLong oldestUnseen() {
    return OptionalLong.of(readPoint.visible().oldestUnseen());
  }

  @Override
  public Optional<KeyRanges> keyRanges(TableMapping mapping) {
    return ask(
            "look for an index by which rows of " + mapping.source() + " are in order",
            connection -> IndexRanges.find(connection, mapping))
        .map(
            column ->
                new IndexRanges(
                    mapping.source(),
                    column,
                    sql ->
                        ask(
                            "look for the end of a range of " + mapping.source(),
                            connection -> IndexRanges.text(connection, sql))));
  }

  @Override
  public Optional<DigestedRows> digests(
      TableMapping mapping, List<ReadSplit> splits, DigestWay way) {
    requireHeld(mapping, splits);
    if (way.kind() == DigestKind.QUICK && rate.bytesPerSecond() > 0) {
      return Optional.empty();
    }
    return ask(
            "ask in which forms the rows of " + mapping.source() + " are sent",
            connection -> RowDigests.find(connection, mapping, splits, way.kind()))
        .map(
            rows ->
                new PostgresDigests(
                    rows,
                    splits,
                    way,
                    sql ->
                        ask(
                            "make digests of " + mapping.source(),
                            connection -> digests(connection, mapping.source(), sql))));
  }

  private static byte[] digests(Connection connection, TableId table, String sql)
      throws SQLException {
    try {
      return RowDigests.read(connection, sql);
    } catch (SQLException e) {
      RuntimeException refusal = NameGuard.findRefusal(table, e);
      if (refusal != null) {
        throw refusal;
      }
      if (LockTimeout.isOver(e)) {
        connection.rollback();
        throw LockHolders.explain(
            connection, "make digests of " + table, Set.of(table), LockHolders.Purpose.READ, e);
      }
      throw e;
    }
  }

  private void requireHeld(TableMapping mapping, List<ReadSplit> splits) {
    held.require(mapping.source(), splits.stream().map(Relation::of).toList());
  }

  private CopyRead copyRead(TableMapping mapping) {
    return new CopyRead(endpoint, snapshotName, readPoint.visible().text(), mapping, rate);
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
