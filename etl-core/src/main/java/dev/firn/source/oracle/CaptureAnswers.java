package dev.firn.source.oracle;

import dev.firn.error.UnavailableException;
import dev.firn.model.SourcePosition;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.CaptureRequest;
import dev.firn.source.ConnectorOptions;
import dev.firn.source.ConnectorState;
import dev.firn.source.Obstacles;
import dev.firn.source.PublishedTables;
import dev.firn.source.SourceDatabase;
import dev.firn.source.oracle.catalog.CaptureObstacles;
import dev.firn.source.oracle.catalog.DatabaseNames;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.health.ConnectorTrouble;
import dev.firn.source.oracle.log.OracleScn;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How changes of an Oracle source leave it. Its log is read by a connector that begins where it is
 * started first, so that only Kafka Connect can tell whether it has begun before a load.
 */
abstract class CaptureAnswers implements SourceDatabase {

  private final OracleEndpoint endpoint;
  private final String schema;
  private final ConnectorBeginning beginning;

  CaptureAnswers(OracleEndpoint endpoint, String schema, ConnectorBeginning beginning) {
    this.endpoint = endpoint;
    this.schema = schema;
    this.beginning = beginning;
  }

  /**
   * Where the connector has begun that reads some tables.
   *
   * @throws UnavailableException saying what to do, if that is not proven
   */
  final ConnectorBeginning.Begun requireBegun(List<TableId> tables) {
    return beginning.await(names(), tables);
  }

  /** From which SCN on the connector reads the log; null if nobody tells. */
  final @Nullable BigInteger findNeededLog() {
    if (beginning.findIgnorance().isPresent()) {
      return null;
    }
    try {
      return beginning
          .look()
          .flatMap(now -> ConnectorProgress.needed(now.offset()))
          .map(OracleScn::number)
          .orElse(null);
    } catch (UnavailableException e) {
      // Who looks at Connect tells of it.
      return null;
    }
  }

  private DatabaseNames names() {
    return endpoint.ask(
        "ask for the name of the database",
        connection -> DatabaseNames.of(connection, OracleVersion.of(connection)));
  }

  @Override
  public final boolean connectorComesFirst() {
    return beginning.findIgnorance().isEmpty();
  }

  @Override
  public final Obstacles findObstacles(List<TableSchema> tables) {
    Optional<String> ignorance = beginning.findIgnorance();
    if (ignorance.isPresent()) {
      Map<TableId, String> all = new HashMap<>();
      tables.forEach(table -> all.put(table.id(), ignorance.get()));
      return new Obstacles(all, Map.of());
    }
    return endpoint.ask(
        "ask whether changes of " + tables.size() + " tables are logged",
        connection ->
            CaptureObstacles.find(connection, OracleVersion.of(connection), schema, tables));
  }

  @Override
  public final Optional<String> findUntold(TableSchema table) {
    return CaptureObstacles.find(table);
  }

  @Override
  public final List<String> findConnectorTrouble(List<TableMapping> tables) {
    return connectorComesFirst()
        ? endpoint.ask(
            "ask how the database logs changes",
            connection -> ConnectorTrouble.find(connection, OracleVersion.of(connection)))
        : List.of();
  }

  @Override
  public final Optional<String> findCaptureTrouble(CaptureRequest request) {
    try {
      beginning.require(names(), request.tables());
      return Optional.empty();
    } catch (UnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The connector reads all of a schema that it is not told to leave out. */
  @Override
  public final PublishedTables findPublished(List<TableId> tables) {
    return new PublishedTables(connectorComesFirst() ? tables : List.of(), false);
  }

  @Override
  public final Optional<SourcePosition> connectorBegun() {
    return connectorComesFirst() ? Optional.of(beginning.find()) : Optional.empty();
  }

  @Override
  public final ConnectorState connectorState() {
    return ConnectorProgress.of(
        beginning,
        () ->
            endpoint.ask(
                "ask how far the database is",
                connection -> CurrentPosition.of(connection, endpoint)));
  }

  @Override
  public final ConnectorOptions connectorOptions() {
    return OracleConnector.options(
        endpoint, names(), beginning.schemaHistory(), beginning::workerVariable);
  }
}
