package dev.firn.source.postgres;

import dev.firn.config.DatabaseConnection;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.NumberProfile;
import dev.firn.schema.TableMapping;
import dev.firn.source.postgres.catalog.NumberMeasurement;
import dev.firn.source.postgres.catalog.TableDiscovery;
import dev.firn.source.postgres.catalog.TableOrigin;
import dev.firn.source.postgres.catalog.UnsentValues;
import dev.firn.source.postgres.connect.ChangeCapture;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SessionOptions;
import dev.firn.source.postgres.copy.CopyRead;
import dev.firn.source.postgres.copy.CopySource;
import dev.firn.source.postgres.copy.SplitCounts;
import dev.firn.source.postgres.copy.SplitRead;
import dev.firn.source.postgres.wire.PostgresAmbiguity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What Firn asks of a PostgreSQL source. */
public final class PostgresDialect {

  private static final int INFINITE_INTERVALS_SINCE = 17;

  private final PostgresEndpoint endpoint;
  private final String schema;

  public PostgresDialect(PostgresEndpoint endpoint, String schema) {
    this.endpoint = endpoint;
    this.schema = schema;
  }

  /** The dialect of a source, for the tables of its schema. */
  public static PostgresDialect of(DatabaseConnection connection) {
    return new PostgresDialect(PostgresEndpoint.of(connection), connection.schema());
  }

  /**
   * The tables of the schema whose changes can be captured, in the order of their names.
   *
   * @param nameLike an SQL LIKE pattern on the name, or null for all
   */
  public List<TableSchema> discover(@Nullable String nameLike) {
    return discoverAll(nameLike).stream().filter(TableSchema::canBeCaptured).toList();
  }

  /** The same with views and whatever else can be read. */
  public List<TableSchema> discoverAll(@Nullable String nameLike) {
    try (Connection connection = endpoint.open()) {
      return new TableDiscovery(connection).tables(schema, nameLike == null ? "%" : nameLike);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("discover the tables of schema " + schema, e);
    }
  }

  /** What keeps the connector of this database from running, whatever its tables are. */
  public List<String> findConnectorObstacles() {
    try (Connection connection = endpoint.open()) {
      return new TableDiscovery(connection)
          .domainsOverEnums().stream()
              .map(
                  domain ->
                      "Debezium 3.6 does not start on this database, because domain "
                          + domain
                          + " is based on an enum. Give its columns the enum itself.")
              .toList();
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the domains of the database", e);
    }
  }

  /** What Debezium must start its sessions with to see values in the forms that it can read. */
  public String connectorOptions() {
    try (Connection connection = endpoint.open()) {
      return SessionOptions.ofConnector(connection);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the currency of the database", e);
    }
  }

  /**
   * How large the numbers of some columns are.
   *
   * @return by column
   */
  public Map<String, NumberProfile> measure(TableSchema table, List<String> columns) {
    return measure(table, columns, NumberMeasurement.MAX_MEASURED_BYTES);
  }

  /**
   * @param atOnce of a table of more bytes only a sample is looked at
   */
  public Map<String, NumberProfile> measure(TableSchema table, List<String> columns, long atOnce) {
    if (columns.isEmpty()) {
      return Map.of();
    }
    try (Connection connection = endpoint.open()) {
      return new NumberMeasurement(connection, atOnce).of(table.id(), columns, table.bytes());
    } catch (SQLException e) {
      throw PostgresErrors.cannot("measure the numbers of " + table.id(), e);
    }
  }

