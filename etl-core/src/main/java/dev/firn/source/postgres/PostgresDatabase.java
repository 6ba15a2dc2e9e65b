package dev.firn.source.postgres;

import dev.firn.error.FirnException;
import dev.firn.health.ExaminedTables;
import dev.firn.health.Finding;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.NumberProfile;
import dev.firn.schema.TableMapping;
import dev.firn.source.CaptureRequest;
import dev.firn.source.ColumnPredicate;
import dev.firn.source.ConnectorOptions;
import dev.firn.source.ConnectorState;
import dev.firn.source.NumberMeasure;
import dev.firn.source.Obstacles;
import dev.firn.source.PublishedTables;
import dev.firn.source.ReadSession;
import dev.firn.source.RowProbe;
import dev.firn.source.SourceDatabase;
import dev.firn.source.SourceLook;
import dev.firn.source.TableLocks;
import dev.firn.source.TableOrigin;
import dev.firn.source.TableProbe;
import dev.firn.source.mark.OpenWork;
import dev.firn.source.mark.SourceMarks;
import dev.firn.source.postgres.catalog.AttachedRows;
import dev.firn.source.postgres.catalog.CaptureObstacles;
import dev.firn.source.postgres.catalog.CatalogLook;
import dev.firn.source.postgres.catalog.MarkColumns;
import dev.firn.source.postgres.catalog.NumberMeasurement;
import dev.firn.source.postgres.catalog.OldRows;
import dev.firn.source.postgres.catalog.OpenWriters;
import dev.firn.source.postgres.catalog.Publication;
import dev.firn.source.postgres.catalog.ReadPrivileges;
import dev.firn.source.postgres.catalog.ServerHistory;
import dev.firn.source.postgres.catalog.TableDiscovery;
import dev.firn.source.postgres.catalog.TableOrigins;
import dev.firn.source.postgres.catalog.UnsentValues;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SessionOptions;
import dev.firn.source.postgres.copy.CopyRead;
import dev.firn.source.postgres.health.PostgresProbes;
import dev.firn.source.postgres.health.ServerLook;
import dev.firn.source.postgres.wire.PostgresAmbiguity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Firn asks of a PostgreSQL source. */
public final class PostgresDatabase implements SourceDatabase {

  private static final int INFINITE_INTERVALS_SINCE = 17;

  private final PostgresEndpoint endpoint;
  private final String schema;
  private final CaptureNames capture;
  private final Map<String, String> connectorTls;
  private final Clock clock;

  /**
   * @param capture the publication and slot by which the changes leave the database
   */
  public PostgresDatabase(
      PostgresEndpoint endpoint, String schema, CaptureNames capture, Clock clock) {
    this(endpoint, schema, capture, Map.of(), clock);
  }

  /**
   * @param connectorTls what the connector is told of TLS
   */
  PostgresDatabase(
      PostgresEndpoint endpoint,
      String schema,
      CaptureNames capture,
      Map<String, String> connectorTls,
      Clock clock) {
    this.endpoint = endpoint;
    this.schema = schema;
    this.capture = capture;
    this.connectorTls = connectorTls;
    this.clock = clock;
  }

