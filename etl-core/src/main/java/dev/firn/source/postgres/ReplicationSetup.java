package dev.firn.source.postgres;

import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.retry.Pause;
import dev.firn.source.CaptureRequest;
import dev.firn.source.postgres.catalog.LockHolders;
import dev.firn.source.postgres.catalog.PartitionTree;
import dev.firn.source.postgres.catalog.Publication;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates or verifies the publication and the slot of a source, in that order: a slot that is older
 * than its publication can never be decoded.
 *
 * <p>While it stays open, the snapshot that a new slot exported can be imported.
 */
final class ReplicationSetup implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicationSetup.class);
  private static final int WAIT_SECONDS = 60;

  /** Whoever has written to a table holds this lock on it until his transaction ends. */
  private static final String WRITERS =
      PartitionTree.WITH_TREE
          + """
      SELECT DISTINCT l.virtualtransaction,
             coalesce(format('pid %s of %s, open for %s s', l.pid, a.usename,
                             extract(epoch FROM now() - a.xact_start)::bigint),
                      'a prepared transaction') AS who
        FROM pg_locks l
        JOIN tree r ON r.relid = l.relation
        LEFT JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  private final PostgresEndpoint endpoint;
  private final CaptureNames capture;
  private final Connection connection;
  private final ReplicationSlot slot;

  ReplicationSetup(PostgresEndpoint endpoint, CaptureNames capture) {
    this.endpoint = endpoint;
    this.capture = capture;
    this.connection = endpoint.open();
    this.slot = new ReplicationSlot(endpoint, capture.slot(), connection);
  }

  /**
   * Makes sure that the tables are published as they are and that the slot is there.
   *
   * @return the snapshot at which a slot created here begins, or null if the slot was there before,
   *     so that a snapshot taken from now on lies within its stream
   */
  @Nullable String ensure(CaptureRequest request) throws SQLException {
    Publication publication = find(request);
    String mended = require(publication, request);
    if (!mended.isEmpty()) {
      publish(mended, publication.missing());
      LOG.info("Publication {} has {}", capture.publication(), publication.members().keySet());
    }
    if (slot.awaitReady(WAIT_SECONDS)) {
      awaitWriters(
          waitsForStandbys() ? request.tables() : added(find(request), request.loadedBefore()));
      LOG.info("Using slot {} and publication {}", capture.slot(), capture.publication());
      return null;
    }
    requireNobodyIsLeftBehind(request);
    request.beginning().run();
    return slot.create(WAIT_SECONDS, this::writers);
  }

  /**
   * Looks whether {@link #ensure} can do its work, and changes nothing.
   *
   * @throws dev.firn.error.FirnException if it cannot
   */
  void check(CaptureRequest request) throws SQLException {
    require(find(request), request);
    if (slot.state() != ReplicationSlot.State.READY) {
      requireNobodyIsLeftBehind(request);
    }
  }

  /** What {@link #ensure} would send to the server. */
  List<String> plan(CaptureRequest request) throws SQLException {
    List<String> statements = new ArrayList<>();
    String mended = find(request).mend(Publication.mayCreate(connection));
    if (!mended.isEmpty()) {
      statements.add(mended);
    }
    if (slot.state() != ReplicationSlot.State.READY) {
      statements.add(slot.creation());
    }
    return statements;
  }

  private Publication find(CaptureRequest request) throws SQLException {
    return Publication.find(connection, capture.publication(), request.tables());
  }

  /** What is to be done with the publication. */
  private String require(Publication publication, CaptureRequest request) throws SQLException {
    requirePrimary();
    requireLogicalWal();
    String sql = publication.mend(Publication.mayCreate(connection));
    if (publication.all() == null && slot.state() == ReplicationSlot.State.READY) {
      throw PostgresErrors.slotIsOlderThanPublication(capture.slot(), capture.publication());
    }
    LOG.debug("{} tables are to be captured", request.tables().size());
    return sql;
  }

  /** A standby has logical slots, but publications are made elsewhere. */
  private void requirePrimary() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      row.next();
      if (row.getBoolean(1)) {
        throw PostgresErrors.standbyCapturesNothing(endpoint);
      }
    }
  }

  private void requireLogicalWal() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW wal_level")) {
      row.next();
      if (!"logical".equals(row.getString(1))) {
        throw PostgresErrors.walIsNotLogical(endpoint, row.getString(1));
      }
    }
  }

  /**
   * True if a commit can be in the log, and so in the stream, before others see it. Until then its
   * transaction holds its locks, and what of the stream the lake has could be later than a
   * snapshot.
   */
  private boolean waitsForStandbys() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW synchronous_standby_names")) {
      row.next();
      return !row.getString(1).isBlank();
    }
  }

  /** Waits for transactions that the stream may have shown already, though no snapshot does yet. */
  void awaitUnseen(List<TableId> tables) throws SQLException {
    if (waitsForStandbys()) {
      awaitWriters(tables);
    }
  }

  /** What changed between their load and the new slot's begin would be in neither. */
  private void requireNobodyIsLeftBehind(CaptureRequest request) {
    List<TableId> left = request.others().get();
    if (!left.isEmpty()) {
      throw PostgresErrors.tablesAreLeftBehind(capture.slot(), left);
    }
  }

  /** Those that the stream may have passed over when they were loaded before. */
  private static List<TableId> added(Publication publication, Map<TableId, ReadPoint> before) {
    List<TableId> added = new ArrayList<>();
    publication
        .members()
        .forEach(
            (table, member) -> {
              ReadPoint load = before.get(table);
              LogPlace by = member.added();
              if (load == null || by == null || !load.hasSeen(by)) {
                added.add(table);
              }
            });
    return added;
  }

  /**
   * What a transaction wrote to a table before that was published is decoded without it. Once all
   * of them have ended, their work is part of any snapshot taken later.
   */
  private void awaitWriters(List<TableId> tables) throws SQLException {
    if (tables.isEmpty()) {
      return;
    }
    Set<String> before = new HashSet<>(writers(tables).keySet());
    for (int second = 0; !before.isEmpty(); second++) {
      Map<String, String> still = writers(tables);
      still.keySet().retainAll(before);
      before.retainAll(still.keySet());
      if (second == WAIT_SECONDS && !before.isEmpty()) {
        throw PostgresErrors.transactionsAreOpen(
            "capture changes of " + PostgresErrors.names(tables),
            WAIT_SECONDS,
            List.copyOf(still.values()));
      }
      if (!before.isEmpty()) {
        Pause.of(Duration.ofSeconds(1));
      }
    }
  }

  private Map<String, String> writers(List<TableId> tables) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(WRITERS)) {
      PartitionTree.bind(query, tables);
      Map<String, String> writers = new TreeMap<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          writers.put(rows.getString(1), rows.getString(2));
        }
      }
      return writers;
    }
  }

  /** All transactions that have written anything; what others do is not told, only who they are. */
  private List<String> writers() {
    List<String> writers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT format('pid %s of %s, open for %s s', pid, usename,
                              extract(epoch FROM now() - xact_start)::bigint)
                  FROM pg_stat_activity
                 WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                UNION ALL
                SELECT format('prepared transaction %s of %s', gid, owner) FROM pg_prepared_xacts
                """)) {
      while (rows.next()) {
        writers.add(rows.getString(1));
      }
    } catch (SQLException e) {
      LOG.debug("Who is open cannot be told", e);
    }
    return writers;
  }

  /**
   * Waits for whoever builds an index or cleans up, and for statements that wait for the locks of
   * the load itself.
   *
   * @throws dev.firn.error.BusyTablesException with those tables
   */
  private void publish(String sql, List<TableId> tables) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      LockTimeout.of(connection, LockTimeout.SHORT_SECONDS);
      statement.execute(sql);
    } catch (SQLException e) {
      if (LockTimeout.isOver(e)) {
        throw LockHolders.explain(
            connection,
            "publish " + PostgresErrors.names(tables),
            tables,
            LockHolders.Purpose.PUBLISH,
            e);
      }
      throw e;
    }
  }

  @Override
  public void close() throws SQLException {
    try (Connection first = connection;
        ReplicationSlot second = slot) {
      LOG.debug("Closing {} and {}", first, second);
    }
  }
}