  /** Of which rows something is true at this moment. */
  public RowProbe.Answer ask(RowProbe question) {
    try (Connection connection = endpoint.open()) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for rows of " + question.table(), e);
    }
  }

  /** Whether something is true of any row of a table at this moment. */
  public TableProbe.Answer ask(TableProbe question) {
    try (Connection connection = endpoint.open()) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw PostgresErrors.cannot(
          "ask for column " + question.claim().column() + " in all rows of " + question.table(), e);
    }
  }

  /** True if the server has values that are sent as others. */
  public boolean has(AmbiguousEncoding what) {
    if (what != PostgresAmbiguity.INFINITE_INTERVAL) {
      return true;
    }
    try (Connection connection = endpoint.open()) {
      return connection.getMetaData().getDatabaseMajorVersion() >= INFINITE_INTERVALS_SINCE;
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the version of " + endpoint, e);
    }
  }

  /** Columns of the table at whose large values the connector stops when an update leaves them. */
  public List<String> findArraysThatStopTheConnector(TableId table) {
    try (Connection connection = endpoint.open()) {
      return new TableDiscovery(connection).unmarkedArrays(table);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the arrays of " + table, e);
    }
  }

  /**
   * True if a column may hold values that are sent as others: no constraint says that it does not.
   */
  public boolean mayHold(AmbiguousEncoding what, TableId table, String column) {
    if (what != PostgresAmbiguity.INFINITE_INTERVAL) {
      return true;
    }
    try (Connection connection = endpoint.open()) {
      return connection.getMetaData().getDatabaseMajorVersion() >= INFINITE_INTERVALS_SINCE
          && !new TableDiscovery(connection).isCheckedFinite(table, column);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the constraints of " + table, e);
    }
  }

  /** The table as it is now, if it can be read. */
  public Optional<TableSchema> discoverOne(TableId table) {
    String pattern = table.name().replaceAll("([\\\\%_])", "\\\\$1");
    return discover(pattern).stream().filter(found -> found.id().equals(table)).findFirst();
  }

  /**
   * The names of all columns that the table ever had, in the order in which they were added; an
   * empty one was dropped. A column that is renamed keeps its place.
   */
  public List<String> columnHistory(TableId table) {
    try (Connection connection = endpoint.open()) {
      return new TableDiscovery(connection).columnHistory(table);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the columns of " + table, e);
    }
  }

  /** How tables came to be, as far as they are there. */
  public Map<TableId, TableOrigin> findOrigins(Collection<TableId> tables, ChangeCapture capture) {
    if (tables.isEmpty()) {
      return Map.of();
    }
    try (Connection connection = endpoint.open()) {
      return TableOrigin.find(connection, tables, capture);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the origin of " + tables.size() + " tables", e);
    }
  }

  /** How far the connector has come with its slot, if there is one in this database. */
  public Optional<SlotState> findSlot(ChangeCapture capture) {
    try (Connection connection = endpoint.open()) {
      return SlotState.find(connection, capture);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for replication slot " + capture.slot(), e);
    }
  }

  /**
   * True if a column of which the catalog tells no {@link dev.firn.model.Column#addedDefault} may
   * have values all the same that no event carries, in rows that are older than the column.
   */
  public boolean mayHoldUnsentValues(TableId table, String column) {
    try (Connection connection = endpoint.open()) {
      return new UnsentValues(connection).mayBeIn(table, column);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("look at column " + column + " of " + table, e);
    }
  }

  /** True if events name a row of the table by an index that is not its primary key. */
  public boolean identifiesRowsByIndex(TableId table) {
    try (Connection connection = endpoint.open()) {
      return new TableDiscovery(connection).replicaIdentity(table).equals("i");
    } catch (SQLException e) {
      throw PostgresErrors.cannot("ask for the replica identity of " + table, e);
    }
  }

  /**
   * Fixes the one instant at which all the tables are read, and holds it until closed.
   *
   * @param capture the publication and slot whose stream continues at that instant, or null to read
   *     without change capture
   */
  public SnapshotReadSession openReadSession(
      List<TableSchema> tables, @Nullable ChangeCapture capture) {
    return SnapshotReadSession.open(endpoint, tables, capture);
  }

  /**
   * Cuts tables into slices of about equal size on disk.
   *
   * @param wanted the number of slices for a big table; a small one gets fewer, and none has more
   *     than 1 GiB
   * @return the slices of each table; none for one that has no partition to hold rows
   */
  public Map<TableId, List<ReadSplit>> split(List<TableSchema> tables, int wanted) {
    try (Connection connection = endpoint.open()) {
      return new SplitPlanner(connection)
          .split(tables.stream().map(TableSchema::id).toList(), wanted);
    } catch (SQLException e) {
      throw PostgresErrors.cannot("plan the splits of " + tables.size() + " tables", e);
    }
  }

  /** The rows of the slices as the session sees them, in the mapping's columns. */
  public SourceRows read(
      SparkSession spark,
      SnapshotReadSession session,
      TableMapping mapping,
      List<ReadSplit> splits) {
    SplitCounts counts = new SplitCounts();
    spark.sparkContext().register(counts);
    CopyRead read = copyRead(session, mapping, splits);
    return new SourceRows(CopySource.read(spark, read, counts), counts);
  }

  /** The same rows slice by slice, each to be read where a Spark task runs. */
  public List<SplitRead> splitReads(
      SnapshotReadSession session, TableMapping mapping, List<ReadSplit> splits) {
    CopyRead read = copyRead(session, mapping, splits);
    return IntStream.range(0, splits.size()).mapToObj(i -> new SplitRead(read, i)).toList();
  }

  private CopyRead copyRead(
      SnapshotReadSession session, TableMapping mapping, List<ReadSplit> splits) {
    return new CopyRead(
        endpoint,
        session.snapshotName(),
        session.visibleTransactions(),
        mapping,
        List.copyOf(splits));
  }
}
