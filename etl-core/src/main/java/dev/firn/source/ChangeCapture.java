package dev.firn.source;

import dev.firn.model.SourcePosition;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the changes of a source leave its database, and how far they have come. */
public interface ChangeCapture {

  /** What Debezium is to be told beside what it is told of every database. */
  ConnectorOptions connectorOptions();

  /**
   * What will keep the connector from running, or its changes from coming, for people.
   *
   * @param tables those that are to be captured
   */
  List<String> findConnectorTrouble(List<TableMapping> tables);

  /**
   * What keeps changes of tables from coming, or from coming as they are, and what to do: also what
   * would fail at the source if they were published.
   */
  Obstacles findObstacles(List<TableSchema> tables);

  /** Why a load could not have the tables captured, as an error says it; empty if it could. */
  Optional<String> findCaptureTrouble(CaptureRequest request);

  /** What a load would make at the source so that the tables are captured, as it is told there. */
  default List<String> planCapture(CaptureRequest request) {
    return List.of();
  }

  /** Which of the tables are published. */
  PublishedTables findPublished(List<TableId> tables);

  /** What the server says now of the connector that reads it. */
  ConnectorState connectorState();

  /** True if only a connector that runs before a load brings what comes after the load. */
  default boolean connectorComesFirst() {
    return false;
  }

  /**
   * Where the connector has begun; empty if it begins where loads have it begin.
   *
   * @throws dev.firn.error.UnavailableException if nobody tells, with what to do
   */
  default Optional<SourcePosition> connectorBegun() {
    return Optional.empty();
  }

  /** How tables came to be, as far as they are there. */
  Map<TableId, TableOrigin> findOrigins(Collection<TableId> tables);

  /**
   * Why events do not tell the rows of a table without a primary key, and what to do at the source;
   * empty if they do.
   */
  Optional<String> findUntoldRows(TableId table);
}