  /** Something to be asked over a connection. */
  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * @param what verb and object, as they stand after "Cannot"
   */
  private <T> T ask(String what, Question<T> question) {
    try (Connection connection = endpoint.open()) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw PostgresErrors.cannot(what, e);
    }
  }

  @Override
  public void probe() {
    endpoint.probe();
  }

  @Override
  public Optional<List<Finding>> examine(String source, ExaminedTables tables) {
    return Optional.of(
        ask(
            "look at the health of " + endpoint,
            connection ->
                PostgresProbes.look(new ServerLook(connection, source, capture, tables))));
  }

  @Override
  public Optional<Instant> clock() {
    return Optional.of(
        ask(
            "ask for the time",
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
              }
            }));
  }

  @Override
  public List<TableSchema> discoverAll(@Nullable String nameLike) {
    return ask(
        "discover the tables of schema " + schema,
        connection ->
            new TableDiscovery(connection).tables(schema, nameLike == null ? "%" : nameLike));
  }

  @Override
  public SourceLook look(Collection<TableId> tables) {
    return ask(
        "look at " + tables.size() + " tables of schema " + schema,
        connection -> CatalogLook.of(connection, schema, tables, capture));
  }

  @Override
  public Optional<TakeOver> findTakeOver(
      TableIdentity before,
      TableIdentity now,
      Collection<LogPlace> applied,
      @Nullable ReadPoint loaded) {
    Optional<ServerHistory> then = ServerHistory.parse(before.server());
    Optional<ServerHistory> present = ServerHistory.parse(now.server());
    return then.isEmpty() || present.isEmpty()
        ? Optional.empty()
        : ask(
            "ask where the server was promoted",
            connection ->
                new Promotion(endpoint, connection)
                    .find(then.get(), present.get(), applied, loaded));
  }

  @Override
  public boolean isReplica() {
    return ask(
        "ask whether the server is a standby",
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
          }
        });
  }

  @Override
  public Optional<TableId> findName(long object) {
    return ask(
        "look for table " + object, connection -> new TableDiscovery(connection).name(object));
  }

  @Override
  public boolean hasRowsAsOldAs(long object, long transaction) {
    return ask(
        "look for old rows of table " + object,
        connection -> new OldRows(connection).isThere(object, transaction));
  }

  @Override
  public boolean mayHaveComeWithRows(long part, long attached) {
    return ask(
        "look for rows that part " + part + " came with",
        connection -> AttachedRows.areThere(connection, part, attached));
  }

  @Override
  public Set<Integer> rowsAsOldAs(
      TableId table, List<String> key, List<List<String>> rows, long transaction) {
    String old =
        "(%s IS NULL OR true) AND "
            + OldRows.condition("t.xmin", "'" + (transaction & 0xFFFF_FFFFL) + "'::xid");
    return ask(new RowProbe(table, key, rows, new ColumnPredicate(key.get(0), old, "''")))
        .rows()
        .keySet();
  }

  @Override
  public Optional<TableSchema> discoverOne(TableId table) {
    return look(List.of(table)).find(table).filter(TableSchema::canBeCaptured);
  }

  @Override
  public NumberMeasure measure() {
    return new OpenMeasure(endpoint);
  }

  /**
   * @param atOnce of a table of more bytes only a sample is looked at
   */
  public Map<String, NumberProfile> measure(TableSchema table, List<String> columns, long atOnce) {
    return columns.isEmpty()
        ? Map.of()
        : ask(
            "measure the numbers of " + table.id(),
            connection ->
                new NumberMeasurement(connection, atOnce).of(table.id(), columns, table.bytes()));
  }

  @Override
  public List<String> columnHistory(TableId table) {
    return ask(
        "ask for the columns of " + table,
        connection -> new TableDiscovery(connection).columnHistory(table));
  }

  @Override
  public OptionalLong droppedBy(long object, int column) {
    return ask(
        "ask for column " + column + " of table " + object,
        connection -> new TableDiscovery(connection).droppedBy(object, column));
  }

  @Override
  public boolean mayHoldUnsentValues(TableId table, String column) {
    return ask(
        "look at column " + column + " of " + table,
        connection -> new UnsentValues(connection).mayBeIn(table, column));
  }

  @Override
  public RowProbe.Answer ask(RowProbe question) {
    return ask(
        "ask for rows of " + question.table(),
        connection -> new RowQuestions(connection).ask(question));
  }

  @Override
  public TableProbe.Answer ask(TableProbe question) {
    return ask(
        "ask for column " + question.claim().column() + " in all rows of " + question.table(),
        connection -> new RowQuestions(connection).ask(question));
  }

  @Override
  public boolean has(AmbiguousEncoding what) {
    return what != PostgresAmbiguity.INFINITE_INTERVAL
        || ask("ask for the version of " + endpoint, PostgresDatabase::hasInfiniteIntervals);
  }

  private static boolean hasInfiniteIntervals(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() >= INFINITE_INTERVALS_SINCE;
  }

  @Override
  public boolean mayHold(AmbiguousEncoding what, TableId table, String column) {
    return what != PostgresAmbiguity.INFINITE_INTERVAL
        || ask(
            "ask for the constraints of " + table,
            connection ->
                hasInfiniteIntervals(connection)
                    && !new TableDiscovery(connection).isCheckedFinite(table, column));
  }

  @Override
  public ConnectorOptions connectorOptions() {
    return PostgresConnector.options(
        capture,
        connectorTls,
        ask("ask for the currency of the database", SessionOptions::ofConnector));
  }

  @Override
  public List<String> findConnectorTrouble(List<TableMapping> tables) {
    return new ConnectorTrouble(this).find(tables);
  }

  /** Domains that Debezium does not start on. */
  List<String> domainsOverEnums() {
    return ask(
        "ask for the domains of the database",
        connection -> new TableDiscovery(connection).domainsOverEnums());
  }

  /** Columns of the table at whose large values the connector stops when an update leaves them. */
  List<String> arraysThatStopTheConnector(TableId table) {
    return ask(
        "ask for the arrays of " + table,
        connection -> new TableDiscovery(connection).unmarkedArrays(table));
  }

  @Override
  public ConnectorState connectorState() {
    return slotState();
  }

  /** How far the connector has come with its slot. */
  public SlotState slotState() {
    return ask(
        "ask for replication slot " + capture.slot(),
        connection -> SlotState.find(connection, capture));
  }

  @Override
  public Map<TableId, TableOrigin> findOrigins(Collection<TableId> tables) {
    return tables.isEmpty()
        ? Map.of()
        : ask(
            "ask for the origin of " + tables.size() + " tables",
            connection -> TableOrigins.find(connection, tables, capture));
  }

  @Override
  public Optional<String> findUntoldRows(TableId table) {
    String identity =
        ask(
            "ask for the replica identity of " + table,
            connection -> new TableDiscovery(connection).replicaIdentity(table));
    return identity.equals("i")
        ? Optional.of("its replica identity is an index. Set REPLICA IDENTITY FULL")
        : Optional.empty();
  }

  @Override
  public Map<TableId, List<ReadSplit>> split(List<TableSchema> tables, int wanted) {
    return ask(
        "plan the splits of " + tables.size() + " tables",
        connection ->
            new SplitPlanner(connection)
                .split(tables.stream().map(TableSchema::id).toList(), wanted));
  }

  @Override
  public Map<TableId, String> findUnreadable(List<TableSchema> tables) {
    return ask(
        "ask for the privileges on " + tables.size() + " tables",
        connection ->
            new ReadPrivileges(connection).find(tables.stream().map(TableSchema::id).toList()));
  }

  @Override
  public List<String> findReadTrouble(Effort effort) {
    return ask("ask how long a standby lets queries go on", StandbyConflicts::find);
  }

  @Override
  public Obstacles findObstacles(List<TableSchema> tables) {
    return ask(
        "ask for the replica identities of " + tables.size() + " tables",
        connection -> {
          Obstacles found = CaptureObstacles.find(connection, tables);
          List<TableId> followed =
              tables.stream()
                  .map(TableSchema::id)
                  .filter(table -> !found.unfollowed().containsKey(table))
                  .toList();
          return found
              .with(ConnectorTrouble.names(followed), Map.of())
              .with(
                  Map.of(),
                  Publication.find(connection, capture.publication(), followed).obstacles());
        });
  }

  @Override
  public Optional<String> findCaptureTrouble(CaptureRequest request) {
    try (ReplicationSetup setup = new ReplicationSetup(endpoint, capture)) {
      setup.check(request);
      return Optional.empty();
    } catch (SQLException e) {
      throw PostgresErrors.cannot("look at the publication and the slot of " + endpoint, e);
    } catch (FirnException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<String> planCapture(CaptureRequest request) {
    try (ReplicationSetup setup = new ReplicationSetup(endpoint, capture)) {
      return setup.plan(request);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("look at the publication and the slot of " + endpoint, e);
    }
  }

  @Override
  public PublishedTables findPublished(List<TableId> tables) {
    return ask(
        "ask for publication " + capture.publication(),
        connection -> {
          Publication found = Publication.find(connection, capture.publication(), tables);
          return new PublishedTables(found.published(), found.takesNewTables());
        });
  }

  @Override
  public Optional<SourceMarks> marks() {
    return Optional.of(
        new SourceMarks() {
          @Override
          public Found find(TableSchema table, String column) {
            return ask(
                "look at column " + column + " of " + table.id(),
                connection -> MarkColumns.find(connection, table, column));
          }

          @Override
          public OpenWork openWork() {
            return ask("look for open transactions", OpenWriters::look);
          }

          @Override
          public Highest highest(TableId table, String column) {
            return ask(
                "look for the greatest value of column " + column + " of " + table,
                connection -> MarkColumns.highest(connection, table, column));
          }
        });
  }

  @Override
  public String statement(TableMapping mapping, ReadSplit split) {
    return CopyRead.sql(mapping, split);
  }

  @Override
  public ReadSession openReadSession(List<TableSchema> tables) {
    LockedTables locks = LockedTables.lock(endpoint, capture, clock, tables);
    try {
      return locks.read();
    } catch (RuntimeException e) {
      locks.close();
      throw e;
    }
  }

  @Override
  public ReadSession openReadSessionBehindStream(List<TableSchema> tables) {
    List<TableId> names = tables.stream().map(TableSchema::id).toList();
    try (ReplicationSetup writers = new ReplicationSetup(endpoint, capture)) {
      writers.awaitUnseen(names);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("wait for transactions that standbys keep waiting", e);
    }
    return openReadSession(tables);
  }

  @Override
  public TableLocks lock(List<TableSchema> tables) {
    return LockedTables.lock(endpoint, capture, clock, tables);
  }
}
