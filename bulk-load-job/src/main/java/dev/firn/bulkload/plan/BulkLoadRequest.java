package dev.firn.bulkload.plan;

import dev.firn.config.BulkLoadConfig;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.config.TableLoad;
import dev.firn.files.Directory;
import dev.firn.model.TableId;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the operator asked for, after configuration and command line are merged.
 *
 * @param ofAllTables lays over each table what the command line says of all
 * @param loadsAgain true to load what is already loaded
 * @param freshStart true to replace tables whose columns have changed type, and to drop those that
 *     the source no longer has
 * @param onlyDifferences true to read only the rows that differ from those in the lake
 * @param connectorDirectory where the Debezium configuration is written
 * @param home where {@code run_result.json} of each run goes, and its log
 * @param kafka where changes of the source arrive, if it matters to its load; else null
 * @param connect the Connect worker to which the connector is deployed, or null to write its file
 *     only
 */
public record BulkLoadRequest(
    SourceConfig source,
    BulkLoadConfig settings,
    UnaryOperator<TableLoad> ofAllTables,
    TableSelection selection,
    boolean loadsAgain,
    boolean freshStart,
    boolean onlyDifferences,
    Directory connectorDirectory,
    Directory home,
    @Nullable KafkaClusterConfig kafka,
    @Nullable URI connect) {

  /** Why tables of a load that only reads are not followed. */
  public static final String UNCAPTURED =
      "it was loaded without change capture (--no-capture, or capture_changes: false)";

  /** How a table is loaded. */
  public TableLoad loadOf(TableId table) {
    return ofAllTables.apply(source.loadOf(table.name(), settings.tables()));
  }

  /** How those tables are loaded of which the configuration says nothing. */
  public TableLoad loadOfOthers() {
    return ofAllTables.apply(settings.tables());
  }

  /** True if changes of what is loaded are to come after it. */
  public boolean capturesChanges() {
    return settings.capturesChanges();
  }
}
