package dev.firn.source.oracle;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.health.ExaminedTables;
import dev.firn.health.Finding;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.CaptureRequest;
import dev.firn.source.NumberMeasure;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceLook;
import dev.firn.source.TableLocks;
import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.Discovered;
import dev.firn.source.oracle.catalog.ReadPrivileges;
import dev.firn.source.oracle.catalog.TableDiscovery;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.health.HealthStatements;
import dev.firn.source.oracle.health.OracleLook;
import dev.firn.source.oracle.health.OracleProbes;
import dev.firn.source.oracle.health.ReadTrouble;
import dev.firn.source.oracle.health.ServerClock;
import dev.firn.source.oracle.log.OracleReadPoint;
import dev.firn.source.oracle.log.OracleScn;
import dev.firn.source.oracle.read.OracleSplit;
import dev.firn.source.oracle.read.SelectStatement;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of an Oracle source. */
public final class OracleDatabase extends CatalogAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(OracleDatabase.class);

  private final OracleEndpoint endpoint;
  private final String schema;
  private final LongColumnPolicy longColumns;
  private final SessionSettings settings;

  /**
   * @param kafka where changes arrive; null if that is not known
   * @param patience how long a connector, or transactions of others, are waited for
   */
  public OracleDatabase(
      SourceConfig source, @Nullable KafkaClusterConfig kafka, Duration patience, Clock clock) {
    this(
        source,
        OracleEndpoint.of(source.connection()),
        new ConnectorBeginning(source, kafka, patience),
        new SessionSettings(table -> source.loadOf(table.name()).fetchSize(), patience, clock));
  }

  private OracleDatabase(
      SourceConfig source,
      OracleEndpoint endpoint,
      ConnectorBeginning beginning,
      SessionSettings settings) {
    super(endpoint, source.connection().schema(), beginning);
    this.endpoint = endpoint;
    this.schema = source.connection().schema();
    this.longColumns = new LongColumnPolicy(table -> source.loadOf(table.name()).longColumns());
    this.settings = settings;
  }

  /**
   * How read sessions are opened.
   *
   * @param fetchSize rows per round trip at most
   */
  record SessionSettings(ToIntFunction<TableId> fetchSize, Duration patience, Clock clock) {}

  @Override
  public void probe() {
    endpoint.probe();
  }

  @Override
  public List<TableSchema> discoverAll(@Nullable String nameLike) {
    return endpoint.ask(
        "discover the tables of schema " + schema,
        connection -> {
          Discovered found =
              discovery(connection).tables(schema, nameLike == null ? "%" : nameLike);
          found
              .leftOut()
              .forEach((name, why) -> LOG.info("{}.{} is left out: {}", schema, name, why));
          found
              .columns()
              .forEach(
                  (table, columns) -> LOG.info("Of {} columns are left out: {}", table, columns));
          return withoutLongColumns(found.tables(), true);
        });
  }

  private static TableDiscovery discovery(Connection connection) throws SQLException {
    return new TableDiscovery(connection, OracleVersion.of(connection));
  }

  /** Tables that are to fail because of such a column stay, so that they are named. */
  private List<TableSchema> withoutLongColumns(List<TableSchema> tables, boolean isSaid) {
    List<TableSchema> left = new ArrayList<>();
    for (TableSchema table : tables) {
      LongColumnPolicy.Outcome outcome = longColumns.apply(table);
      if (outcome instanceof LongColumnPolicy.Outcome.Skip skip) {
        if (isSaid) {
          LOG.warn("{} is left out: {}", table.id(), skip.reason());
        }
      } else if (outcome instanceof LongColumnPolicy.Outcome.Load load) {
        if (isSaid && !load.excluded().isEmpty()) {
          LOG.warn(
              "Of {} columns are left out, because they are LONG and handle_long_columns is"
                  + " \"exclude\": {}",
              table.id(),
              load.excluded());
        }
        left.add(load.rest());
      } else {
        left.add(table);
      }
    }
    return left;
  }

  @Override
  public SourceLook look(Collection<TableId> tables) {
    Set<TableId> wanted = Set.copyOf(tables);
    return endpoint.ask(
        "look at " + wanted.size() + " tables of schema " + schema,
        connection -> {
          OracleScn scn = CurrentPosition.of(connection, endpoint);
          TableDiscovery discovery = discovery(connection);
          List<String> names =
              wanted.stream()
                  .filter(table -> table.schema().equals(schema))
                  .map(TableId::name)
                  .toList();
          return new SourceLook(
              wanted,
              withoutLongColumns(discovery.tables(schema, names).tables(), false),
              present(discovery),
              discovery.server(),
              new OracleReadPoint(scn, settings.clock().instant())::hasSeen);
        });
  }

  private Set<TableId> present(TableDiscovery discovery) throws SQLException {
    Set<String> present = new HashSet<>(discovery.names(schema));
    Set<String> withLong = discovery.withLongColumns(schema);
    return present.stream()
        .map(name -> new TableId(schema, name))
        .filter(table -> !(withLong.contains(table.name()) && longColumns.skips(table)))
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<TableSchema> discoverOne(TableId table) {
    return endpoint
        .ask("look at " + table, connection -> discovery(connection).findTable(table))
        .filter(TableSchema::canBeCaptured);
  }

  @Override
  public NumberMeasure measure() {
    return new OpenMeasure(endpoint);
  }

  @Override
  public Map<TableId, List<ReadSplit>> split(List<TableSchema> tables, int wanted) {
    return endpoint.ask(
        "plan the splits of " + tables.size() + " tables",
        connection -> {
          SplitPlanner planner =
              new SplitPlanner(
                  connection, new BigDecimal(CurrentPosition.of(connection, endpoint).number()));
          Map<TableId, List<ReadSplit>> splits = new HashMap<>();
          for (TableSchema table : tables) {
            splits.put(table.id(), List.copyOf(planner.split(table, wanted)));
          }
          return splits;
        });
  }

  @Override
  public Map<TableId, String> findUnreadable(List<TableSchema> tables) {
    Map<TableId, String> refused = refusedLongs(tables);
    refused.putAll(
        endpoint.ask(
            "ask for the privileges on " + tables.size() + " tables",
            connection ->
                new ReadPrivileges(connection, OracleVersion.of(connection))
                    .find(schema, tables.stream().map(TableSchema::id).toList())));
    return refused;
  }

  private Map<TableId, String> refusedLongs(List<TableSchema> tables) {
    Map<TableId, String> refused = new HashMap<>();
    for (TableSchema table : tables) {
      if (longColumns.apply(table) instanceof LongColumnPolicy.Outcome.Refuse refusal) {
        refused.put(table.id(), refusal.reason());
      }
    }
    return refused;
  }

  @Override
  public List<String> findReadTrouble(Effort effort) {
    return endpoint.ask(
        "ask what may keep tables from being read",
        connection ->
            new ReadTrouble(connection, OracleVersion.of(connection), schema).find(effort));
  }

  @Override
  public Optional<List<Finding>> examine(String source, ExaminedTables tables) {
    BigInteger needed = tables.areCaptured() ? findNeededLog() : null;
    return Optional.of(
        endpoint.ask(
            "look at the health of the server",
            connection -> {
              OracleVersion server = OracleVersion.of(connection);
              String user = new ReadPrivileges(connection, server).user();
              return OracleProbes.look(
                  new OracleLook(
                      connection,
                      server,
                      source,
                      user,
                      schema,
                      tables,
                      refusedLongs(tables.all()),
                      needed));
            }));
  }

  @Override
  public Optional<Instant> clock() {
    return endpoint.ask(
        "ask for the time",
        connection ->
            new Dictionary(connection)
                .read(HealthStatements.CLOCK, row -> ServerClock.parse(row.getString(1))).stream()
                    .findFirst());
  }

  @Override
  public String statement(TableMapping mapping, ReadSplit split) {
    return SelectStatement.rows(mapping, (OracleSplit) split, BigDecimal.ZERO).sql();
  }

  @Override
  public ReadSession openReadSession(List<TableSchema> tables) {
    return ScnReadSession.open(endpoint, settings, tables);
  }

  /**
   * Holds nothing: what is altered, emptied or moved before the SCN is noticed by {@link
   * ReadSession#findRearranged}, and after it by the server or by {@link ReadSession#assertWhole}.
   */
  @Override
  public TableLocks lock(List<TableSchema> tables) {
    return new TableLocks() {
      @Override
      public Map<TableId, String> refused() {
        return Map.of();
      }

      @Override
      public ReadSession capture(CaptureRequest request) {
        return request.tables().isEmpty()
            ? ScnReadSession.open(endpoint, settings, List.of())
            : ScnReadSession.openBehind(endpoint, settings, requireBegun(request.tables()).scn());
      }

      @Override
      public void close() {
        LOG.debug("Nothing is held of {}", tables.size());
      }
    };
  }
}
